"""The `TableSnapshots` port over PostgreSQL: one transaction, and a cursor on the server for each table."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from psycopg import AsyncConnection, sql
from psycopg.errors import UndefinedTable
from psycopg.rows import TupleRow

from application.ports.progress import Progress
from application.ports.snapshot import Rows, SnapshotTable
from application.ports.table_snapshots import EVENTS, UnknownTable
from domain.shared.ids import TenantId
from infrastructure.exporting.columns import DESCRIBED, Source, source
from infrastructure.postgres.connected import told_as_unavailable
from infrastructure.postgres.pool import Pool

BYTES_AT_ONCE = 4_000_000
MOST_ROWS = 2_000
FIRST_ROWS = 64

READ_MODELS = "projections"
"""The schema whose tables are named with it, like projections.users: they hold personal data."""

_VIEWS = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'reporting'::regnamespace AND relkind = 'v' ORDER BY 1
"""
_SAID = "SELECT coalesce(obj_description(%b::regclass, 'pg_class'), '')"
_POSITIONS = """
    SELECT '', position FROM daybook.log_heads WHERE tenant_id = %b
    UNION ALL
    SELECT subscriber, position FROM daybook.checkpoints WHERE tenant_id = %b
"""
_EXCHANGED = """
    SELECT count(*) FROM unnest(%b::text[]) AS asked (name)
    LEFT JOIN pg_class AS stood
        ON stood.relname = asked.name AND stood.relnamespace = 'projections'::regnamespace
    WHERE stood.oid IS DISTINCT FROM to_regclass('projections.' || asked.name)::oid
"""
"""A query of the catalog shows it as of the snapshot; a name is looked up as it is now."""

_COUNT = sql.SQL("SELECT count(*) FROM {} WHERE {}")
_ROWS = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {}")
_ALL = sql.SQL("true")


@dataclass(frozen=True, slots=True)
class PostgresSnapshots:
    """Implements `TableSnapshots`; `followers` says who keeps each table of `projections`."""

    pool: Pool
    progress: Progress
    followers: Mapping[str, str]

    async def names(self) -> Sequence[str]:
        """The log and the views, by name."""
        return [name for (name,) in await self.pool.ask(_VIEWS, ())]

    async def reached(
        self, tenant: TenantId, names: Collection[str], position: int, seconds: float
    ) -> bool:
        """True once everything named shows what happened up to `position`; False after `seconds`."""
        keepers = sorted({keeper for name in names if (keeper := self._keeper(name))})
        for keeper in keepers:
            if not await self.progress.reached(keeper, tenant, position, seconds):
                return False
        return True

    @asynccontextmanager
    async def taken(
        self, tenant: TenantId, names: Sequence[str], without: Collection[str] = ()
    ) -> AsyncIterator["PostgresSnapshot"]:
        """A snapshot until the end of the block, of events all but those of the types `without`.

        A table that a rebuild exchanges after the snapshot and before it is looked at would seem empty, so
        that both are begun again. Once a table was looked at, rebuilds wait for us.
        """
        known = await self.names()
        for name in names:
            if name not in known and self._keeper(name) is None:
                raise UnknownTable(name)
        with told_as_unavailable():
            while True:
                async with self.pool.reaching(tenant, frozen=True) as connection:
                    snapshot = PostgresSnapshot(connection, tuple(without))
                    cursor = await connection.execute(_POSITIONS, (tenant, tenant))
                    positions: dict[str, int] = dict(await cursor.fetchall())
                    for name in names:
                        await snapshot.look_at(name, positions.get(self._keeper(name) or "", 0))
                    if not await snapshot.overtaken():
                        yield snapshot
                        return

    def _keeper(self, name: str) -> str | None:
        schema, dot, table = name.rpartition(".")
        return self.followers.get(table if dot and schema == READ_MODELS else name)


class PostgresSnapshot:
    """Implements `Snapshot` in a transaction that is open."""

    def __init__(self, connection: AsyncConnection[TupleRow], without: Sequence[str]) -> None:
        self._connection = connection
        self._without = list(without)
        self._known: dict[str, tuple[SnapshotTable, Source]] = {}

    @property
    def tables(self) -> Sequence[SnapshotTable]:
        """Those that were asked for."""
        return [table for table, _ in self._known.values()]

    async def look_at(self, name: str, position: int) -> None:
        """Find out what a table is like, and count its rows; raises `UnknownTable`."""
        place = name if name.startswith(f"{READ_MODELS}.") else f"reporting.{name}"
        try:
            described = await (await self._connection.execute(DESCRIBED, (place,))).fetchall()
            (sentence,) = await self._one(_SAID, place)
        except UndefinedTable as undefined:
            raise UnknownTable(name) from undefined
        found = source(sql.Identifier(*place.split(".")), described)
        (rows,) = await self._one(_COUNT.format(found.place, self._condition(name)))
        table = SnapshotTable(name, str(sentence), found.columns, position, int(str(rows)))
        self._known[name] = table, found

    async def overtaken(self) -> bool:
        """Whether a table that was looked at is not the one that stood there at the snapshot's moment."""
        tables = [name.rpartition(".")[2] for name in self._known if name != EVENTS]
        (exchanged,) = await self._one(_EXCHANGED, tables)
        return bool(exchanged)

    async def rows(self, table: SnapshotTable) -> AsyncIterator[Rows]:
        """All rows of a table in the order of its key, a few megabytes at a time."""
        _, found = self._known[table.name]
        statement = _ROWS.format(
            sql.SQL(", ").join(found.reads),
            found.place,
            self._condition(table.name),
            sql.SQL(", ").join(map(sql.Identifier, found.key)),
        )
        wanted = FIRST_ROWS
        async with self._connection.cursor(name="taken_along", binary=True) as cursor:
            await cursor.execute(statement)
            while rows := await cursor.fetchmany(wanted):
                yield rows
                wanted = min(
                    max(BYTES_AT_ONCE * len(rows) // _size(rows), 1), wanted * 4, MOST_ROWS
                )

    def _condition(self, name: str) -> sql.Composable:
        if name != EVENTS or not self._without:
            return _ALL
        return sql.SQL("event_type <> ALL ({})").format(sql.Literal(self._without))

    async def _one(self, statement: str | sql.Composed, *values: object) -> TupleRow:
        row = await (await self._connection.execute(statement, values)).fetchone()
        assert row is not None
        return row


def _size(rows: Rows) -> int:
    """About how many bytes rows take."""
    return sum(len(cell) if isinstance(cell, str) else 8 for row in rows for cell in row) or 1
