"""Reads the log for followers: several tenants at once, in order, and never over a gap."""

from collections.abc import Mapping, Sequence

from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from infrastructure.event_store.follower_backlog import Portion
from infrastructure.event_store.follower_batch import Batch, LogGap, Obstacle
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.rows import COLUMNS, payloads, recorded_events
from infrastructure.postgres.pool import Pool
from infrastructure.privacy.sealing import KeysMissing

_READ = f"""
    SELECT wanted.ordinal, {COLUMNS}
    FROM unnest(%(tenants)s::text[], %(after)s::bigint[], %(heads)s::bigint[])
        WITH ORDINALITY AS wanted (tenant, after, head, ordinal)
    CROSS JOIN LATERAL (
        SELECT tenant_id, position, stream_id, stream_type, version, event_id, event_type,
               schema_version, occurred_at, recorded_at, leaf_hash,
               CASE WHEN event_type = ANY (%(types)s) THEN payload END AS payload,
               CASE WHEN event_type = ANY (%(types)s) THEN metadata END AS metadata
        FROM daybook.events
        WHERE tenant_id = wanted.tenant AND position > wanted.after AND position <= wanted.head
        ORDER BY position LIMIT %(limit)s
    ) AS event
    ORDER BY wanted.ordinal, position
""".encode()  # noqa: S608
_POSITION, _EVENT_ID, _EVENT_TYPE, _PAYLOAD = 1, 5, 6, 8  # within COLUMNS


class FollowerReader:
    """Decodes only what somebody in the round wants."""

    def __init__(
        self, pool: Pool, registry: EventRegistry, types: Mapping[str, frozenset[str]]
    ) -> None:
        self._pool = pool
        self._registry = registry
        self._types = types
        self.read_characters = 0
        """How much JSON the last reading brought."""

    async def read(self, portions: Sequence[Portion], limit: int) -> list[Batch]:
        """At most `limit` events for each portion."""
        wanted = {kind for each in portions for name in each.epochs for kind in self._types[name]}
        asked = {
            "tenants": [str(portion.tenant) for portion in portions],
            "after": [portion.after for portion in portions],
            "heads": [portion.head for portion in portions],
            "types": sorted(wanted),
            "limit": limit,
        }
        found: list[list[TupleRow]] = [[] for _ in portions]
        tenants = {portion.tenant for portion in portions}
        for ordinal, *row in await self._pool.ask(_READ, asked, *tenants):
            found[ordinal - 1].append(tuple(row))
        batches = list(zip(portions, found, strict=True))
        self.read_characters = sum(len(row[_PAYLOAD] or "") for rows in found for row in rows)
        while True:
            try:
                return [self._batch(portion, rows, limit) for portion, rows in batches]
            except KeysMissing as missing:
                sealed = (one for rows in found for one in payloads(rows))
                await self._registry.learn(missing, sealed)

    def _batch(self, portion: Portion, rows: Sequence[TupleRow], limit: int) -> Batch:
        goal = portion.after
        for row in rows:
            if row[_POSITION] != goal + 1:
                break
            goal += 1
        found = rows[: goal - portion.after]
        events, obstacles = self._decode([row for row in found if row[_PAYLOAD] is not None])
        interrupted = len(found) < len(rows)
        ended_early = len(rows) < limit and goal < portion.head
        if interrupted or ended_early:
            goal += 1
            obstacles.append(Obstacle(goal, None, None, LogGap(portion.tenant, goal)))
        return Batch(portion, goal, tuple(events), tuple(obstacles))

    def _decode(self, rows: Sequence[TupleRow]) -> tuple[list[RecordedEvent], list[Obstacle]]:
        """All at once; one by one when something among them cannot be read."""
        try:
            return recorded_events(rows, self._registry), []
        except KeysMissing:
            raise
        except Exception:  # noqa: BLE001 - found out below
            events: list[RecordedEvent] = []
            obstacles: list[Obstacle] = []
        for row in rows:
            try:
                events += recorded_events((row,), self._registry)
            except KeysMissing:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the subscriber reports it
                obstacles.append(Obstacle(row[_POSITION], row[_EVENT_TYPE], row[_EVENT_ID], error))
        return events, obstacles
