"""What a fold needs of a document's history: the snapshot, if one holds, and the events after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import TupleRow

from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.event_store.coalescer import Coalescer
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.rows import in_utc
from infrastructure.postgres.pool import Pool

# The snapshot comes as the first row of a stream, told from an event by having no type.
_HISTORIES = b"""
    SELECT wanted.ordinal, step.version, step.event_type, step.schema_version, step.content,
           step.occurred_at, step.updated_at
    FROM unnest(%s::text[], %s::text[], %s::bytea[])
        WITH ORDINALITY AS wanted (tenant, stream, fingerprint, ordinal)
    LEFT JOIN daybook.snapshots AS snapshot ON snapshot.tenant_id = wanted.tenant
        AND snapshot.stream_id = wanted.stream AND snapshot.fingerprint = wanted.fingerprint
    CROSS JOIN LATERAL (
        SELECT snapshot.version, NULL AS event_type, NULL AS schema_version,
               snapshot.state::text AS content, snapshot.created_at AS occurred_at, snapshot.updated_at
        WHERE snapshot.version IS NOT NULL
        UNION ALL
        SELECT version, event_type, schema_version, payload::text, occurred_at, NULL
        FROM daybook.events
        WHERE tenant_id = wanted.tenant AND stream_id = wanted.stream
          AND version > coalesce(snapshot.version, 0)
    ) AS step
    ORDER BY wanted.ordinal, step.version
"""


class HistoryKey(NamedTuple):
    """A document of a tenant, folded by code with this fingerprint."""

    tenant: TenantId
    stream_id: str
    fingerprint: bytes


class Snapshot(NamedTuple):
    """A folded state as JSON, and where in its stream it stands."""

    version: int
    state: str
    created_at: datetime
    updated_at: datetime


class Happened(NamedTuple):
    """An event with its place in the stream and its time."""

    version: int
    event: Event
    occurred_at: datetime


@dataclass(slots=True)
class History:
    """A document from its snapshot, or from its beginning, to its newest event."""

    snapshot: Snapshot | None = None
    events: list[Happened] = field(default_factory=list)


class HistoryReader:
    """Reads the histories that are asked for at the same moment with one query."""

    def __init__(self, pool: Pool, registry: EventRegistry) -> None:
        self._pool = pool
        self._registry = registry
        self._rows: Coalescer[HistoryKey, list[TupleRow]] = Coalescer(self._read)

    async def read(self, key: HistoryKey) -> History:
        """The history of a document, empty when there is none; raises `UnknownEventType`."""
        history = History()
        decode = self._registry.decode
        for _, version, kind, schema_version, content, occurred, updated in await self._rows.get(
            key
        ):
            if kind is None:
                history.snapshot = Snapshot(version, content, in_utc(occurred), in_utc(updated))
            else:
                event = decode(kind, schema_version, content)
                history.events.append(Happened(version, event, in_utc(occurred)))
        return history

    async def _read(self, keys: Sequence[HistoryKey]) -> Mapping[HistoryKey, list[TupleRow]]:
        found: dict[HistoryKey, list[TupleRow]] = {key: [] for key in keys}
        columns = [list(column) for column in zip(*keys, strict=True)]
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(_HISTORIES, columns, prepare=True)
            for row in await cursor.fetchall():
                found[keys[row[0] - 1]].append(row)
        return found
