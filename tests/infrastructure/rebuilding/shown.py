"""Everything that a small company's life has left in the lists, who checks it, and how it could be edited."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from application.ports.table_projection import TableProjection
from infrastructure.event_store.catalogue import domain_events
from infrastructure.rebuilding.own_tables import OWN
from infrastructure.rebuilding.row_check import RowCheck, RowsChecked
from projections.catalogue import all_projections
from projections.folds import Folds
from tests.cluster import Database
from tests.infrastructure.rebuilding.history import write_history
from tests.machines.company import OURS
from tests.projections.play import PATIENCE, Play, played

_OTHER_VALUES = {
    "text": "{it} || 'x'",
    "text[]": "{it} || 'x'::text",
    "bigint": "{it} + 1",
    "integer": "{it} + 1",
    "numeric": "{it} + 0.01",
    "boolean": "NOT {it}",
    "date": "{it} + 1",
    "timestamp with time zone": "{it} + interval '1 microsecond'",
    "json": "({it}::text || ' ')::json",
    "jsonb": "{it} || '{{\"x\": 1}}'",
}
_VALUES_FOR_NOTHING = {
    "text": "'x'",
    "text[]": "'{{x}}'",
    "bigint": "1",
    "integer": "1",
    "numeric": "1",
    "boolean": "true",
    "date": "'2026-01-01'",
    "timestamp with time zone": "'2026-01-01'",
    "json": "'{{}}'",
    "jsonb": "'{{}}'",
}
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, NULL), a.attnum = ANY (k.conkey)
    FROM pg_attribute AS a JOIN pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'p'
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Column:
    """A column of a table, with its type."""

    name: str
    kind: str
    of_key: bool

    @property
    def otherwise(self) -> sql.Composed:
        """What it could say instead."""
        said = f"coalesce({_OTHER_VALUES[self.kind]}, {_VALUES_FOR_NOTHING[self.kind]})"
        return named(said, self.name)


@dataclass(frozen=True)
class Shown:
    """The lists, and the one who checks them."""

    play: Play
    checker: RowCheck

    async def checked(self) -> RowsChecked:
        """What is wrong with the rows."""
        return await self.checker.check(OURS, lambda _done, _total: None)

    def execute(self, statement: sql.SQL | sql.Composed, *values: object) -> int:
        """Do something as who rules the database; the number of rows."""
        with self._ruling() as connection:
            return connection.execute(statement, values).rowcount

    def ask(self, statement: sql.Composed, *values: object) -> list[tuple[Any, ...]]:
        """Ask something as who rules the database."""
        with self._ruling() as connection:
            return connection.execute(statement, values).fetchall()

    def columns(self, table: str) -> list[Column]:
        """The columns of a table that are not made of others."""
        return [Column(*found) for found in self.play.query(_COLUMNS, f"projections.{table}")]

    def _ruling(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.play.database.administrator_dsn, autocommit=True)


@asynccontextmanager
async def shown_lists(database: Database, events: int) -> AsyncIterator[Shown]:
    """Lists that show so many events."""
    async with played(database, reacting=False) as play:
        write_history(database.administrator_dsn, events)
        folds = Folds(play.stage.states)
        making = all_projections(play.stage.store, folds, folds.forget, OWN)
        await followed(play, making, events)
        yield Shown(play, RowCheck(play.pool, domain_events(), making))


async def followed(play: Play, projections: Sequence[TableProjection], events: int) -> None:
    """Wait until the lists show so many events."""
    play.heads.announce([(OURS, events)])
    for each in projections:
        assert await play.progress.reached(each.name, OURS, events, PATIENCE), each.name


def named(statement: str, name: str) -> sql.Composed:
    """A statement about something of this name."""
    return sql.SQL(statement).format(it=sql.Identifier(*name.split(".")))
