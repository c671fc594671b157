"""A notice as the API shows it."""

from datetime import datetime
from uuid import UUID

from application.ports.states import Folded
from domain.communication.notice.letter import Recipient, Subject
from domain.communication.notice.machine import Notice, Status
from domain.shared.ids import NoticeId, UserId
from domain.shared.message import Message


class NoticeDocument(Message):
    """Who is to be told what, and whether they were; `becauseOf` is the event that made it necessary."""

    id: NoticeId
    notice_id: NoticeId
    status: Status
    version: int
    recipient: Recipient
    about: Subject
    because_of: UUID
    subject: str
    text: str
    reported_by: UserId | None
    reference: str | None
    comment: str | None
    failure: str | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Notice]) -> NoticeDocument:
    """What a folded notice looks like to others."""
    notice, notice_id = folded.state, NoticeId(folded.stream_id)
    assert notice.status
    assert folded.created_at
    assert folded.updated_at
    letter = notice.words
    return NoticeDocument(
        id=notice_id,
        notice_id=notice_id,
        status=notice.status,
        version=folded.version,
        recipient=letter.recipient,
        about=letter.about,
        because_of=letter.because_of,
        subject=letter.subject,
        text=letter.text,
        reported_by=notice.reported_by,
        reference=notice.reference,
        comment=notice.comment,
        failure=notice.failure,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Notice]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
