"""Where a page ended, as an opaque text that is only good for the question it came from."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from application.ports.read_models import InvalidPageQuery
from domain.shared.ids import TenantId

_DIGEST_BYTES = 9


@dataclass(frozen=True, slots=True)
class Question:
    """What a cursor is bound to."""

    tenant: TenantId
    name: str
    filters: Mapping[str, str]
    sort: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class LastRow:
    """The last row of a page: the value it was sorted by, as text, and its id."""

    key: str
    id: str


def write_cursor(question: Question, last: LastRow) -> str:
    """The cursor behind a row."""
    body = orjson.dumps([last.key, last.id])
    return base64.urlsafe_b64encode(_digest(question, body) + body).decode().rstrip("=")


def read_cursor(question: Question, cursor: str) -> LastRow:
    """The row that a cursor stands behind; raises `InvalidPageQuery` for one of another question."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if not body or digest != _digest(question, body):
        raise InvalidPageQuery(
            "cursor", "must come from the page before, with the same filters and sort"
        )
    key, row_id = orjson.loads(body)
    return LastRow(key, row_id)


def _digest(question: Question, body: bytes) -> bytes:
    bound = [question.tenant, question.name, sorted(question.filters.items()), question.sort]
    if question.owner is not None:
        bound.append(question.owner)
    return hashlib.blake2b(orjson.dumps(bound) + body, digest_size=_DIGEST_BYTES).digest()
