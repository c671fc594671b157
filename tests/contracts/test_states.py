"""What every `States` promises, whatever it remembers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from application.ports.event_store import EventStore, Upto
from application.ports.states import Folded, States
from tests.contracts.in_memory_event_store import InMemoryEventStore
from tests.contracts.in_memory_states import InMemoryStates
from tests.contracts.notes import (
    PADS,
    REGISTRY,
    START,
    Noted,
    Pad,
    Status,
    TornOff,
    appending,
    notes,
    on,
    pad,
    tenant,
)
from tests.contracts.stores import cached_states, postgres_store

Both = tuple[States, EventStore]
NOTHING = Pad()


@pytest.fixture(params=["memory", "postgres"])
async def both(request: pytest.FixtureRequest) -> AsyncIterator[Both]:
    if request.param == "memory":
        store = InMemoryEventStore(REGISTRY)
        yield InMemoryStates(store), store
        return
    async with (
        postgres_store(request.getfixturevalue("database")) as (real, pool),
        cached_states(real, pool) as states,
    ):
        yield states, real


async def test_a_document_stands_where_its_events_left_it(both: Both) -> None:
    states, store = both
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("a", "b"))))
    await store.append(appending(ours, on(stream, 2, TornOff()), minutes=5))
    assert await states.load(ours, PADS, stream) == Folded(
        stream, Pad(Status.BLANK, ("a",)), 3, START, START + timedelta(minutes=5)
    )


async def test_a_document_that_does_not_exist_has_version_zero(both: Both) -> None:
    states, store = both
    ours, stream = tenant(), pad()
    assert await states.load(ours, PADS, stream) == Folded(stream, NOTHING)
    await store.append(appending(ours, on(stream, 0, *notes("a"))))
    assert (await states.load(ours, PADS, stream)).version == 1
    assert (await states.load(tenant(), PADS, stream)).version == 0


async def test_what_was_appended_can_be_kept_and_is_the_same_as_what_is_read(both: Both) -> None:
    states, store = both
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, Noted(text="a"))))
    folded = Folded(stream, Pad(Status.WRITTEN, ("a",)), 1, START, START)
    states.keep(ours, folded)
    assert await states.load(ours, PADS, stream) == folded
    states.forget(ours, stream)
    assert await states.load(ours, PADS, stream) == folded


async def test_after_forgetting_the_newest_state_is_read(both: Both) -> None:
    states, store = both
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("a"))))
    await states.load(ours, PADS, stream)
    await store.append(appending(ours, on(stream, 1, *notes("b"))))
    states.forget(ours, stream)
    assert (await states.load(ours, PADS, stream)).state.notes == ("a", "b")


async def test_history_tells_a_state_up_to_a_version_position_or_instant(both: Both) -> None:
    states, store = both
    ours, stream = tenant(), pad()
    for version, text in enumerate("abc"):
        await store.append(appending(ours, on(stream, version, *notes(text)), minutes=version))
    for upto, expected in (
        (Upto(), "abc"),
        (Upto(version=1), "a"),
        (Upto(position=2), "ab"),
        (Upto(occurred_at=START + timedelta(minutes=1)), "ab"),
        (Upto(version=0), ""),
    ):
        folded = await states.load_at(ours, PADS, stream, upto)
        assert folded.state.notes == tuple(expected)
        assert folded.version == len(expected)
        assert folded.created_at == (START if expected else None)
    assert (await states.load(ours, PADS, stream)).version == 3
