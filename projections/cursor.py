"""Where a page ended, as an opaque text that is only good for the question it came from."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from application.bound_cursor import read_bound, write_bound
from application.ports.read_models import InvalidPageQuery
from domain.shared.ids import TenantId


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
    return write_bound(_bound(question), (last.key, last.id))


def read_cursor(question: Question, cursor: str) -> LastRow:
    """The row that a cursor stands behind; raises `InvalidPageQuery` for one of another question."""
    place = read_bound(_bound(question), cursor)
    if place is None:
        raise InvalidPageQuery(
            "cursor", "must come from the page before, with the same filters and sort"
        )
    key, row_id = place
    return LastRow(key, row_id)


def _bound(question: Question) -> bytes:
    bound = [question.tenant, question.name, sorted(question.filters.items()), question.sort]
    if question.owner is not None:
        bound.append(question.owner)
    return orjson.dumps(bound)
