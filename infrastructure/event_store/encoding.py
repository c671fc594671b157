"""An append as the rows it will become. Done when it arrives, while an earlier batch is being written."""

import os
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from application.ports.event_store import Append, Idempotency, StreamAppend
from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.event_store.binary import boolean, int2, int4, jsonb, raw, text, timestamptz
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
    """An idempotency key; packed are its digest, request hash, answer and recorded time."""

    digest: bytes
    request_hash: bytes
    answer: bytes
    packed: Packed


class Row(NamedTuple):
    """An event; packed are the columns that `append_events` takes, from `event_stream` on."""

    event_id: bytes
    packed: Packed


class EncodedAppend(NamedTuple):
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
    packed: Packed


def encode_append(append: Append, recorded_at: datetime, registry: EventRegistry) -> EncodedAppend:
    """Number, name and hash an append's events; raises `UnknownEventType` and `Unstorable`."""
    envelope = _envelope(append, recorded_at)
    tenant = envelope.packed_tenant
    checks: dict[str, Check] = {}
    rows: list[Row] = []
    for stream in append.streams:
        stream_id, version = stream.stream_id, stream.expected_version
        writes = bool(stream.events)
        packed = (text(stream_id), int4(version), boolean(writes and version == 0))
        checks[stream_id] = Check(stream_id, version, writes, packed)
        rows += [_row(stream, place, envelope, registry) for place in range(len(stream.events))]
    if len(checks) < len(append.streams):
        raise ValueError("an append names each stream once")
    once = append.idempotency
    key = _key(append.tenant, once, envelope.packed[2]) if once else None
    size = sum([len(row.packed[6]) for row in rows]) + len(rows) * (
        len(envelope.metadata) + _ROW_OVERHEAD
    )
    return EncodedAppend(
        append.tenant,
        tenant,
        recorded_at,
        tuple(checks.values()),
        tuple(rows),
        key,
        size + (len(key.answer) if key else 0),
    )


def _envelope(append: Append, recorded_at: datetime) -> _Envelope:
    metadata = append.metadata if type(append.metadata) is dict else dict(append.metadata)
    canonical = canonical_json(metadata)
    return _Envelope(
        append.tenant,
        canonical,
        instant(append.occurred_at),
        instant(recorded_at),
        int(recorded_at.timestamp() * 1000).to_bytes(6, "big"),
        text(append.tenant),
        (jsonb(canonical), timestamptz(append.occurred_at), timestamptz(recorded_at)),
    )


def key_digest(tenant: str, key: str) -> bytes:
    """What a key is kept and found by: 128 bits that no two keys share, nor two tenants with equal keys."""
    return sha256(tenant.encode() + sha256(key.encode()).digest()[:16]).digest()[:16]


def _key(tenant: str, once: Idempotency, packed_recorded: bytes) -> Key:
    digest = key_digest(tenant, once.key)
    packed = (raw(digest), raw(once.request_hash), raw(once.answer), packed_recorded)
    return Key(digest, once.request_hash, once.answer, packed)


def _row(stream: StreamAppend, place: int, envelope: _Envelope, registry: EventRegistry) -> Row:
    event, version = stream.events[place], stream.expected_version + place + 1
    payload = registry.encode(event, stream.stream_id)
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
        text(stream.stream_id),
        text(stream.stream_type),
        int4(version),
        raw(event_id),
        *_packed_name(type(event)),
        jsonb(payload),
        *envelope.packed,
        raw(leaf_hash(leaf)),
    )
    return Row(event_id, packed)


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
