"""Rows of `daybook.events` as recorded events: read as text, decoded by type, never made dicts on the way."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import orjson
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.registry import EventRegistry
from infrastructure.privacy.sealing import KeysMissing

COLUMNS = (
    "tenant_id, position, stream_id, stream_type, version, event_id, event_type, schema_version, "
    "payload::text, metadata::text, occurred_at, recorded_at, leaf_hash"
)
"""What `recorded_events` takes, in this order."""

_TENANT, _PAYLOAD = 0, 8  # within COLUMNS


def recorded_events(rows: Iterable[TupleRow], registry: EventRegistry) -> list[RecordedEvent]:
    """The events of rows of `COLUMNS`; raises `UnknownEventType` and pydantic's `ValidationError`.

    Whole logs pass through here, so it is one loop without a call that could be saved: the events of one
    command follow each other and share their metadata, which is read once.
    """
    new, decoders, loads, found = tuple.__new__, registry.decoders, orjson.loads, []
    tenant_text, tenant = "", None
    metadata_text, metadata = "", None
    for (
        tenant_now,
        position,
        stream_id,
        stream_type,
        version,
        event_id,
        event_type,
        schema_version,
        payload,
        metadata_now,
        occurred,
        recorded,
        leaf_hash,
    ) in rows:
        if tenant_now != tenant_text:
            tenant_text, tenant = tenant_now, TenantId(tenant_now)
        if metadata_now != metadata_text:
            metadata_text, metadata = metadata_now, loads(metadata_now)
        event = (
            tenant,
            position,
            stream_id,
            stream_type,
            version,
            event_id,
            event_type,
            schema_version,
            decoders[event_type, schema_version](payload),
            metadata,
            occurred if occurred.tzinfo is UTC else in_utc(occurred),
            recorded if recorded.tzinfo is UTC else in_utc(recorded),
            leaf_hash,
        )
        found.append(new(RecordedEvent, event))
    return found


async def opened_events(rows: Sequence[TupleRow], registry: EventRegistry) -> list[RecordedEvent]:
    """`recorded_events`, once the keys of all that is sealed in them were looked up where necessary."""
    while True:
        try:
            return recorded_events(rows, registry)
        except KeysMissing as missing:
            await registry.learn(missing, payloads(rows))


def payloads(rows: Iterable[TupleRow]) -> Iterator[tuple[TenantId, str]]:
    """What is sealed in rows of `COLUMNS`, if anything, by tenant."""
    return ((TenantId(row[_TENANT]), row[_PAYLOAD]) for row in rows)


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; the driver gives it in the session's time zone."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
