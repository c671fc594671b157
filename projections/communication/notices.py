"""Who is to be told what, and who was?"""

from datetime import datetime

from application.documents.notice import render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.communication.notice.letter import Recipient, Subject
from domain.communication.notice.machine import NOTICE, Notice, Status
from domain.shared.ids import NoticeId
from domain.shared.message import Message
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


class NoticeSummary(Message):
    """A notice as a row of the list."""

    id: NoticeId
    notice_id: NoticeId
    status: Status
    version: int
    recipient: Recipient
    about: Subject
    subject: str
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[Notice]) -> NoticeSummary:
    """The row of a folded notice."""
    notice_id, letter = NoticeId(folded.stream_id), folded.state.words
    assert folded.state.status
    assert folded.created_at
    assert folded.updated_at
    return NoticeSummary(
        id=notice_id,
        notice_id=notice_id,
        status=folded.state.status,
        version=folded.version,
        recipient=letter.recipient,
        about=letter.about,
        subject=letter.subject,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _search(folded: Folded[Notice]) -> str:
    letter = folded.state.words
    recipient = letter.recipient
    return "\n".join(filter(None, (letter.subject, recipient.name, recipient.email))).lower()


NOTICES = ReadModel(
    name="notices",
    table="notices",
    own="recipient_id",
    decider=NOTICE,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("recipient_id", ColumnType.TEXT, lambda folded: folded.state.words.recipient.id),
        Column("document_id", ColumnType.TEXT, lambda folded: folded.state.words.about.document_id),
        Column("search", ColumnType.TEXT, _search),
    ),
    shape=ListShape(
        name="notices",
        filters=(
            status_filter("Queued"),
            equal_filter("recipientId", "recipient_id", "To this user or supplier."),
            equal_filter("documentId", "document_id", "About this document."),
            search_filter("subject, name or e-mail address"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="createdAt",
    ),
)
