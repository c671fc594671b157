"""Rebuilds of what a play has left in the log, and what there is to compare afterwards."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from application.ports.event_store import LogQuery, RecordedEvent
from application.ports.table_projection import TableProjection
from infrastructure.event_store.catalogue import domain_events
from infrastructure.rebuilding.rebuild import Rebuild, Rebuilt, Source, Wish
from projections.catalogue import all_projections
from projections.folds import Folds
from projections.rows import NEXT
from tests.projections.play import Play

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'projections'::regnamespace AND relkind = 'r'"


@dataclass
class Watched:
    """Remembers what it was told."""

    expected: int = 0
    advanced: int = 0
    said: list[str] = field(default_factory=list)

    def expect(self, events: int) -> None:
        """So many more."""
        self.expected += events

    def advance(self, events: int) -> None:
        """So many done."""
        self.advanced += events

    def say(self, what: str) -> None:
        """Something else."""
        self.said.append(what)


def next_projections(play: Play, *names: str) -> tuple[TableProjection, ...]:
    """The named projections, or all, writing into their next tables."""
    folds = Folds(play.stage.states)
    found = all_projections(play.stage.store, folds, folds.forget, NEXT)
    return tuple(each for each in found if not names or each.name in names)


def rebuild_of(
    play: Play,
    projections: Sequence[TableProjection],
    watched: Watched | None = None,
    *,
    code: str = "today's",
    afresh: bool = False,
    accept: bool = False,
) -> Rebuild:
    """A rebuild that has not begun."""
    source = Source(play.pool, domain_events(), play.database.owner_dsn)
    wish = Wish("tester", code, afresh, accept)
    return Rebuild(source, projections, wish, watched or Watched())


async def rebuilt(play: Play, *names: str, accept: bool = False) -> list[Rebuilt]:
    """What comes of rebuilding the named projections, or all."""
    return await rebuild_of(play, next_projections(play, *names), accept=accept).run()


def execute(play: Play, statement: str) -> None:
    """Do something to the database as its administrator."""
    with psycopg.connect(play.database.administrator_dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


def tables(play: Play) -> list[str]:
    """The tables that people read."""
    return sorted(row[0] for row in play.query(TABLES))


def rows(play: Play, *only: str) -> dict[str, list[str]]:
    """Every row of every table, byte by byte."""
    return {
        table: [
            row[0] for row in play.query(f"SELECT t::text FROM projections.{table} AS t ORDER BY 1")
        ]
        for table in only or tables(play)
    }


def shapes(play: Play) -> dict[str, str]:
    """All that the tables are but their rows."""
    return {
        table: play.query("SELECT daybook.shape_of('projections', %s)", table)[0][0]
        for table in tables(play)
    }


def identities(play: Play) -> dict[str, int]:
    """Which table stands behind each name."""
    return {
        table: play.query("SELECT %s::regclass::oid::bigint", f"projections.{table}")[0][0]
        for table in tables(play)
    }


class Hooked:
    """A projection that lets something happen before it takes its first events."""

    def __init__(self, projection: TableProjection, before: Callable[[], Awaitable[None]]) -> None:
        self._projection = projection
        self._before: Callable[[], Awaitable[None]] | None = before
        self.name, self.tables = projection.name, projection.tables
        self.event_types = projection.event_types

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Let it happen, once."""
        before, self._before = self._before, None
        if before is not None:
            await before()
        await self._projection.apply(events, connection)


class Mortal:
    """A projection whose process ends, as far as others can see, after so many batches."""

    def __init__(self, projection: TableProjection, applications: int) -> None:
        self._projection = projection
        self._left = applications
        self.name, self.tables = projection.name, projection.tables
        self.event_types = projection.event_types

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Take the events, until the end."""
        if not self._left:
            raise psycopg.OperationalError("the server is gone")
        self._left -= 1
        await self._projection.apply(events, connection)


class Poisoned:
    """A projection that cannot take the event at one position."""

    def __init__(self, projection: TableProjection, position: int) -> None:
        self._projection = projection
        self._position = position
        self.name, self.tables = projection.name, projection.tables
        self.event_types = projection.event_types

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Take the others."""
        if any(event.position == self._position for event in events):
            raise ValueError("cannot take this")
        await self._projection.apply(events, connection)


async def last_position(play: Play, event_type: str) -> int:
    """Where the newest event of a type is in the play's log."""
    log = await play.stage.store.log(play.stage.tenant, LogQuery(limit=500))
    return max(event.position for event in log if event.event_type == event_type)


class Counting:
    """A projection that remembers how many events it was given at once."""

    def __init__(self, projection: TableProjection) -> None:
        self._projection = projection
        self.sizes: list[int] = []
        self.name, self.tables = projection.name, projection.tables
        self.event_types = projection.event_types

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Take the events."""
        self.sizes.append(len(events))
        await self._projection.apply(events, connection)
