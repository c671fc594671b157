"""Commands are carried out once, on what still holds, and what was refused is remembered."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256

import pytest

from application.desk import Desk, Done, Task
from application.failures import (
    ConcurrencyConflict,
    DocumentNotFound,
    IdempotencyKeyReused,
    PreconditionFailed,
)
from application.ports.event_store import LogQuery
from application.ports.states import Folded
from application.request import Once, Request
from application.work import Work
from domain.audit.refusal.events import CommandRefused
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import TenantId, UserId
from domain.shared.message import Command
from domain.shared.refusal import InvalidStateTransition
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.states import CachedStates
from infrastructure.event_store.store import PostgresEventStore
from tests.application.stage import RandomIdentifiers, SetClock
from tests.cluster import Database
from tests.contracts.notes import PADS, Note, Noted, Pad, TearOff, TornOff, pad, person, tenant
from tests.contracts.stores import postgres_store

REGISTRY = EventRegistry((Noted, TornOff, CommandRefused))


@dataclass(frozen=True)
class Office:
    """Two desks, as two processes have them: one log, but each remembers states on its own."""

    store: PostgresEventStore
    here: Desk
    there: Desk
    tenant: TenantId
    actor: UserId

    def request(
        self, *, key: str | None = None, body: str = "", if_match: int | None = None
    ) -> Request:
        once = Once(key, sha256(body.encode()).digest()) if key else None
        return Request(self.tenant, self.actor, once=once, if_match=if_match)

    async def history(self) -> list[str]:
        return [each.event_type for each in await self.store.log(self.tenant, LogQuery(limit=1000))]


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    async with postgres_store(database, REGISTRY) as (store, pool):
        states = [CachedStates(pool, store, HistoryReader(pool, REGISTRY)) for _ in range(2)]
        here, there = (Desk(store, each, SetClock(), RandomIdentifiers()) for each in states)
        yield Office(store, here, there, tenant(), person())
        for each in states:
            await each.close()


def do(stream: str, command: Command, *, reading: str | None = None) -> Task:
    """Decide a command on a pad, perhaps after a look at another one."""

    async def task(work: Work) -> Folded[Pad]:
        if reading is not None:
            await work.find(PADS, reading)
        found = work.target if isinstance(command, TearOff) else work.find
        folded = await found(PADS, stream)
        return work.decide(folded, command, Context(work.request.actor, work.at))

    return task


def notes_of(folded: Folded[Pad]) -> bytes:
    return "|".join(folded.state.notes).encode()


async def test_a_hundred_equal_requests_are_carried_out_once_and_answered_alike(
    office: Office,
) -> None:
    stream = pad()
    sent = [
        desk.carry_out(office.request(key="k"), do(stream, Note(text="a")), notes_of)
        for desk in (office.here, office.there) * 50
    ]
    done: list[Done] = await asyncio.gather(*sent)
    assert {(each.answer, each.position) for each in done} == {(b"a", 1)}
    assert sum(not each.replayed for each in done) == 1
    assert await office.history() == ["test.noted"]


async def test_a_repeated_request_gets_its_answer_though_the_document_has_moved_on(
    office: Office,
) -> None:
    stream, tear = pad(), office.request(key="tear")
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    first = await office.here.carry_out(tear, do(stream, TearOff()), notes_of)
    again = await office.there.carry_out(tear, do(stream, TearOff()), notes_of)
    assert (again.answer, again.position) == (first.answer, first.position)
    assert again.replayed
    assert await office.history() == ["test.noted", "test.torn-off"]


async def test_a_key_that_comes_with_another_request_is_refused(office: Office) -> None:
    one, other = office.request(key="k", body="1"), office.request(key="k", body="2")
    await office.here.carry_out(one, do(pad(), Note(text="a")))
    with pytest.raises(IdempotencyKeyReused):
        await office.there.carry_out(other, do(pad(), Note(text="a")))
    assert await office.history() == ["test.noted"]


async def test_keys_of_different_people_do_not_meet(office: Office) -> None:
    mine = office.request(key="k")
    theirs = Request(office.tenant, person(), once=mine.once)
    await office.here.carry_out(mine, do(pad(), Note(text="a")))
    await office.here.carry_out(theirs, do(pad(), Note(text="a")))
    assert await office.history() == ["test.noted"] * 2


async def test_a_refused_attempt_is_recorded_with_who_tried_what_and_why(office: Office) -> None:
    stream = pad()
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    await office.here.carry_out(office.request(), do(stream, TearOff()))
    with pytest.raises(InvalidStateTransition):
        await office.here.carry_out(office.request(), do(stream, TearOff()))
    recorded = (await office.store.log(office.tenant, LogQuery(after=2)))[0]
    assert recorded.stream_id.startswith("rfs_")
    assert recorded.event == CommandRefused(
        actor=office.actor,
        command="tear-off",
        document_type=PADS.stream_type,
        document_id=stream,
        document_version=2,
        refusal="InvalidStateTransition",
        rule="InvalidStateTransition",
        detail="tear-off is not possible while the pad is Blank",
        facts={"current_state": "Blank", "allowed_commands": ["note"]},
    )


async def test_what_a_process_manager_tries_in_vain_is_no_attempt_of_anybody(
    office: Office,
) -> None:
    stream = pad()
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    await office.here.carry_out(office.request(), do(stream, TearOff()))
    with pytest.raises(InvalidStateTransition):
        await office.here.carry_out(Request(office.tenant, SYSTEM), do(stream, TearOff()))
    assert len(await office.history()) == 2


async def test_a_refusal_is_never_decided_on_what_another_process_has_changed(
    office: Office,
) -> None:
    stream = pad()
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    await office.here.carry_out(office.request(), do(stream, TearOff()))
    await office.there.carry_out(office.request(), do(stream, Note(text="b")))
    done = await office.here.carry_out(office.request(), do(stream, TearOff()), notes_of)
    assert done.answer == b""
    assert await office.history() == ["test.noted", "test.torn-off"] * 2


async def test_an_outdated_if_match_stores_nothing(office: Office) -> None:
    stream = pad()
    for text in "ab":
        await office.here.carry_out(office.request(), do(stream, Note(text=text)))
    for stale in (1, 3):
        with pytest.raises(PreconditionFailed) as failure:
            await office.here.carry_out(office.request(if_match=stale), do(stream, TearOff()))
        assert failure.value.facts["current_version"] == 2
    assert await office.history() == ["test.noted"] * 2


async def test_an_if_match_that_only_another_process_knows_of_is_honoured(office: Office) -> None:
    stream = pad()
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    await office.there.carry_out(office.request(), do(stream, Note(text="b")))
    await office.here.carry_out(office.request(if_match=2), do(stream, TearOff()))
    assert await office.history() == ["test.noted", "test.noted", "test.torn-off"]


async def test_an_if_match_that_goes_stale_before_the_commit_stores_nothing(
    office: Office,
) -> None:
    stream = pad()
    await office.here.carry_out(office.request(), do(stream, Note(text="a")))
    await office.there.carry_out(office.request(), do(stream, Note(text="b")))
    with pytest.raises(PreconditionFailed):
        await office.here.carry_out(office.request(if_match=1), do(stream, TearOff()))
    assert await office.history() == ["test.noted"] * 2


async def test_what_was_only_read_must_still_hold_when_the_decision_is_stored(
    office: Office,
) -> None:
    """Two that each write what the other one reads: the slower one reads again."""
    left, right = pad(), pad()
    seen: list[int] = []
    both_have_read = asyncio.Barrier(2)

    def write(target: str, other: str) -> Task:
        first = True

        async def task(work: Work) -> Folded[Pad]:
            nonlocal first
            read = await work.find(PADS, other)
            folded = await work.find(PADS, target)
            if first:
                first = False
                await both_have_read.wait()
            seen.append(read.version)
            return work.decide(folded, Note(text="x"), Context(work.request.actor, work.at))

        return task

    await asyncio.gather(
        office.here.carry_out(office.request(), write(left, right)),
        office.there.carry_out(office.request(), write(right, left)),
    )
    assert seen == [0, 0, 1]


async def test_rivals_for_one_document_all_have_their_turn(office: Office) -> None:
    stream = pad()
    sent = [
        office.here.carry_out(office.request(), do(stream, Note(text=str(n)))) for n in range(100)
    ]
    await asyncio.gather(*sent)
    assert await office.history() == ["test.noted"] * 100


async def test_somebody_who_is_always_too_late_is_told_so(office: Office) -> None:
    stream = pad()

    async def overtaken(work: Work) -> Folded[Pad]:
        folded = await work.find(PADS, stream)
        await office.there.carry_out(office.request(), do(stream, Note(text="faster")))
        return work.decide(folded, Note(text="slow"), Context(work.request.actor, work.at))

    with pytest.raises(ConcurrencyConflict):
        await office.here.carry_out(office.request(), overtaken)


async def test_a_document_that_does_not_exist_is_not_found(office: Office) -> None:
    with pytest.raises(DocumentNotFound):
        await office.here.carry_out(office.request(), do(pad(), TearOff()))
    assert await office.history() == []


async def test_a_request_that_was_given_up_leaves_its_key_free(office: Office) -> None:
    started, stream = asyncio.Event(), pad()

    async def never(_: Work) -> Folded[Pad]:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody wakes this")

    given_up = asyncio.create_task(office.here.carry_out(office.request(key="k"), never))
    await started.wait()
    given_up.cancel()
    await asyncio.wait({given_up})
    done = await office.here.carry_out(office.request(key="k"), do(stream, Note(text="a")))
    assert not done.replayed
