"""Who was forgotten, at whose request, and how far is it?"""

from application.documents.erasure import document, render
from application.ports.read_models import ListShape
from domain.privacy.erasure.machine import ERASURE
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter

ERASURES = ReadModel(
    name="erasures",
    table="erasures",
    decider=ERASURE,
    document=render,
    summary=document,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("subject_id", ColumnType.TEXT, lambda folded: folded.state.subject),
    ),
    shape=ListShape(
        name="erasures",
        filters=(
            status_filter("Completed"),
            equal_filter("subjectId", "subject_id", "Of this user or supplier."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
)
