"""A connection, or the failure that says that there is none."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.event_store import StoreUnavailable
from infrastructure.postgres.pool import Pool
from infrastructure.postgres.reach import Door
from infrastructure.postgres.unreachable import UNREACHABLE


@asynccontextmanager
async def connected(
    pool: Pool, *tenants: str, door: Door | None = None
) -> AsyncIterator[AsyncConnection[TupleRow]]:
    """A transaction with these tenants in reach; raises `StoreUnavailable` when the database cannot be asked.

    Whoever comes in names no tenant yet: they come through the door `people`.
    """
    with told_as_unavailable():
        async with pool.reaching(*tenants, door=door) as connection:
            yield connection


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Within the block a database that cannot be asked is `StoreUnavailable`."""
    try:
        yield
    except UNREACHABLE as failure:
        raise StoreUnavailable("the database does not answer") from failure
