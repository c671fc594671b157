"""Which sites does the tenant have?"""

from application.documents.branch import document, render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.identity.branch.machine import BRANCH, Branch
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


def _search(folded: Folded[Branch]) -> str:
    return f"{folded.state.name}\n{folded.state.code}".lower()


BRANCHES = ReadModel(
    name="branches",
    table="branches",
    decider=BRANCH,
    document=render,
    summary=document,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("name", ColumnType.TEXT, lambda folded: folded.state.name),
        Column("code", ColumnType.TEXT, lambda folded: folded.state.code),
        Column("search", ColumnType.TEXT, _search),
    ),
    shape=ListShape(
        name="branches",
        filters=(
            status_filter("Open"),
            equal_filter("code", "code", "With exactly this code."),
            search_filter("name or code"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "name": "name", "code": "code"},
        default_sort="name",
    ),
)
