"""Each step of an erasure may come again, and a kill between two of them changes nothing."""

from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest

from application.policy_reactor import PolicyReactor
from application.ports.eraser import Cleaned
from application.ports.event_store import StoreUnavailable, Upto
from application.ports.subscriber import Unavailable
from application.privacy.erasure import request_erasure
from application.privacy.policies import ErasureExecution
from application.privacy.reapplying import reapply
from domain.identity.user.commands import Deactivate
from domain.privacy.erasure.commands import RequestErasure
from domain.privacy.erasure.events import MOST_DOCUMENTS
from domain.privacy.erasure.machine import ERASURE, Erasure, Status
from domain.privacy.erasure.rules import HistoryNotSealed, OpenBusiness, OwnErasure
from domain.shared.ids import PurchaseOrderId, TenantId, UserId
from domain.shared.refusal import InvalidStateTransition
from tests.application.stage import Stage, set_up
from tests.cluster import Database

DOCUMENTS = [str(PurchaseOrderId.of(uuid4())) for _ in range(2 * MOST_DOCUMENTS + 1)]


class Mortal:
    """Does what it is asked, and dies right after it as often as it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.deaths = 0
        self.sealed = True

    async def is_sealed(self, tenant: TenantId, subject: str) -> bool:
        return self.sealed

    async def destroy_key(self, tenant: TenantId, subject: str) -> None:
        self._do(f"destroyed {subject}")

    async def clean(self, tenant: TenantId, subject: str, documents: Sequence[str]) -> Cleaned:
        self._do(f"cleaned {len(documents)}")
        return Cleaned(credentials=1, sessions=1, snapshots=0, answers=3)

    def _do(self, what: str) -> None:
        self.done.append(what)
        if self.deaths:
            self.deaths -= 1
            raise StoreUnavailable("killed")


class Records:
    """Lists that are late as often as they are told to be."""

    def __init__(self) -> None:
        self.late = 0
        self.open: list[str] = []

    async def documents_of(self, tenant: TenantId, subject: str, position: int) -> Sequence[str]:
        await self.caught_up(tenant, position)
        return DOCUMENTS

    async def open_business(self, tenant: TenantId, subject: str) -> Sequence[str]:
        return self.open

    async def caught_up(self, tenant: TenantId, position: int) -> None:
        if self.late:
            self.late -= 1
            raise TimeoutError("late")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with set_up(database) as stage:
        yield stage


async def asked(stage: Stage, eraser: Mortal, records: Records) -> tuple[UserId, str]:
    """The id of somebody who is deactivated, and of their erasure."""
    admin = await stage.opened()
    cara = await stage.user("cara")
    await stage.registration.deactivate(stage.request(admin), cara, Deactivate())
    command = RequestErasure(subject_id=cara, reason="They asked for it.")
    done = await stage.do(admin, request_erasure(command, eraser, records), "admin")
    assert done.folded is not None
    return cara, done.folded.stream_id


async def follow(stage: Stage, policy: ErasureExecution, erasure: str) -> int:
    """Deliver all that happened, again and again, until nothing more does; how often it failed."""
    reactor, failures, known = PolicyReactor(policy, stage.desk), 0, 0
    while True:
        history = await stage.store.stream(stage.tenant, erasure)
        try:
            for recorded in history:
                await reactor.handle(recorded)
        except Unavailable:
            failures += 1
            continue
        if len(history) == known:
            return failures
        known = len(history)


async def erasure_of(stage: Stage, erasure: str) -> Erasure:
    """As the log tells it."""
    return (await stage.states.load_at(stage.tenant, ERASURE, erasure, Upto())).state


async def test_every_step_is_taken_once_however_often_it_comes_or_dies(stage: Stage) -> None:
    eraser, records = Mortal(), Records()
    cara, erasure = await asked(stage, eraser, records)
    eraser.deaths, records.late = 3, 2
    assert await follow(stage, ErasureExecution(eraser, records), erasure) == 5
    state = await erasure_of(stage, erasure)
    assert (state.status, state.documents) == (Status.COMPLETED, tuple(DOCUMENTS))
    assert state.report is not None
    assert (state.report.documents, state.report.answers) == (len(DOCUMENTS), 3)
    assert eraser.done == [f"destroyed {cara}"] * 4 + [f"cleaned {len(DOCUMENTS)}"]
    types = [
        each.event_type.rpartition(".")[2]
        for each in await stage.store.stream(stage.tenant, erasure)
    ]
    assert types == ["requested", "key-destroyed", *["documents-listed"] * 3, "completed"]

    eraser.done.clear()
    (again,) = await reapply(stage.store, eraser, stage.tenant)
    assert (again.subject_id, again.erasure_id, again.rows) == (cara, erasure, 5)
    assert eraser.done == [f"destroyed {cara}", f"cleaned {len(DOCUMENTS)}"]


async def test_whom_the_log_cannot_forget_is_not_half_forgotten(stage: Stage) -> None:
    eraser, records = Mortal(), Records()
    admin = await stage.opened()
    cara = await stage.user("cara")
    command = RequestErasure(subject_id=cara, reason="They asked for it.")
    task = request_erasure(command, eraser, records)
    with pytest.raises(InvalidStateTransition):
        await stage.do(admin, task, "admin")
    await stage.registration.deactivate(stage.request(admin), cara, Deactivate())
    records.open = [DOCUMENTS[0]]
    with pytest.raises(OpenBusiness) as refused:
        await stage.do(admin, task, "admin")
    assert refused.value.facts["documents"] == [DOCUMENTS[0]]
    records.open, eraser.sealed = [], False
    with pytest.raises(HistoryNotSealed):
        await stage.do(admin, task, "admin")
    eraser.sealed = True
    with pytest.raises(OwnErasure):
        await stage.do(cara, task, "admin")
    assert (await stage.folded(cara)).state.name == "cara"
    assert eraser.done == []
