"""Notices: who is to be told what. Whoever delivers them, a person or a program, reports it here."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import NOTICES
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.communication import notice as tasks
from application.documents.notice import NoticeDocument
from domain.communication.notice.commands import MarkDelivered, MarkFailed
from domain.shared.ids import NoticeId
from projections.communication.notices import NoticeSummary

notices = Resource("/v1/notices", "Notices")


class NoticeAnswer(NoticeDocument):
    """A notice, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@notices.listing("", "notices.list", of="notices", gives=Gives(PageOf[NoticeSummary]))
async def list_all(asking: Asking) -> Answer:
    """Notices by status, recipient and document; the oldest first, as they are delivered."""
    return await page_of(asking, "notices")


@notices.query("/{notice_id}", "notices.read", Gives(NoticeAnswer))
async def show(notice_id: NoticeId, past: PastQuery, asking: Asking) -> Answer:
    """One notice with its whole text."""
    return await asking.document(NOTICES, notice_id, past)


@notices.command("PATCH", "/{notice_id}/delivered", "notices.mark-delivered", Gives(NoticeAnswer))
async def mark_delivered(notice_id: NoticeId, command: MarkDelivered, by: Commander) -> Answer:
    """Say that it reached its recipient."""
    return await by.change(NOTICES, tasks.mark_delivered(notice_id, command))


@notices.command("PATCH", "/{notice_id}/failed", "notices.mark-failed", Gives(NoticeAnswer))
async def mark_failed(notice_id: NoticeId, command: MarkFailed, by: Commander) -> Answer:
    """Say that it did not reach its recipient, and why."""
    return await by.change(NOTICES, tasks.mark_failed(notice_id, command))
