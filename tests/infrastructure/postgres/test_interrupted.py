"""Connections of the pool are whole whenever somebody gets them, whoever was interrupted with them before."""

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from infrastructure.postgres.pool import Pool, open_pool
from tests.cluster import Database

TENANT = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
SIZE = 4
_COUNTED = "UPDATE daybook.jobs SET touched_at = touched_at WHERE tenant_id = %s"


async def asked(pool: Pool, number: int) -> int:
    """A statement in one round trip: its own answer comes back."""
    rows = await pool.ask("SELECT %s::int, pg_sleep(0.001)", (number,), TENANT)
    return int(rows[0][0])


async def counted(pool: Pool, number: int) -> int:
    """A transaction whose statement tells how many rows it changed."""
    async with pool.reaching(TENANT) as connection:
        changed = (await connection.execute(_COUNTED, (TENANT,))).rowcount
    return number + changed


async def interrupted(pool: Pool, chance: random.Random) -> str:
    """What somebody hears who has little time."""
    number = chance.randrange(1_000_000)
    ask = chance.choice((asked, counted))
    try:
        async with asyncio.timeout(chance.random() * 0.01):
            return "right" if await ask(pool, number) == number else "wrong"
    except TimeoutError:
        return "late"


async def test_whoever_is_interrupted_leaves_nothing_for_the_next(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random("interrupted")

    async def hurried(pool: Pool) -> set[str]:
        return {await interrupted(pool, chance) for _ in range(60)}

    async with open_pool(database.dsn, size=SIZE) as pool:
        heard = set().union(*await asyncio.gather(*(hurried(pool) for _ in range(16))))
        assert "late" in heard
        assert "wrong" not in heard
        assert "discarding closed connection" not in caplog.text, "it is no news to an operator"
        async with AsyncExitStack() as all_of_them:
            for number in range(SIZE):
                taken = await all_of_them.enter_async_context(pool.connection(timeout=60))
                assert taken.pgconn.pipeline_status == 0
                assert (await taken.execute(_COUNTED, (TENANT,))).rowcount == 0, number
