"""Forgetting somebody: asked for once, then carried out step by step, each of which may come again."""

from application.desk import Task
from application.identity.user import user_context
from application.ports.eraser import Eraser
from application.ports.personal_records import PersonalRecords
from application.ports.states import Folded
from application.work import Work
from domain.identity.user.commands import Erase as EraseUser
from domain.identity.user.machine import USER
from domain.privacy.erasure.commands import (
    Complete,
    ListDocuments,
    RecordKeyDestroyed,
    RequestErasure,
)
from domain.privacy.erasure.events import ErasureReport
from domain.privacy.erasure.machine import ERASURE, Erasure, Status
from domain.privacy.erasure.rules import ErasureContext
from domain.purchasing.supplier.commands import Erase as EraseSupplier
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import ErasureId, UserId, parse_id


def request_erasure(command: RequestErasure, eraser: Eraser, records: PersonalRecords) -> Task:
    """Have somebody forgotten who is kept out already, and with whom nothing is open."""

    async def task(work: Work) -> Folded[Erasure]:
        tenant, subject = work.request.tenant, command.subject_id
        erasure = work.start(ERASURE, work.new_id(ErasureId))
        await _erase(work, subject, ErasureId(erasure.stream_id))
        open_business = await records.open_business(tenant, subject)
        sealed = await eraser.is_sealed(tenant, subject)
        context = ErasureContext(work.request.actor, work.at, tuple(open_business), sealed)
        return work.decide(erasure, command, context)

    return task


def destroy_key(erasure_id: ErasureId, eraser: Eraser) -> Task:
    """Destroy the subject's key, and put on record that it is gone."""

    async def task(work: Work) -> Folded[Erasure]:
        erasure = await work.load(ERASURE, erasure_id)
        if erasure.state.status is not Status.REQUESTED:
            return erasure
        await eraser.destroy_key(work.request.tenant, erasure.state.whose)
        return work.decide(erasure, RecordKeyDestroyed(), work.context)

    return task


def list_documents(erasure_id: ErasureId, position: int, records: PersonalRecords) -> Task:
    """Put on record which documents the subject was named in; nothing new was sealed since `position`."""

    async def task(work: Work) -> Folded[Erasure]:
        erasure = await work.load(ERASURE, erasure_id)
        if erasure.state.status is not Status.KEY_DESTROYED:
            return erasure
        tenant, subject = work.request.tenant, erasure.state.whose
        found = await records.documents_of(tenant, subject, position)
        documents = tuple(parse_id(document) for document in found)
        return work.decide(erasure, ListDocuments(documents=documents), work.context)

    return task


def clean(erasure_id: ErasureId, position: int, eraser: Eraser, records: PersonalRecords) -> Task:
    """Once the lists show nothing of the subject any more, clean the rest and say what was found."""

    async def task(work: Work) -> Folded[Erasure]:
        erasure = await work.load(ERASURE, erasure_id)
        if erasure.state.status is not Status.CLEANING:
            return erasure
        tenant, documents = work.request.tenant, erasure.state.documents
        await records.caught_up(tenant, position)
        cleaned = await eraser.clean(tenant, erasure.state.whose, documents)
        report = ErasureReport(
            documents=len(documents),
            credentials=cleaned.credentials,
            sessions=cleaned.sessions,
            snapshots=cleaned.snapshots,
            answers=cleaned.answers,
        )
        return work.decide(erasure, Complete(report=report), work.context)

    return task


async def erasure_context(work: Work, _: Folded[Erasure]) -> ErasureContext:
    """What the rules need to know to tell what the caller may do next: nothing, the product goes on."""
    return ErasureContext(work.request.actor, work.at)


async def _erase(work: Work, subject: str, erasure_id: ErasureId) -> None:
    """The subject itself says first whether it may go."""
    if isinstance(subject, UserId):
        user = await work.load(USER, subject)
        work.decide(user, EraseUser(erasure_id=erasure_id), user_context(work, subject))
    else:
        supplier = await work.load(SUPPLIER, subject)
        work.decide(supplier, EraseSupplier(erasure_id=erasure_id), work.context)
