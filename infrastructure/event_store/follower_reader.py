"""Reads the log for followers: several tenants at once, in order, and never over a gap."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.follower_backlog import Portion
from infrastructure.event_store.follower_batch import Batch, LogGap, Obstacle
from infrastructure.event_store.registry import EventRegistry
from infrastructure.postgres.pool import Pool

_READ = """
    SELECT w.ordinal, e.position, e.event_type, e.event_id, e.schema_version, e.stream_id, e.stream_type,
           e.version, e.occurred_at, e.recorded_at, e.leaf_hash,
           CASE WHEN e.event_type = ANY (%b) THEN e.payload::text END,
           CASE WHEN e.event_type = ANY (%b) THEN e.metadata::text END
    FROM unnest(%b::text[], %b::bigint[], %b::bigint[])
        WITH ORDINALITY AS w (tenant_id, after, head, ordinal)
    CROSS JOIN LATERAL (
        SELECT * FROM daybook.events AS e
        WHERE e.tenant_id = w.tenant_id AND e.position > w.after AND e.position <= w.head
        ORDER BY e.position LIMIT %b
    ) AS e
    ORDER BY w.ordinal, e.position
"""

Row = tuple[
    int, int, str, UUID, int, str, str, int, datetime, datetime, bytes, str | None, str | None
]


class FollowerReader:
    """Decodes only what somebody in the round wants."""

    def __init__(self, pool: Pool, registry: EventRegistry, types: Mapping[str, frozenset[str]]):
        self._pool = pool
        self._registry = registry
        self._types = types

    async def read(self, portions: Sequence[Portion], limit: int) -> list[Batch]:
        """At most `limit` events for each portion."""
        wanted = sorted({t for each in portions for name in each.epochs for t in self._types[name]})
        tenants = [str(portion.tenant) for portion in portions]
        bounds = [each.after for each in portions], [each.head for each in portions]
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(_READ, (wanted, wanted, tenants, *bounds, limit))
            rows: dict[int, list[Row]] = {}
            for row in await cursor.fetchall():
                rows.setdefault(row[0], []).append(row)
        return [
            self._batch(portion, rows.get(ordinal, []), limit)
            for ordinal, portion in enumerate(portions, start=1)
        ]

    def _batch(self, portion: Portion, rows: Sequence[Row], limit: int) -> Batch:
        events: list[RecordedEvent] = []
        obstacles: list[Obstacle] = []
        goal = portion.after
        for row in rows:
            if row[1] != goal + 1:
                break
            goal = row[1]
            if row[11] is not None:
                try:
                    events.append(self._event(portion.tenant, row))
                except Exception as error:  # noqa: BLE001 - whatever it is, the subscriber reports it
                    obstacles.append(Obstacle(row[1], row[2], row[3], error))
        if (goal < portion.head and len(rows) < limit) or goal < portion.after + len(rows):
            goal += 1
            obstacles.append(Obstacle(goal, None, None, LogGap(portion.tenant, goal)))
        return Batch(portion, goal, tuple(events), tuple(obstacles))

    def _event(self, tenant: TenantId, row: Row) -> RecordedEvent:
        _, position, event_type, event_id, schema_version, stream_id, stream_type = row[:7]
        version, occurred_at, recorded_at, leaf_hash, payload, metadata = row[7:]
        assert payload is not None
        assert metadata is not None
        known: dict[str, Any] = orjson.loads(metadata)
        return RecordedEvent(
            tenant=tenant,
            position=position,
            stream_id=stream_id,
            stream_type=stream_type,
            version=version,
            event_id=event_id,
            event_type=event_type,
            schema_version=schema_version,
            event=self._registry.decode(event_type, schema_version, payload),
            metadata=known,
            occurred_at=occurred_at,
            recorded_at=recorded_at,
            leaf_hash=leaf_hash,
        )
