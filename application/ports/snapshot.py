"""Tables of one tenant as they are at one moment."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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
