"""Rows of `daybook.events` as recorded events: read as text, decoded by type, never made dicts on the way."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

import orjson
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.registry import EventRegistry

COLUMNS = (
    "tenant_id, position, stream_id, stream_type, version, event_id, event_type, schema_version, "
    "payload::text, metadata::text, occurred_at, recorded_at, leaf_hash"
)
"""What `recorded_events` takes, in this order."""


def recorded_events(rows: Iterable[TupleRow], registry: EventRegistry) -> list[RecordedEvent]:
    """The events of rows of `COLUMNS`; raises `UnknownEventType` and pydantic's `ValidationError`.

    Whole logs pass through here, so it is one loop without a call that could be saved.
    """
    new, decoders, loads = tuple.__new__, registry.decoders, orjson.loads
    return [
        new(
            RecordedEvent,
            (
                _tenant(tenant),
                position,
                stream_id,
                stream_type,
                version,
                event_id,
                event_type,
                schema_version,
                decoders[event_type, schema_version](payload),
                loads(metadata),
                occurred if occurred.tzinfo is UTC else in_utc(occurred),
                recorded if recorded.tzinfo is UTC else in_utc(recorded),
                leaf_hash,
            ),
        )
        for (
            tenant,
            position,
            stream_id,
            stream_type,
            version,
            event_id,
            event_type,
            schema_version,
            payload,
            metadata,
            occurred,
            recorded,
            leaf_hash,
        ) in rows
    ]


def recorded_event(row: TupleRow, registry: EventRegistry) -> RecordedEvent:
    """The event of one row; see `recorded_events`."""
    return recorded_events((row,), registry)[0]


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; the driver gives it in the session's time zone."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


_tenant = lru_cache(maxsize=4096)(TenantId)
