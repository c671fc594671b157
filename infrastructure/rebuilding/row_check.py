"""Whether the rows that people read are what the log says: every row of every table, in all its columns.

They are made again in tables of our own, up to where the followers stand, and then compared. What a log says
up to a position it says for good, so that nearly all of that is done in short transactions. The rest is what
was followed meanwhile, and the comparison: what is seen there of the live tables and of the followers' places
is of one moment.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.log_check import Tell
from application.ports.table_projection import TableProjection
from domain.shared.ids import TenantId
from infrastructure.event_store.follower_backlog import Portion
from infrastructure.event_store.follower_batch import Batch
from infrastructure.event_store.follower_carriers import TROUBLE
from infrastructure.event_store.follower_reader import FollowerReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.postgres.pool import Pool
from infrastructure.rebuilding.appetite import Appetite
from infrastructure.rebuilding.own_tables import (
    UnlikeRow,
    close_own_tables,
    open_own_tables,
    unlike_rows,
)
from infrastructure.rebuilding.places import PLACES

_SKIPPED = "SELECT subscriber, position FROM daybook.skipped_events WHERE tenant_id = %b"


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An event that a follower got past, and that today's code cannot take."""

    projection: str
    position: int
    why: str


@dataclass(frozen=True, slots=True)
class RowsChecked:
    """How far each projection is, which rows are not what its events say, and what could not be made."""

    places: Mapping[str, int]
    unlike: Sequence[UnlikeRow]
    not_taken: Sequence[NotTaken]


class RowCheck:
    """Makes the rows of one tenant after the other; the projections write into the schema `OWN`."""

    def __init__(
        self, pool: Pool, registry: EventRegistry, projections: Sequence[TableProjection]
    ) -> None:
        self._pool = pool
        self.projections = tuple(projections)
        self._names = [each.name for each in projections]
        self._reader = FollowerReader(
            pool, registry, {each.name: each.event_types for each in projections}
        )

    async def check(self, tenant: TenantId, tell: Tell) -> RowsChecked:
        """What of a tenant's rows is not as it should be; what differs is looked at twice.

        Somebody may be erased while rows are made, and then the log says less than the rows did.
        """
        checked = await self._once(tenant, tell)
        return await self._once(tenant, tell) if checked.unlike or checked.not_taken else checked

    async def _once(self, tenant: TenantId, tell: Tell) -> RowsChecked:
        tables = [table for each in self.projections for table in each.tables]
        async with self._pool.reaching(tenant, door="log") as connection:
            making = _Making(dict.fromkeys(self._names, 0), await self._goals(connection, tenant))

        async def ahead(connection: AsyncConnection[TupleRow]) -> None:
            await open_own_tables(connection, tables)
            await self._make(tenant, connection, making, tell)

        async with self._pool.reaching(tenant, door="log", frozen=True, before=ahead) as connection:
            making.goals = await self._goals(connection, tenant)
            await self._make(tenant, connection, making, tell)
            unlike = [
                row for table in tables for row in await unlike_rows(connection, table, tenant)
            ]
            await close_own_tables(connection)
            return RowsChecked(making.goals.places, unlike, making.not_taken)

    async def _goals(self, connection: AsyncConnection[TupleRow], tenant: TenantId) -> "_Goals":
        cursor = await connection.execute(PLACES, (self._names,))
        reached = {name: at for name, whose, at in await cursor.fetchall() if whose == tenant}
        cursor = await connection.execute(_SKIPPED, (str(tenant),))
        skipped = {(name, position) for name, position in await cursor.fetchall()}
        return _Goals({name: reached.get(name, 0) for name in self._names}, skipped)

    async def _make(
        self,
        tenant: TenantId,
        connection: AsyncConnection[TupleRow],
        making: "_Making",
        tell: Tell,
    ) -> None:
        """Make what is between the places that rows were made up to and the goals."""
        places, appetite = making.goals.places, Appetite()
        left = [name for name, place in places.items() if place > making.made[name]]
        goal = max((places[name] for name in left), default=0)
        at = min((making.made[name] for name in left), default=goal)
        while at < goal:
            portion = Portion(tenant, at, goal, {name: 0 for name in left if places[name] > at})
            (batch,) = await self._reader.read([portion], appetite.events)
            appetite.after(self._reader.read_characters)
            for projection in self.projections:
                await making.take(connection, projection, batch)
            at = batch.goal
            tell(at, goal)
        making.made = dict(places)


@dataclass(frozen=True, slots=True)
class _Goals:
    """Where each follower stands, and what it was led past."""

    places: Mapping[str, int]
    skipped: AbstractSet[tuple[str, int]]


@dataclass
class _Making:
    """Rows that are being made, each projection's up to its place; `made` is how far that is."""

    made: Mapping[str, int]
    goals: _Goals
    not_taken: list[NotTaken] = field(default_factory=list)

    async def take(
        self, connection: AsyncConnection[TupleRow], projection: TableProjection, batch: Batch
    ) -> None:
        """Take what a projection wants of a batch; what it cannot take is left out."""
        name, wanted = projection.name, projection.event_types
        made, place = self.made[name], self.goals.places[name]
        for at in batch.obstacles:
            if made < at.position <= place and (at.event_type is None or at.event_type in wanted):
                self._leave_out(name, at.position, at.error)
        events = [
            one for one in batch.events if made < one.position <= place and one.event_type in wanted
        ]
        if not events or await _applied(connection, projection, events) is None:
            return
        for event in events:
            error = await _applied(connection, projection, [event])
            if error is not None:
                self._leave_out(name, event.position, error)

    def _leave_out(self, projection: str, position: int, error: Exception) -> None:
        if (projection, position) not in self.goals.skipped:
            why = f"{type(error).__name__}: {error}"
            self.not_taken.append(NotTaken(projection, position, why))


async def _applied(
    connection: AsyncConnection[TupleRow],
    projection: TableProjection,
    events: Sequence[RecordedEvent],
) -> Exception | None:
    try:
        async with connection.transaction():
            await projection.apply(events, connection)
    except TROUBLE:
        raise
    except Exception as error:  # noqa: BLE001 - old events may break any line of today's code
        return error
    return None
