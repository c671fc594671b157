"""What happens to a notice."""

from typing import ClassVar

from domain.communication.notice.letter import Letter
from domain.shared.ids import UserId
from domain.shared.message import Event
from domain.shared.text import Code, LongText, Reason


class NoticeQueued(Event):
    """Somebody is to be told; the words are final, whatever becomes of the document they are about."""

    event_type: ClassVar[str] = "communication.notice.queued"

    letter: Letter


class NoticeDelivered(Event):
    """It reached them, as far as whoever delivered it can tell."""

    event_type: ClassVar[str] = "communication.notice.delivered"

    delivered_by: UserId
    reference: Code | None = None
    comment: LongText | None = None


class NoticeFailed(Event):
    """It did not reach them; somebody has to see to it."""

    event_type: ClassVar[str] = "communication.notice.failed"

    reason: Reason
    reported_by: UserId
