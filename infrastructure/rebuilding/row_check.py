"""Whether the rows that people read are what the log says: every row of every table, in all its columns.

They are made again in tables of our own, up to where the followers stand, and then compared. All that is seen
of the live tables and of the followers' places is of one moment.
"""

from collections.abc import Mapping, Sequence
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
from infrastructure.rebuilding.own_tables import UnlikeRow, open_own_tables, unlike_rows
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
        async with self._pool.reaching(tenant, door="log", frozen=True) as connection:
            await open_own_tables(connection, tables)
            cursor = await connection.execute(PLACES, (self._names,))
            reached = {name: at for name, whose, at in await cursor.fetchall() if whose == tenant}
            cursor = await connection.execute(_SKIPPED, (str(tenant),))
            skipped = {(name, position) for name, position in await cursor.fetchall()}
            places = {name: reached.get(name, 0) for name in self._names}
            making = _Making(connection, places, skipped)
            await self._make(tenant, making, tell)
            unlike = [
                row for table in tables for row in await unlike_rows(connection, table, tenant)
            ]
            return RowsChecked(places, unlike, making.not_taken)

    async def _make(self, tenant: TenantId, making: "_Making", tell: Tell) -> None:
        at, goal, appetite = 0, max(making.places.values()), Appetite()
        while at < goal:
            behind = {name: 0 for name, place in making.places.items() if place > at}
            portion = Portion(tenant, at, goal, behind)
            (batch,) = await self._reader.read([portion], appetite.events)
            appetite.after(self._reader.read_characters)
            for projection in self.projections:
                await making.take(projection, batch)
            at = batch.goal
            tell(at, goal)


@dataclass
class _Making:
    """Rows that are being made, each projection's up to its place."""

    connection: AsyncConnection[TupleRow]
    places: Mapping[str, int]
    skipped: set[tuple[str, int]]
    not_taken: list[NotTaken] = field(default_factory=list)

    async def take(self, projection: TableProjection, batch: Batch) -> None:
        """Take what a projection wants of a batch; what it cannot take is left out."""
        name, wanted = projection.name, projection.event_types
        place = self.places[name]
        for at in batch.obstacles:
            if at.position <= place and (at.event_type is None or at.event_type in wanted):
                self._leave_out(name, at.position, at.error)
        events = [one for one in batch.events if one.position <= place and one.event_type in wanted]
        if not events or await self._applied(projection, events) is None:
            return
        for event in events:
            error = await self._applied(projection, [event])
            if error is not None:
                self._leave_out(name, event.position, error)

    async def _applied(
        self, projection: TableProjection, events: Sequence[RecordedEvent]
    ) -> Exception | None:
        try:
            async with self.connection.transaction():
                await projection.apply(events, self.connection)
        except TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 - old events may break any line of today's code
            return error
        return None

    def _leave_out(self, projection: str, position: int, error: Exception) -> None:
        if (projection, position) not in self.skipped:
            why = f"{type(error).__name__}: {error}"
            self.not_taken.append(NotTaken(projection, position, why))
