"""The connections that one process keeps to its database, and the one way to the rows of tenants."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from weakref import WeakSet

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from infrastructure.postgres.faults import unreachable
from infrastructure.postgres.reach import REACH, Door, reach

Statement = str | bytes | sql.SQL | sql.Composed
_FROZEN = "BEGIN ISOLATION LEVEL REPEATABLE READ"
_PLANNED_ANEW = "SET LOCAL plan_cache_mode = force_custom_plan"
Values = Sequence[object] | Mapping[str, object]
Before = Callable[[AsyncConnection[TupleRow]], Awaitable[None]]

_GIVEN_UP: WeakSet[AsyncConnection[TupleRow]] = WeakSet()


def _is_news(record: logging.LogRecord) -> bool:
    """The pool warns of connections that it gets back closed; not of those that we closed ourselves."""
    said = record.args if isinstance(record.args, tuple) else ()
    return not any(isinstance(each, AsyncConnection) and each in _GIVEN_UP for each in said)


logging.getLogger("psycopg.pool").addFilter(_is_news)


class Pool(AsyncConnectionPool[AsyncConnection[TupleRow]]):
    """Rows of tenants are seen and written by `reaching` and `ask` alone, those of the named tenants.

    PostgreSQL holds every other row back, whatever a statement forgot to say. A connection that was taken
    with `connection` reaches nobody's rows.
    """

    async def putconn(self, conn: AsyncConnection[TupleRow]) -> None:
        """Take a connection back, also from somebody who is interrupted meanwhile: it would be lost."""
        await asyncio.shield(super().putconn(conn))

    @asynccontextmanager
    async def reaching(
        self,
        *tenants: str,
        door: Door | None = None,
        frozen: bool = False,
        planned_anew: bool = False,
        before: Before | None = None,
    ) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A transaction with these tenants in reach; it is committed at the end, undone by an exception.

        Whoever asks about all tenants comes through a `door`, which shows the few tables that have it.
        All statements of a `frozen` one see the database as its first one did, so that it should not last:
        what takes long in the same session is done `before`, in transactions that reach nobody's rows.
        `planned_anew` statements suit tables as large as they are now, and not as they were when prepared.
        """
        async with self.connection() as connection:
            if before is not None:
                await before(connection)
            async with _together(connection):  # both at once, so that it costs one round trip
                await connection.execute(_FROZEN if frozen else "BEGIN")
                await connection.execute(REACH, reach(tenants, door))
                if planned_anew:
                    await connection.execute(_PLANNED_ANEW)
            yield connection

    async def ask(
        self, statement: Statement, values: Values, *tenants: str, door: Door | None = None
    ) -> list[TupleRow]:
        """What one statement answers with these tenants in reach: a transaction in one round trip."""
        async with self.connection() as connection:
            cursor = connection.cursor(binary=True)
            async with _together(connection):
                await connection.execute(REACH, reach(tenants, door))
                await cursor.execute(statement, values)
            return await cursor.fetchall()


@asynccontextmanager
async def _together(connection: AsyncConnection[TupleRow]) -> AsyncIterator[None]:
    """Statements that go in one round trip.

    Whoever is interrupted while answers are on their way may leave some of them unread, and the next one
    would take them for its own: such a connection is closed, and the pool makes another.
    """
    try:
        async with connection.pipeline():
            yield
    except BaseException as failure:
        if not isinstance(failure, Exception) or connection.pgconn.pipeline_status:
            _GIVEN_UP.add(connection)
            await connection.close()
        raise


@asynccontextmanager
async def open_pool(dsn: str, size: int = 8, patience: float = 10.0) -> AsyncIterator[Pool]:
    """A pool of `size` connections that is ready; raises DatabaseUnreachable after `patience` seconds.

    Few connections serve many requests, because each is held for one short statement: they commit by
    themselves, and a statement is prepared when it comes a second time. Whoever waits longer than two
    seconds for one gets PoolTimeout, so a slow database is told to the caller and no queue grows.
    """
    pool = Pool(
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
