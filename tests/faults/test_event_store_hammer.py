"""Many writers, several processes, and all that can go wrong: nothing lost, doubled or out of order."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool, open_pool
from tests.cluster import Database
from tests.contracts.notes import pad, tenant
from tests.faults.processes import WriterProcess
from tests.faults.writers import Orders

_PAGE = (
    b"SELECT position, stream_id, version, payload ->> 'text' FROM daybook.events "
    b"WHERE tenant_id = %s AND position > %s ORDER BY position LIMIT 500"
)
_KILL = (
    b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    b"WHERE application_name = 'daybook writer' AND datname = current_database() "
    b"ORDER BY random() LIMIT 1"
)
Row = tuple[int, str, int, str]


class Follower:
    """Polls a tenant's log from where it stands, and notes everything in the order it sees it."""

    def __init__(self, ours: TenantId) -> None:
        self.tenant = ours
        self.seen: list[Row] = []

    async def poll(self, pool: Pool) -> int:
        """One page; the number of rows."""
        after = self.seen[-1][0] if self.seen else 0
        page = await pool.ask(_PAGE, (self.tenant, after), self.tenant)
        self.seen += page
        return len(page)

    async def drain(self, pool: Pool) -> None:
        """Everything there is by now."""
        while await self.poll(pool):
            pass


@asynccontextmanager
async def followed(pool: Pool, tenants: Sequence[TenantId]) -> AsyncIterator[list[Follower]]:
    """Two followers poll each tenant as fast as they can, and once more at the end."""
    followers = [Follower(each) for each in tenants for _ in range(2)]

    async def follow() -> None:
        while True:
            for follower in followers:
                await follower.poll(pool)
            await asyncio.sleep(0.005)

    following = asyncio.create_task(follow())
    yield followers
    following.cancel()
    for follower in followers:
        await follower.drain(pool)


@asynccontextmanager
async def killing(database: Database, every: float) -> AsyncIterator[list[int]]:
    """Somebody terminates writers' connections at random moments; the list counts them."""
    kills: list[int] = []

    async def kill() -> None:
        chance = random.Random("kills")
        async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as killer:
            while True:
                await asyncio.sleep(chance.random() * 2 * every)
                kills.append((await killer.execute(_KILL)).rowcount)

    task = asyncio.create_task(kill())
    yield kills
    task.cancel()


async def hammer(database: Database, commands: int, events: int) -> list[Follower]:
    """16 writers on 2 processes, one of which is killed half-way and replaced; returns the followers."""
    tenants = [tenant() for _ in range(3)]

    def orders(name: str) -> Orders:
        return Orders(database.dsn, tuple(tenants), "write", name, commands=commands, events=events)

    one, two = await asyncio.gather(*(WriterProcess.start(orders(name)) for name in "ab"))
    three = await WriterProcess.start(orders("c"))
    async with (
        open_pool(database.dsn, size=2) as pool,
        followed(pool, tenants) as followers,
        killing(database, every=0.1) as kills,
    ):
        one.go()
        two.go()
        await two.has_told(4 * commands)
        two.kill()
        three.go()
        assert await one.finish() == 0
        assert await two.finish() != 0
        assert await three.finish() == 0
    assert sum(kills) > 3
    check(followers, [*one.told, *two.told, *three.told])
    return followers


def check(followers: Sequence[Follower], told: Sequence[dict[str, Any]]) -> None:
    """Dense, in order, the same for everybody, and true to what every caller was told."""
    logs: dict[TenantId, list[Row]] = {}
    for follower in followers:
        assert [row[0] for row in follower.seen] == list(range(1, len(follower.seen) + 1))
        assert logs.setdefault(follower.tenant, follower.seen) == follower.seen
    for log in logs.values():
        versions: dict[str, int] = defaultdict(int)
        for _, stream, version, _ in log:
            versions[stream] += 1
            assert version == versions[stream]
    check_commands(logs, told)


def check_commands(logs: dict[TenantId, list[Row]], told: Sequence[dict[str, Any]]) -> None:
    """Every command is there whole or not at all, and where its caller was told."""
    newest: dict[str, int] = {}
    written: Counter[str] = Counter()
    streams: dict[str, set[str]] = defaultdict(set)
    for log in logs.values():
        for position, stream, _, marker in log:
            newest[marker] = position
            written[marker] += 1
            streams[marker].add(stream)
    each = min(written[marker] // len(streams[marker]) for marker in written)
    assert all(count == each * len(streams[marker]) for marker, count in written.items())
    acknowledged = {line["marker"]: line["position"] for line in told if "position" in line}
    failed = {
        line["marker"] for line in told if line.get("failure") in ("StreamConflict", "Unstorable")
    }
    assert {marker: newest.get(marker) for marker in acknowledged} == acknowledged
    assert failed.isdisjoint(written)
    assert len(acknowledged) > len(told) / 2
    assert failed


async def test_nothing_is_lost_doubled_or_out_of_order_whatever_breaks(database: Database) -> None:
    await hammer(database, commands=120, events=1)


@pytest.mark.long
async def test_a_million_events_under_the_hammer(database: Database) -> None:
    followers = await hammer(database, commands=2_600, events=20)
    assert sum(len(follower.seen) for follower in followers) / 2 > 1_000_000


async def test_sixteen_rivals_for_one_document_all_get_through_once(database: Database) -> None:
    ours, stream = tenant(), pad()
    rivals = [
        await WriterProcess.start(
            Orders(database.dsn, (ours,), "rival", name, commands=6, shared=stream)
        )
        for name in "ab"
    ]
    for rival in rivals:
        rival.go()
    assert [await rival.finish() for rival in rivals] == [0, 0]
    told = [line for rival in rivals for line in rival.told]
    follower = Follower(ours)
    async with open_pool(database.dsn, size=1) as pool:
        await follower.drain(pool)
    assert [row[2] for row in follower.seen] == list(range(1, 97))
    assert {row[3]: row[0] for row in follower.seen} == {
        line["marker"]: line["position"] for line in told
    }


async def test_one_command_sent_a_hundred_times_at_once_is_stored_once(database: Database) -> None:
    ours, stream = tenant(), pad()
    processes = [
        await WriterProcess.start(
            Orders(database.dsn, (ours,), "repeat", name, writers=50, shared=stream)
        )
        for name in "ab"
    ]
    for process in processes:
        process.go()
    assert [await process.finish() for process in processes] == [0, 0]
    told = [line for process in processes for line in process.told]
    assert len(told) == 100
    assert sum(line["stored"] for line in told) == 1
    assert {(line["answer"], line["position"]) for line in told} == {("the answer", 2)}
    follower = Follower(ours)
    async with open_pool(database.dsn, size=1) as pool:
        await follower.drain(pool)
    assert [row[3] for row in follower.seen] == ["once", "only"]
