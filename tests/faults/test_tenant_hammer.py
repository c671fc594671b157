"""All tenants share the connections, and what one had in reach is gone before the next one asks."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from application.ports.event_store import LogQuery
from domain.shared.ids import TenantId
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.postgres.pool import Pool
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store

CALLERS = 16
LONGEST_SECONDS = 0.004

# None of these says whose rows it is about: that is left to the database.
_SEEN = "SELECT tenant_id FROM daybook.events UNION ALL SELECT tenant_id FROM daybook.snapshots"
_SIGN = "UPDATE daybook.snapshots SET state = to_json(%s::text)"
_SIGNED = "SELECT tenant_id, state #>> '{}' FROM daybook.snapshots"
_SNAPSHOT = """
    INSERT INTO daybook.snapshots
    VALUES (%s, 'pad', '', 1, to_json(%s::text), now(), now())
"""
_LEFT_OVER = (
    "SELECT current_setting('daybook.tenants', true), current_setting('daybook.door', true)"
)


@dataclass(slots=True)
class Shared:
    """What all callers use, and how their requests ended."""

    pool: Pool
    store: PostgresEventStore
    dice: random.Random
    ended: Counter[str] = field(default_factory=Counter)


async def asks(shared: Shared, caller: TenantId) -> set[str]:
    """One statement."""
    return {row[0] for row in await shared.pool.ask(_SEEN, (), caller)}


async def signs(shared: Shared, caller: TenantId) -> set[str]:
    """A transaction that reads, writes, and reads what it wrote."""
    async with shared.pool.reaching(caller) as connection:
        seen = {row[0] for row in await (await connection.execute(_SEEN)).fetchall()}
        await connection.execute(_SIGN, (caller,))
        rows = await (await connection.execute(_SIGNED)).fetchall()
        return seen.union(*rows)


async def reads_the_log(shared: Shared, caller: TenantId) -> set[str]:
    """What goes over the reader's own connection, many callers' questions one behind the other."""
    log = await shared.store.log(caller, LogQuery())
    stream = await shared.store.stream(caller, log[0].stream_id)
    return {str(event.tenant) for event in (*log, *stream)}


async def fails(shared: Shared, caller: TenantId) -> set[str]:
    """A statement that the database refuses, alone or after others."""
    if shared.dice.random() < 0.5:
        await shared.pool.ask("SELECT 1 / (count(*) - count(*)) FROM daybook.events", (), caller)
    async with shared.pool.reaching(caller) as connection:
        await connection.execute(_SIGN, ("somebody else",))
        raise ZeroDivisionError


async def names_nobody(shared: Shared, caller: TenantId) -> set[str]:
    """Whoever forgets to say who is asking gets nothing, whoever had the connection before."""
    async with shared.pool.connection() as connection:
        left = await (await connection.execute(_LEFT_OVER)).fetchone()
        rows = await (await connection.execute(_SEEN)).fetchall()
    assert left is not None
    assert [text or "" for text in left] == ["", ""]
    assert rows == []
    return {str(caller)}


REQUESTS: Sequence[Callable[[Shared, TenantId], Awaitable[set[str]]]] = (
    asks,
    signs,
    reads_the_log,
    fails,
    names_nobody,
)


async def request(shared: Shared, caller: TenantId) -> None:
    """One request, which may be cancelled or run out of time at any moment; its answer is its caller's."""
    kind, fate = shared.dice.choice(REQUESTS), shared.dice.random()
    moment = shared.dice.random() * LONGEST_SECONDS
    task = asyncio.ensure_future(kind(shared, caller))
    if fate < 0.25:
        asyncio.get_running_loop().call_later(moment, task.cancel)
    try:
        async with asyncio.timeout(moment if 0.25 <= fate < 0.4 else None):
            seen = await task
    except TimeoutError:
        shared.ended["timed out"] += 1
    except (psycopg.errors.DivisionByZero, ZeroDivisionError):
        shared.ended["failed"] += 1
    except (psycopg.Error, PoolTimeout) as failure:
        # The driver tells of a statement that was cancelled in the server in its own way.
        shared.ended[type(failure).__name__] += 1
    except asyncio.CancelledError:
        shared.ended["cancelled"] += 1
    else:
        shared.ended["answered"] += 1
        assert seen == {caller}, kind.__name__


async def calls(shared: Shared, tenants: Sequence[TenantId], requests: int) -> None:
    """One caller after the other's heels, each time for another tenant."""
    for _ in range(requests):
        await request(shared, shared.dice.choice(tenants))


@asynccontextmanager
async def sharing(database: Database, tenants: Sequence[TenantId]) -> AsyncIterator[Shared]:
    """Two connections for everybody, and an event and a snapshot for each tenant."""
    async with postgres_store(database) as (store, pool):
        for each in tenants:
            await store.append(appending(each, on(pad(), 0, *notes("a", "b"))))
            async with pool.reaching(each) as connection:
                await connection.execute(_SNAPSHOT, (each, each))
        yield Shared(pool, store, random.Random(7))


async def hammer(database: Database, requests: int) -> Counter[str]:
    """Requests of several tenants at a time, until there were so many."""
    tenants = [tenant() for _ in range(5)]
    async with sharing(database, tenants) as shared:
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(calls(shared, tenants, requests // CALLERS))
        for _ in range(8):
            with suppress(psycopg.OperationalError):
                await names_nobody(shared, tenants[0])
    with psycopg.connect(database.administrator_dsn) as connection:
        signed = connection.execute(_SIGNED).fetchall()
    assert sorted(signed) == sorted((each, each) for each in tenants)
    return shared.ended


def _is_varied(ended: Counter[str], requests: int) -> bool:
    return ended["answered"] > requests / 4 and all(
        ended[kind] > requests / 100 for kind in ("cancelled", "timed out", "failed")
    )


async def test_no_answer_is_another_tenants_whatever_happens_to_the_requests(
    database: Database,
) -> None:
    ended = await hammer(database, 480)
    assert _is_varied(ended, 480), ended


@pytest.mark.long
async def test_no_answer_is_another_tenants_in_a_hundred_thousand_requests(
    database: Database,
) -> None:
    ended = await hammer(database, 100_000)
    print(dict(ended))
    assert _is_varied(ended, 100_000), ended
