"""What a fold needs of a document's history: the snapshot, if one holds, and the events after it."""

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from application.coalescer import Coalescer
from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.event_store.binary import BYTEA, TEXT, array, raw, text
from infrastructure.event_store.pipeline import Row
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.session import PATIENCE, READING, Session
from infrastructure.postgres.pool import Pool
from infrastructure.privacy.sealing import KeysMissing

# The snapshot comes as the first row of a stream, told from an event by having no type.
_HISTORIES = b"""
    PREPARE histories AS
    SELECT wanted.ordinal, step.version, step.event_type, step.schema_version, step.content,
           step.occurred_at, step.updated_at
    FROM unnest($1::text[], $2::text[], $3::bytea[])
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

_CONTENT = 4  # within the columns of a step


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
    """Reads the histories that are asked for at the same moment with one query, over its own connection."""

    def __init__(self, pool: Pool, registry: EventRegistry) -> None:
        self._registry = registry
        session = Session(str(pool.conninfo), "daybook reader", (*READING, _HISTORIES), PATIENCE)
        self._rows: Coalescer[HistoryKey, list[Row]] = Coalescer(partial(_read, session))
        # Closed in any case, also by those who forget to, as soon as nobody can ask any more.
        self.close = weakref.finalize(self, session.close)

    async def read(self, key: HistoryKey) -> History:
        """The history of a document, empty when there is none; raises `UnknownEventType`."""
        rows = await self._rows.get(key)
        while True:
            try:
                return self._history(rows)
            except KeysMissing as missing:
                await self._registry.learn(missing, ((key.tenant, row[_CONTENT]) for row in rows))

    def _history(self, rows: Sequence[Row]) -> History:
        history = History()
        events, decoders = history.events, self._registry.decoders
        for _, version, kind, schema_version, content, occurred, updated in rows:
            if kind is None:
                history.snapshot = Snapshot(version, content, occurred, updated)
            else:
                event = decoders[kind, schema_version](content)
                events.append(Happened(version, event, occurred))
        return history


async def _read(session: Session, keys: Sequence[HistoryKey]) -> Mapping[HistoryKey, list[Row]]:
    found: dict[HistoryKey, list[Row]] = {key: [] for key in keys}
    rows = await session.read(
        (key.tenant for key in keys),
        b"histories",
        array(TEXT, [text(key.tenant) for key in keys]),
        array(TEXT, [text(key.stream_id) for key in keys]),
        array(BYTEA, [raw(key.fingerprint) for key in keys]),
    )
    for row in rows:
        found[keys[row[0] - 1]].append(row)
    return found
