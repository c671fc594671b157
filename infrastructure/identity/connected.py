"""A connection, or the failure that says that there is none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout

from application.ports.event_store import StoreUnavailable
from infrastructure.postgres.pool import Pool


@asynccontextmanager
async def connected(pool: Pool) -> AsyncIterator[AsyncConnection[TupleRow]]:
    """A connection of the pool; raises `StoreUnavailable` when the database cannot be asked."""
    try:
        async with pool.connection() as connection:
            yield connection
    except (OperationalError, InterfaceError, PoolTimeout) as failure:
        raise StoreUnavailable("the database does not answer") from failure
