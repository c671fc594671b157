"""An append as the rows it will become. Done when it arrives, while an earlier batch is being written."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from application.ports.event_store import Append, Idempotency, StreamAppend
from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.event_store.binary import int2, int4, jsonb, raw, text, timestamptz
from infrastructure.event_store.canonical import Leaf, canonical_json, instant, leaf_hash
from infrastructure.event_store.registry import EventRegistry

Packed = tuple[bytes, ...]
_ROW_OVERHEAD = 400


class Check(NamedTuple):
    """A stream that must stand at `version`; `writes` when events follow it."""

    stream_id: str
    version: int
    writes: bool
    packed: Packed


class Key(NamedTuple):
    """An idempotency key; packed are key, request hash, answer and recorded time."""

    key: str
    request_hash: bytes
    answer: bytes
    packed: Packed


class Row(NamedTuple):
    """An event; packed are the columns that `append_events` takes, from `event_tenant` on."""

    event_id: bytes
    packed: Packed


@dataclass(frozen=True, slots=True)
class EncodedAppend:
    """Everything that a batch needs of an append, ready to be joined with others; `size` is in bytes."""

    tenant: TenantId
    packed_tenant: bytes
    recorded_at: datetime
    checks: tuple[Check, ...]
    rows: tuple[Row, ...]
    key: Key | None
    size: int


class _Envelope(NamedTuple):
    """What all events of one append have in common."""

    tenant: TenantId
    metadata: bytes
    occurred_at: str
    recorded_at: str
    moment: bytes
    packed_tenant: bytes
    packed_metadata: bytes
    packed_occurred: bytes
    packed_recorded: bytes


def encode_append(append: Append, recorded_at: datetime, registry: EventRegistry) -> EncodedAppend:
    """Number, name and hash an append's events; raises `UnknownEventType` and `Unstorable`."""
    envelope = _envelope(append, recorded_at)
    checks = tuple(_check(stream, envelope) for stream in append.streams)
    if len({check.stream_id for check in checks}) < len(checks):
        raise ValueError("an append names each stream once")
    rows = tuple(row for stream in append.streams for row in _rows(stream, envelope, registry))
    key = _key(append.idempotency, envelope) if append.idempotency else None
    size = sum(_ROW_OVERHEAD + len(row.packed[7]) + len(row.packed[8]) for row in rows)
    return EncodedAppend(
        tenant=append.tenant,
        packed_tenant=envelope.packed_tenant,
        recorded_at=recorded_at,
        checks=checks,
        rows=rows,
        key=key,
        size=size + (len(key.answer) if key else 0),
    )


def _envelope(append: Append, recorded_at: datetime) -> _Envelope:
    metadata = canonical_json(dict(append.metadata))
    return _Envelope(
        tenant=append.tenant,
        metadata=metadata,
        occurred_at=instant(append.occurred_at),
        recorded_at=instant(recorded_at),
        moment=int(recorded_at.timestamp() * 1000).to_bytes(6, "big"),
        packed_tenant=text(append.tenant),
        packed_metadata=jsonb(metadata),
        packed_occurred=timestamptz(append.occurred_at),
        packed_recorded=timestamptz(recorded_at),
    )


def _check(stream: StreamAppend, envelope: _Envelope) -> Check:
    packed = (envelope.packed_tenant, text(stream.stream_id), int4(stream.expected_version))
    return Check(stream.stream_id, stream.expected_version, bool(stream.events), packed)


def _key(idempotency: Idempotency, envelope: _Envelope) -> Key:
    packed = (
        text(idempotency.key),
        raw(idempotency.request_hash),
        raw(idempotency.answer),
        envelope.packed_recorded,
    )
    return Key(idempotency.key, idempotency.request_hash, idempotency.answer, packed)


def _rows(stream: StreamAppend, envelope: _Envelope, registry: EventRegistry) -> Iterator[Row]:
    stream_id, stream_type = text(stream.stream_id), text(stream.stream_type)
    for version, event in enumerate(stream.events, stream.expected_version + 1):
        payload = registry.encode(event)
        event_id = _event_id(envelope.moment)
        leaf = Leaf(
            envelope.tenant,
            stream.stream_id,
            stream.stream_type,
            version,
            _uuid_text(event_id),
            event.event_type,
            event.schema_version,
            payload,
            envelope.metadata,
            envelope.occurred_at,
            envelope.recorded_at,
        )
        packed = (
            envelope.packed_tenant,
            stream_id,
            stream_type,
            int4(version),
            raw(event_id),
            *_packed_name(type(event)),
            jsonb(payload),
            envelope.packed_metadata,
            envelope.packed_occurred,
            envelope.packed_recorded,
            raw(leaf_hash(leaf)),
        )
        yield Row(event_id, packed)


@cache
def _packed_name(event_class: type[Event]) -> Packed:
    return text(event_class.event_type), int2(event_class.schema_version)


def _event_id(moment: bytes) -> bytes:
    """A UUID of version 7 (RFC 9562): milliseconds, then chance.

    Ids of the same time lie together in their index, which version 4 would scatter over the whole of it.
    Nothing is kept between calls, so a forked process repeats nothing.
    """
    drawn = bytearray(moment + os.urandom(10))
    drawn[6] = drawn[6] & 0x0F | 0x70
    drawn[8] = drawn[8] & 0x3F | 0x80
    return bytes(drawn)


def _uuid_text(uuid: bytes) -> str:
    digits = uuid.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
