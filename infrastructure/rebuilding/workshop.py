"""The tables of a rebuild and the record of it: all that takes the rights of the owner."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.table_projection import TableProjection
from infrastructure.event_store.partitions import lock_class
from infrastructure.postgres.faults import unreachable
from infrastructure.postgres.migrate import NotTheOwner
from infrastructure.rebuilding.faults import RebuildRunning, TableChanged, TableNeeded
from infrastructure.rebuilding.next_projection import next_name

REBUILT = "daybook_rebuilt"
"""The channel on which processes hear that the tables of a projection were exchanged."""

LOCK_MILLISECONDS = 250
OURS = 900_000
"""Stands for a turn where the advisory lock of a follower names a partition."""

_TAKE = "SELECT pg_try_advisory_lock(%b, %b)"
_UNFINISHED = "SELECT made_by FROM daybook.rebuilds WHERE projection = %b AND ended_at IS NULL"
_SHAPE = "SELECT daybook.shape_of('projections', %b)"
_BEGIN = "INSERT INTO daybook.rebuilds (projection, begun_by, made_by) VALUES (%b, %b, %b)"
_END = """
    UPDATE daybook.rebuilds SET ended_at = clock_timestamp(), swapped = %b
    WHERE projection = %b AND ended_at IS NULL
"""
_VIEWS = "SELECT DISTINCT v FROM unnest(%b::text[]) AS t, daybook.views_over(t) AS v ORDER BY v"
_TELL = "SELECT daybook.tell(%b, %b)"
_DROP = sql.SQL("DROP TABLE IF EXISTS {}")
_HOLD = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE")


class Workshop:
    """A session of the owner that holds the turn for some projections until it ends."""

    def __init__(self, connection: AsyncConnection[TupleRow]) -> None:
        self._connection = connection

    async def take_turn(self, projection: str) -> None:
        """Be the only one who makes this projection anew; raises RebuildRunning."""
        cursor = await self._connection.execute(_TAKE, (lock_class(next_name(projection)), OURS))
        row = await cursor.fetchone()
        if row is None or not row[0]:
            raise RebuildRunning(projection)

    async def made_by(self, projection: TableProjection, code: str) -> str:
        """What makes a rebuild the same: the code, and the shape of the tables."""
        digest = hashlib.sha256(code.encode())
        for table in projection.tables:
            cursor = await self._connection.execute(_SHAPE, (table,))
            digest.update(str(await cursor.fetchone()).encode())
        return digest.hexdigest()

    async def unfinished(self, projection: TableProjection) -> str | None:
        """By what the tables were begun that are there already, if any are."""
        cursor = await self._connection.execute(_UNFINISHED, (projection.name,))
        row = await cursor.fetchone()
        return None if row is None else str(row[0])

    async def begin(self, projection: TableProjection, made_by: str, who: str) -> None:
        """Create the next tables, empty; raises NotTheOwner."""
        with _told(projection.name):
            async with self._connection.transaction():
                for table in projection.tables:
                    await self._connection.execute(_DROP.format(_next(table)))
                    await self._connection.execute("SELECT daybook.create_next(%b)", (table,))
                await self._connection.execute(_BEGIN, (projection.name, who, made_by))

    async def abandon(self, projection: TableProjection) -> None:
        """Drop the next tables."""
        with _told(projection.name):
            async with self._connection.transaction():
                for table in projection.tables:
                    await self._connection.execute(_DROP.format(_next(table)))
                await self._connection.execute(_END, (False, projection.name))

    async def index(self, projection: TableProjection) -> None:
        """Add the indexes that are quicker made when the rows are there, and tell the planner of those."""
        for table in projection.tables:
            await self._connection.execute("SELECT daybook.index_next(%b)", (table,))

    @asynccontextmanager
    async def exchanging(self, projection: TableProjection) -> AsyncIterator[None]:
        """Hold the live tables, so that nobody reads or writes them, and exchange them at the end.

        All of it is one transaction. The others wait meanwhile, so the block has to be short; whoever
        reads or writes when it begins is waited for no longer than `LOCK_MILLISECONDS`, then psycopg's
        `LockNotAvailable` is raised. That is less than PostgreSQL takes to look for deadlocks, so it is
        never the others who give way. Raises TableChanged and TableNeeded.
        """
        tables = sorted(projection.tables)
        with _told(projection.name):
            async with self._connection.transaction():
                await self._connection.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
                await self._connection.execute(_HOLD.format(await self._held_with(tables)))
                yield
                for table in projection.tables:
                    await self._connection.execute("SELECT daybook.swap_next(%b)", (table,))
                await self._connection.execute(_END, (True, projection.name))
                await self._connection.execute(_TELL, (REBUILT, projection.name))

    async def _held_with(self, tables: list[str]) -> sql.Composed:
        """The tables, and before them the views over them, as whoever reads a view takes it first."""
        cursor = await self._connection.execute(_VIEWS, (tables,))
        views = [sql.Identifier("reporting", view) for (view,) in await cursor.fetchall()]
        return sql.SQL(", ").join(
            [*views, *(sql.Identifier("projections", table) for table in tables)]
        )


@asynccontextmanager
async def workshop(owner_dsn: str, projections: Iterable[str]) -> AsyncIterator[Workshop]:
    """The turn for these projections until the end of the block, or of this process.

    Raises DatabaseUnreachable and RebuildRunning.
    """
    async with AsyncExitStack() as stack:
        try:
            connection = await AsyncConnection.connect(
                owner_dsn, autocommit=True, application_name="daybook rebuild"
            )
        except psycopg.OperationalError as error:
            raise unreachable(owner_dsn, str(error).splitlines()[0]) from error
        await stack.enter_async_context(connection)
        ours = Workshop(connection)
        for projection in sorted(projections):
            await ours.take_turn(projection)
        yield ours


@contextmanager
def _told(projection: str) -> Iterator[None]:
    """What PostgreSQL says of the tables, in our words."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as refused:
        raise NotTheOwner(
            f"the tables of {projection} belong to somebody else: {refused.diag.message_primary}",
            "set DAYBOOK_OWNER_DATABASE_URL to the log-in that migrates the database",
        ) from refused
    except psycopg.errors.DependentObjectsStillExist as needed:
        what = (needed.diag.message_detail or "").splitlines()
        raise TableNeeded(projection, what[0] if what else str(needed)) from needed
    except psycopg.DatabaseError as error:
        if error.sqlstate == "DB003":
            raise TableChanged(error.diag.message_primary or str(error)) from error
        raise


def _next(table: str) -> sql.Identifier:
    return sql.Identifier("projections_next", table)
