"""Use cases of notices: somebody is to be told, and was told or not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from application.desk import Task
from application.ports.states import Folded
from application.work import Work
from domain.communication.notice.commands import MarkDelivered, MarkFailed, Queue
from domain.communication.notice.letter import Letter, Recipient, RecipientKind, Subject
from domain.communication.notice.machine import NOTICE, Notice, notice_id
from domain.identity.tenant.machine import TENANT
from domain.identity.user.machine import USER
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import NoticeId, SupplierId, UserId
from domain.shared.message import Command


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody is told: the line that they see first, the whole text, and whom it names."""

    subject: str
    text: str
    mentions: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why somebody is told: the event, the document that it happened to, and at which version."""

    event_id: UUID
    about: Subject


Words = Callable[[Work], Awaitable[Wording]]
"""Finds the words when they are needed, so that what they rest on is read with the decision."""


def tell_supplier(supplier_id: SupplierId, occasion: Occasion, words: Words) -> Task:
    """Have a supplier told, unless they are already."""

    async def recipient(work: Work) -> Recipient:
        profile = (await work.load(SUPPLIER, supplier_id)).state.profile
        assert profile is not None
        return Recipient(
            kind=RecipientKind.SUPPLIER, id=supplier_id, name=profile.name, email=profile.email
        )

    return _tell(supplier_id, recipient, occasion, words)


def tell_user(user_id: UserId, occasion: Occasion, words: Words) -> Task:
    """Have somebody of our own told, unless they are already."""

    async def recipient(work: Work) -> Recipient:
        user = (await work.load(USER, user_id)).state
        return Recipient(kind=RecipientKind.USER, id=user_id, name=user.name, email=user.email)

    return _tell(user_id, recipient, occasion, words)


def mark_delivered(notice: NoticeId, command: MarkDelivered) -> Task:
    """Record that a notice reached its recipient."""
    return _decide(notice, command)


def mark_failed(notice: NoticeId, command: MarkFailed) -> Task:
    """Record that a notice did not reach its recipient."""
    return _decide(notice, command)


async def our_name(work: Work) -> str:
    """What we are called in what we write."""
    return (await work.load(TENANT, work.request.tenant)).state.name


def _tell(
    who: SupplierId | UserId,
    recipient: Callable[[Work], Awaitable[Recipient]],
    occasion: Occasion,
    words: Words,
) -> Task:
    async def task(work: Work) -> Folded[Notice]:
        notice = await work.find(NOTICE, notice_id(occasion.event_id, who))
        if notice.version:
            return notice
        wording = await words(work)
        letter = Letter(
            recipient=await recipient(work),
            about=occasion.about,
            because_of=occasion.event_id,
            subject=wording.subject,
            text=wording.text,
            mentions=wording.mentions,
        )
        return work.decide(notice, Queue(letter=letter), work.context)

    return task


def _decide(notice_id: NoticeId, command: Command) -> Task:
    async def task(work: Work) -> Folded[Notice]:
        notice = await work.target(NOTICE, notice_id)
        return work.decide(notice, command, work.context)

    return task
