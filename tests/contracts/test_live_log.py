"""What every `LiveLog` promises: listeners know of a change before anybody may rely on its position."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from application.ports.event_store import EventStore
from application.ports.live_log import LiveLog
from domain.shared.ids import TenantId
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.live_tail import LiveTail
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store

PATIENCE = 30.0


@dataclass(frozen=True)
class Live:
    """A live log, and the store of another process that says nothing to it."""

    store: EventStore
    log: LiveLog

    async def write(self, of: TenantId, stream: str, version: int = 0, *texts: str) -> int:
        """Append; the position."""
        append = appending(of, on(stream, version, *notes(*texts or ("x",))))
        return (await self.store.append(append)).position


@pytest.fixture
async def live(database: Database) -> AsyncIterator[Live]:
    """A log that was begun before anybody listened."""
    async with postgres_store(database) as (store, pool):
        tail = LiveTail(pool, Heads())
        async with tail.following():
            yield Live(store, tail)


async def test_a_tenant_of_whom_nothing_was_heard_stands_at_the_beginning(live: Live) -> None:
    assert live.log.position(tenant()) == 0


async def test_what_any_process_writes_is_heard(live: Live) -> None:
    ours = tenant()
    position = await live.write(ours, pad(), 0, "a", "b")
    assert await live.log.reached(ours, position, PATIENCE)
    assert live.log.position(ours) == position
    assert await live.log.reached(ours, position - 1, 0.0)


async def test_what_is_not_heard_in_time_is_not_reached(live: Live) -> None:
    ours = tenant()
    position = await live.write(ours, pad())
    assert not await live.log.reached(ours, position + 1, 0.01)
    assert not await live.log.reached(tenant(), 1, 0.01)


async def test_every_listener_hears_of_every_stream_before_the_position_moves(live: Live) -> None:
    ours, one, other = tenant(), pad(), pad()
    stood: list[int | None] = []
    newest: list[dict[str, int]] = [{}, {}]
    live.log.listen(lambda of, _: stood.append(live.log.position(of)))
    for heard in newest:
        live.log.listen(lambda _, streams, heard=heard: heard.update(streams))  # type: ignore[misc]
    await live.write(ours, one, 0, "a", "b")
    await live.write(ours, other)
    position = await live.write(ours, one, 2)
    assert await live.log.reached(ours, position, PATIENCE)
    assert newest == [{one: 3, other: 1}] * 2
    assert all(each is not None and each < position for each in stood)


async def test_tenants_do_not_hear_of_each_other(live: Live) -> None:
    ours, theirs = tenant(), tenant()
    told: list[TenantId] = []
    live.log.listen(lambda of, _: told.append(of))
    assert await live.log.reached(ours, await live.write(ours, pad()), PATIENCE)
    assert told == [ours]
    assert live.log.position(theirs) == 0


async def test_many_wait_at_once_each_for_their_own_position(live: Live) -> None:
    ours, stream = tenant(), pad()
    waiting = [
        asyncio.ensure_future(live.log.reached(ours, position, PATIENCE))
        for position in range(1, 9)
    ]
    for version in range(8):
        await live.write(ours, stream, version)
    assert all(await asyncio.gather(*waiting))
