"""Lists and ready documents, as projections keep them; every answer says which position it reflects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.shared.ids import TenantId

MOST_ROWS = 200
"""Of one page."""

USUAL_ROWS = 50
"""Of a page when nobody says how many."""


class FilterKind(StrEnum):
    """How a query parameter narrows a list."""

    EQUAL = "equal"
    ONE_OF = "one of"
    FROM = "from"
    UNTIL = "until"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class FilterParameter:
    """A query parameter of a list: its wire name, the column it narrows, how, and what it means."""

    name: str
    column: str
    kind: FilterKind
    sentence: str


@dataclass(frozen=True, slots=True)
class ListShape:
    """What a list can be asked: named filters and sort orders (wire names; `-name` is descending)."""

    name: str
    filters: tuple[FilterParameter, ...]
    sorts: Mapping[str, str]
    default_sort: str


@dataclass(frozen=True, slots=True)
class PageQuery:
    """One page of a list: `filters` by wire name, `cursor` from the page before, at most `limit` rows.

    `owner` leaves only the rows that are this party's own; only lists that say whose a row is take it.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str | None = None
    limit: int = USUAL_ROWS
    cursor: str | None = None
    include_total: bool = False
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as a ready JSON array, where the next page starts, and the position reflected."""

    items: bytes
    next_cursor: str | None
    total: int | None
    position: int


@dataclass(frozen=True, slots=True)
class ReadyDocument:
    """A document as JSON bytes at a version of its stream, and the position reflected."""

    body: bytes
    version: int
    position: int


class InvalidPageQuery(Exception):
    """A filter, sort order or cursor that the list does not have; `parameter` says which."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail


class ReadModels(Protocol):
    """The read side of a process."""

    def shape(self, name: str) -> ListShape:
        """What the list of this name can be asked."""

    async def document(self, tenant: TenantId, name: str, stream_id: str) -> ReadyDocument | None:
        """The newest projected document, or None when this tenant has none of that id."""

    async def page(self, tenant: TenantId, name: str, query: PageQuery) -> Page:
        """One page of a list; raises `InvalidPageQuery`."""

    async def reached(self, tenant: TenantId, name: str, position: int, seconds: float) -> bool:
        """True once the projection reflects `position`; False when `seconds` passed before."""
