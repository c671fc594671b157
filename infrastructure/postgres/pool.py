"""The connections that one process keeps to its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from infrastructure.postgres.faults import unreachable

Pool = AsyncConnectionPool[AsyncConnection[TupleRow]]


@asynccontextmanager
async def open_pool(dsn: str, size: int = 8, patience: float = 10.0) -> AsyncIterator[Pool]:
    """A pool of `size` connections that is ready; raises DatabaseUnreachable after `patience` seconds.

    Few connections serve many requests, because each is held for one short statement: they commit by
    themselves, and a statement is prepared when it comes a second time. Whoever waits longer than two
    seconds for one gets PoolTimeout, so a slow database is told to the caller and no queue grows.
    """
    pool: Pool = AsyncConnectionPool(
        dsn,
        min_size=size,
        max_size=size,
        timeout=2.0,
        reconnect_timeout=60.0,
        name="daybook",
        open=False,
        configure=_speak_utc,
        kwargs={
            "autocommit": True,
            "prepare_threshold": 1,
            "application_name": "daybook",
            "connect_timeout": 5,
        },
    )
    try:
        await pool.open(wait=True, timeout=patience)
    except PoolTimeout as timeout:
        await pool.close()
        raise unreachable(dsn, f"no connection within {patience:g} seconds") from timeout
    try:
        yield pool
    finally:
        await pool.close()


async def _speak_utc(connection: AsyncConnection[TupleRow]) -> None:
    """Times come back in UTC whatever the server's own zone is, and are made twice as fast."""
    await connection.execute("SET TIME ZONE 'UTC'")
