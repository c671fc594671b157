"""Where a page ended, as an opaque text that is only good for the question it came from."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

_DIGEST_BYTES = 9


def write_bound(question: bytes, place: Sequence[object]) -> str:
    """The cursor of a place, which JSON can say, in the answer to a question."""
    body = orjson.dumps(list(place))
    return base64.urlsafe_b64encode(_digest(question, body) + body).decode().rstrip("=")


def read_bound(question: bytes, cursor: str) -> list[Any] | None:
    """The place that a cursor stands for; None for one of another question, or one that was made up."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if not body or digest != _digest(question, body):
        return None
    place: list[Any] = orjson.loads(body)
    return place


def _digest(question: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(question + body, digest_size=_DIGEST_BYTES).digest()
