"""Tables of one tenant as they are at one moment, for whoever takes them along."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.shared.ids import TenantId

EVENTS = "events"
"""The name under which the log itself is taken along."""

Rows = Sequence[Sequence[object]]
"""Each with a value for each column."""


class CellKind(StrEnum):
    """What a column holds; JSON, ids and bytes come as text, decimals exact, instants in UTC."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class SnapshotColumn:
    """A column; `scale` is how many decimals it has at most, where it has decimals."""

    name: str
    kind: CellKind
    sentence: str
    scale: int = 0


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """A table as it stands at `position` of the log, with so many rows."""

    name: str
    sentence: str
    columns: tuple[SnapshotColumn, ...]
    position: int
    rows: int


class Snapshot(Protocol):
    """All tables at one and the same moment, whoever writes meanwhile."""

    @property
    def tables(self) -> Sequence[SnapshotTable]:
        """Those that were asked for."""

    def rows(self, table: SnapshotTable) -> AsyncIterator[Rows]:
        """All rows of a table in an order of their own, a few megabytes at a time."""


class UnknownTable(Exception):
    """There is no table of that name to be taken along."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is nothing named {name} to be taken along")
        self.name = name


class TableSnapshots(Protocol):
    """What can be taken along: the log, the views for analysts, and the tables behind them."""

    async def names(self) -> Sequence[str]:
        """The log and the views, by name."""

    async def reached(
        self, tenant: TenantId, names: Collection[str], position: int, seconds: float
    ) -> bool:
        """True once everything named shows what happened up to `position`; False after `seconds`."""

    def taken(
        self, tenant: TenantId, names: Sequence[str], without: Collection[str] = ()
    ) -> AbstractAsyncContextManager[Snapshot]:
        """A snapshot until the end of the block, of events all but those of the types `without`.

        Raises `UnknownTable`.
        """
