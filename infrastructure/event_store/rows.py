"""Rows of `daybook.events` as recorded events: read as text, decoded by type, never made dicts on the way."""

from datetime import UTC, datetime

import orjson
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.registry import EventRegistry

COLUMNS = (
    "tenant_id, position, stream_id, stream_type, version, event_id, event_type, schema_version, "
    "payload::text, metadata::text, occurred_at, recorded_at, leaf_hash"
)
"""What `recorded_event` takes, in this order."""


def recorded_event(row: TupleRow, registry: EventRegistry) -> RecordedEvent:
    """The event of a row of `COLUMNS`; raises `UnknownEventType` and pydantic's `ValidationError`."""
    return RecordedEvent(
        tenant=TenantId(row[0]),
        position=row[1],
        stream_id=row[2],
        stream_type=row[3],
        version=row[4],
        event_id=row[5],
        event_type=row[6],
        schema_version=row[7],
        event=registry.decode(row[6], row[7], row[8]),
        metadata=orjson.loads(row[9]),
        occurred_at=in_utc(row[10]),
        recorded_at=in_utc(row[11]),
        leaf_hash=row[12],
    )


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; the driver gives it in the session's time zone."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
