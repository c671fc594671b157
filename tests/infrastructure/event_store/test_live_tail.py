"""The tail of the log tells of every change once it can be read, from whichever process it came."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from application.ports.event_store import EventStore
from domain.shared.ids import TenantId
from infrastructure.event_store import live_tail
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.live_tail import LiveTail
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store


@dataclass
class Hearing:
    """A tail with everything it told so far; news reach it only when the test says so."""

    store: EventStore
    heads: Heads
    tail: LiveTail
    told: list[tuple[TenantId, dict[str, int]]] = field(default_factory=list)

    def hear(self, of: TenantId, streams: Mapping[str, int]) -> None:
        """The listener; the position must not have moved yet."""
        self.told.append((of, dict(streams)))

    async def write(self, of: TenantId, stream: str, version: int, *texts: str) -> int:
        """Append as another process does, without telling anybody here."""
        return (
            await self.store.append(appending(of, on(stream, version, *notes(*texts))))
        ).position


@asynccontextmanager
async def hearing(database: Database) -> AsyncIterator[Hearing]:
    async with postgres_store(database) as (store, pool):
        heads = Heads()
        tail = LiveTail(pool, heads)
        hears = Hearing(store, heads, tail)
        tail.listen(hears.hear)
        async with tail.following():
            yield hears


async def test_it_begins_where_the_logs_end(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with postgres_store(database) as (store, pool):
        await store.append(appending(ours, on(stream, 0, *notes("a", "b"))))
        tail = LiveTail(pool, Heads())
        async with tail.following():
            assert tail.position(ours) == 2
            assert tail.position(tenant()) == 0


async def test_news_are_read_told_and_then_reached(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with hearing(database) as hears:
        position = await hears.write(ours, stream, 0, "a", "b")
        waiting = asyncio.ensure_future(hears.tail.reached(ours, position, 30.0))
        hears.heads.announce([(ours, position)])
        assert await waiting
        assert hears.told == [(ours, {stream: 2})]
        assert hears.tail.position(ours) == 2


async def test_what_nobody_told_is_found_by_looking(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with hearing(database) as hears:
        position = await hears.write(ours, stream, 0, "a")
        assert await hears.tail.reached(ours, position, 30.0)
        assert hears.told == [(ours, {stream: 1})]


async def test_what_this_process_wrote_is_known_without_reading_it(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with hearing(database) as hears:
        hears.tail.wrote(ours, 0, 2, {stream: 2})  # nobody else could know: it is not even there
        assert hears.told == [(ours, {stream: 2})]
        assert hears.tail.position(ours) == 2


async def test_what_this_process_wrote_behind_news_of_others_is_read_with_them(
    database: Database,
) -> None:
    ours, theirs, stream = tenant(), pad(), pad()
    async with hearing(database) as hears:
        before = await hears.write(ours, theirs, 0, "a")
        position = await hears.write(ours, stream, 0, "b")
        hears.tail.wrote(ours, before, position, {stream: 1})
        assert (hears.told, hears.tail.position(ours)) == ([], 0)
        hears.heads.announce([(ours, position)])
        assert await hears.tail.reached(ours, position, 30.0)
        assert {name for _, told in hears.told for name in told} == {theirs, stream}


async def test_many_changes_come_in_portions_and_completely(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "_BATCH", 7)
    tenants = [tenant() for _ in range(3)]
    streams = {ours: [pad() for _ in range(10)] for ours in tenants}
    async with hearing(database) as hears:
        ends = {}
        for version in range(3):
            for ours in tenants:
                for stream in streams[ours]:
                    ends[ours] = await hears.write(ours, stream, version, "x")
        hears.heads.announce(ends.items())
        for ours, end in ends.items():
            assert await hears.tail.reached(ours, end, 30.0)
        newest: dict[str, int] = {}
        for _, told in hears.told:
            newest |= {stream: max(v, newest.get(stream, 0)) for stream, v in told.items()}
        assert newest == {stream: 3 for ours in tenants for stream in streams[ours]}


async def test_a_tail_that_may_be_deaf_tells_no_position(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tenant()
    async with hearing(database) as hears:
        assert hears.tail.position(ours) == 0
        monkeypatch.setattr(live_tail, "DEAF_SECONDS", -1.0)
        assert hears.tail.position(ours) is None


async def test_what_others_write_one_right_after_the_other_is_read_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    resting, rested = asyncio.Event(), asyncio.Event()

    async def rest() -> None:
        resting.set()
        await rested.wait()

    ours, first, second, third = tenant(), pad(), pad(), pad()
    async with hearing(database) as hears:
        monkeypatch.setattr(hears.tail, "_rest", rest)
        position = await hears.write(ours, first, 0, "a")
        hears.heads.announce([(ours, position)])
        async with asyncio.timeout(30.0):
            await resting.wait()
        for stream in (second, third):
            position = await hears.write(ours, stream, 0, "b")
            hears.heads.announce([(ours, position)])
        rested.set()
        assert await hears.tail.reached(ours, position, 30.0)
        assert hears.told == [(ours, {first: 1}), (ours, {second: 1, third: 1})]
