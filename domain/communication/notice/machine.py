"""The life of a notice: queued once, then delivered, perhaps after it failed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from domain.communication.notice.commands import MarkDelivered, MarkFailed, Queue
from domain.communication.notice.events import NoticeDelivered, NoticeFailed, NoticeQueued
from domain.communication.notice.letter import Letter
from domain.shared.context import Context
from domain.shared.derived_id import derived_id
from domain.shared.ids import Id, NoticeId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """Whether the recipient knows."""

    QUEUED = "Queued"
    DELIVERED = "Delivered"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as the history tells it; the report is about the last attempt to deliver it."""

    status: Status | None = None
    letter: Letter | None = None
    reported_by: UserId | None = None
    reference: str | None = None
    comment: str | None = None
    failure: str | None = None

    @property
    def words(self) -> Letter:
        """What it says; asked only of a notice that exists."""
        assert self.letter is not None
        return self.letter


def notice_id(because_of: UUID, recipient: Id) -> NoticeId:
    """Where the notice of an event to somebody is: one stream, so that nobody is told twice."""
    return derived_id(NoticeId, str(because_of), recipient)


MACHINE = Machine(
    "notice",
    (
        Row(None, Queue, NoticeQueued, Status.QUEUED),
        Row(Status.QUEUED, MarkDelivered, NoticeDelivered, Status.DELIVERED),
        Row(Status.QUEUED, MarkFailed, NoticeFailed, Status.FAILED),
        Row(Status.FAILED, MarkDelivered, NoticeDelivered, Status.DELIVERED),
        Row(Status.FAILED, MarkFailed, NoticeFailed, Status.FAILED),
    ),
)


def _queue(_: Notice, command: Queue, __: Context) -> tuple[Event, ...]:
    return (NoticeQueued(letter=command.letter),)


def _deliver(_: Notice, command: MarkDelivered, context: Context) -> tuple[Event, ...]:
    return (NoticeDelivered(**dict(command), delivered_by=context.actor),)


def _fail(_: Notice, command: MarkFailed, context: Context) -> tuple[Event, ...]:
    return (NoticeFailed(reason=command.reason, reported_by=context.actor),)


def _queued(state: Notice, event: NoticeQueued) -> Notice:
    return replace(state, letter=event.letter)


def _delivered(state: Notice, event: NoticeDelivered) -> Notice:
    return replace(
        state,
        reported_by=event.delivered_by,
        reference=event.reference,
        comment=event.comment,
        failure=None,
    )


def _failed(state: Notice, event: NoticeFailed) -> Notice:
    return replace(state, reported_by=event.reported_by, failure=event.reason)


NOTICE = Decider(
    machine=MACHINE,
    stream_type="communication.notice",
    id_type=NoticeId,
    initial=Notice(),
    decisions={Queue: _queue, MarkDelivered: _deliver, MarkFailed: _fail},
    applications={
        NoticeQueued: _queued,
        NoticeDelivered: _delivered,
        NoticeFailed: _failed,
    },
)
"""The aggregate `notice`."""
