"""A rebuild from the first event to the exchange of the tables."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from application.ports.table_projection import TableProjection
from infrastructure.event_store.leases import begin_terms, new_holder
from infrastructure.event_store.partitions import PARTITIONS
from infrastructure.event_store.registry import EventRegistry
from infrastructure.postgres.pool import Pool
from infrastructure.rebuilding.catching_up import CatchingUp
from infrastructure.rebuilding.comparison import (
    Difference,
    Sums,
    differences,
    live_sums,
    next_sums,
)
from infrastructure.rebuilding.faults import TableInUse
from infrastructure.rebuilding.next_projection import next_name
from infrastructure.rebuilding.places import forget_places, in_turn, places_of, tenants_of
from infrastructure.rebuilding.workshop import Workshop, workshop

CLOSE_EVENTS = 256
"""So few events at most are caught up with while people wait."""

HOLD_SECONDS = 1.0
"""For so long at most; a database that is slower than that is asked again later."""

EXCHANGES = 60
PAUSE_SECONDS = 1.0
_BUSY = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Source:
    """What a rebuild reads, and whose tables it exchanges."""

    pool: Pool
    registry: EventRegistry
    owner_dsn: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants it: `code` names the version of everything that rows are made by.

    `afresh` forgets what an earlier process built. `accept` exchanges the tables although rows differ.
    """

    who: str
    code: str
    afresh: bool = False
    accept: bool = False


class Watcher(Protocol):
    """Somebody who is told how far a rebuild is."""

    def expect(self, events: int) -> None:
        """So many events are to be walked from here."""

    def advance(self, events: int) -> None:
        """So many have been."""

    def say(self, what: str) -> None:
        """Something else takes time now."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of a projection: how many rows it has, and where they are not what they were."""

    projection: str
    rows: int
    live_rows: int
    differences: tuple[Difference, ...]
    swapped: bool


class Rebuild:
    """Makes projections anew in one reading of the log; the given ones write into the next tables."""

    def __init__(
        self, source: Source, projections: Sequence[TableProjection], wish: Wish, watcher: Watcher
    ) -> None:
        self._source = source
        self._projections = tuple(projections)
        self._names = [each.name for each in projections]
        self._wish = wish
        self._watcher = watcher

    async def run(self) -> list[Rebuilt]:
        """Build, compare, exchange; raises a Fault, and goes on from there the next time."""
        async with workshop(self._source.owner_dsn, self._names) as owner:
            for projection in self._projections:
                await self._open(owner, projection)
            catching_up = await self._catching_up()
            await self._follow(catching_up)
            for projection in self._projections:
                self._watcher.say(f"indexing {projection.name}")
                await owner.index(projection)
            await self._follow(catching_up)
            found = await self._compared(catching_up)
            return [
                await self._finish(owner, catching_up, each, found) for each in self._projections
            ]

    async def abandon(self) -> None:
        """Drop what was built."""
        async with workshop(self._source.owner_dsn, self._names) as owner:
            for projection in self._projections:
                await owner.abandon(projection)
                await forget_places(self._source.pool, next_name(projection.name))

    async def _open(self, owner: Workshop, projection: TableProjection) -> None:
        made_by = await owner.made_by(projection, self._wish.code)
        begun_by = await owner.unfinished(projection)
        if begun_by == made_by and not self._wish.afresh:
            self._watcher.say(f"going on with {projection.name}")
            return
        if begun_by is not None:
            await owner.abandon(projection)
        await forget_places(self._source.pool, next_name(projection.name))
        await owner.begin(projection, made_by, self._wish.who)

    async def _catching_up(self) -> CatchingUp:
        shares = [(next_name(name), part) for name in self._names for part in range(PARTITIONS)]
        pool, registry = self._source.pool, self._source.registry
        async with pool.reaching() as connection:
            epochs = await begin_terms(connection, shares, new_holder())
        advance = self._watcher.advance
        catching_up = CatchingUp(pool, registry, self._projections, epochs, advance)
        await catching_up.recall()
        return catching_up

    async def _follow(self, catching_up: CatchingUp) -> None:
        """Until the live followers are at most a moment ahead."""
        while True:
            goals = await places_of(self._source.pool, self._names)
            distance = catching_up.distance(goals)
            self._watcher.expect(distance)
            await catching_up.reach(goals)
            if distance <= CLOSE_EVENTS:
                return

    async def _compared(self, catching_up: CatchingUp) -> "_Compared":
        """Every row of every tenant, each side as it is at one and the same place in the log."""
        self._watcher.say("comparing")
        pool = self._source.pool
        tables = [table for each in self._projections for table in each.tables]
        compared = _Compared({}, {})
        for tenants in in_turn(tenants_of(await places_of(pool, self._names))):
            places, live = await live_sums(pool, self._names, tables, tenants)
            await catching_up.reach(places)
            compared.live.update(live)
            compared.following.update(await next_sums(pool, tables, tenants))
        return compared

    async def _finish(
        self, owner: Workshop, at: CatchingUp, projection: TableProjection, found: "_Compared"
    ) -> Rebuilt:
        unlike = [each for each in found.differences if each.table in projection.tables]
        swapped = not unlike or self._wish.accept
        if swapped:
            await self._exchange(owner, at, projection)
        return Rebuilt(
            projection.name,
            _rows(found.following, projection),
            _rows(found.live, projection),
            tuple(unlike),
            swapped,
        )

    async def _exchange(
        self, owner: Workshop, catching_up: CatchingUp, projection: TableProjection
    ) -> None:
        self._watcher.say(f"exchanging {projection.name}")
        pool, name = self._source.pool, projection.name
        for _ in range(EXCHANGES):
            await catching_up.reach(await places_of(pool, [name]))
            try:
                async with owner.exchanging(projection):
                    await self._catch_up_shortly(catching_up, name)
            except _BUSY:
                await asyncio.sleep(PAUSE_SECONDS)
            except (_TooFar, TimeoutError):
                await catching_up.recall()
            else:
                await forget_places(pool, next_name(name))
                return
        raise TableInUse(name)

    async def _catch_up_shortly(self, catching_up: CatchingUp, name: str) -> None:
        async with asyncio.timeout(HOLD_SECONDS):
            goals = await places_of(self._source.pool, [name])
            if catching_up.distance(goals) > CLOSE_EVENTS:
                raise _TooFar
            await catching_up.reach(goals)


class _TooFar(Exception):
    """The live follower got too far ahead in the moment before it was held."""


@dataclass(frozen=True, slots=True)
class _Compared:
    live: Sums
    following: Sums

    @property
    def differences(self) -> list[Difference]:
        return differences(self.live, self.following)


def _rows(sums: Sums, projection: TableProjection) -> int:
    return sum(rows for (table, _), (rows, _) in sums.items() if table in projection.tables)
