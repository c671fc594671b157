"""The bytes that are hashed. Decided once: whoever checks a history later must arrive at the same ones.

Canonical JSON has sorted keys, no white space, UTF-8, and no floating point numbers, so that PostgreSQL's
`jsonb`, which forgets order and spelling, gives back a value with the same canonical bytes.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

LEAF_PREFIX = b"\x00"
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_NUL_ESCAPE = b"\\u0000"


class Unstorable(ValueError):
    """A value that would not come back from the log as it went in; nothing was stored."""


class Leaf(NamedTuple):
    """What an event's hash covers: JSON is canonical already, times are spelled by `instant`."""

    tenant: str
    stream_id: str
    stream_type: str
    version: int
    event_id: str
    event_type: str
    schema_version: int
    payload: bytes
    metadata: bytes
    occurred_at: str
    recorded_at: str


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value; raises `Unstorable` for what has none.

    Refused: floats (amounts are text), integers beyond 53 bits (other readers would round them), text
    with a NUL or a lone surrogate (PostgreSQL has no such text), keys that are no text.
    """
    _refuse_floats(value)
    try:
        encoded = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError as failure:
        raise Unstorable(str(failure)) from failure
    if _NUL_ESCAPE in encoded:
        _refuse_nul(value)
    return encoded


def instant(moment: datetime) -> str:
    """An instant as text, always in UTC and with six decimals."""
    if moment.tzinfo is not UTC:
        if moment.utcoffset() is None:
            raise Unstorable("an instant needs a time zone")
        moment = moment.astimezone(UTC)
    text = orjson.dumps(moment, option=orjson.OPT_UTC_Z).decode()
    return text[1:-1] if len(text) == _WITH_DECIMALS else f"{text[1:-2]}.000000Z"


_WITH_DECIMALS = len('"0000-00-00T00:00:00.000000Z"')


def leaf_json(leaf: Leaf) -> bytes:
    """The canonical JSON of an event; the names are in order here, and the parts are canonical already."""
    return orjson.dumps(
        {
            "eventId": leaf.event_id,
            "eventType": leaf.event_type,
            "metadata": orjson.Fragment(leaf.metadata),
            "occurredAt": leaf.occurred_at,
            "payload": orjson.Fragment(leaf.payload),
            "recordedAt": leaf.recorded_at,
            "schemaVersion": leaf.schema_version,
            "stream": leaf.stream_id,
            "streamType": leaf.stream_type,
            "tenant": leaf.tenant,
            "version": leaf.version,
        }
    )


def leaf_hash(leaf: Leaf) -> bytes:
    """RFC 6962, 2.1: SHA-256 over a zero byte and the leaf's data."""
    return sha256(LEAF_PREFIX + leaf_json(leaf)).digest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, dict):
        for item in value.values():
            if type(item) is not str:
                _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            if type(item) is not str:
                _refuse_floats(item)
    elif isinstance(value, float):
        raise Unstorable(f"a floating point number in an event: {value!r}")


def _refuse_nul(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_nul(key)
            _refuse_nul(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_nul(item)
    elif isinstance(value, str) and "\0" in value:
        raise Unstorable("a NUL character in an event's text")
