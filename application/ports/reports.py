"""Reports: figures that are the same for ever, as of a position of the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.shared.ids import TenantId


class ColumnKind(StrEnum):
    """What a column holds; amounts and percentages are exact decimals, durations whole seconds."""

    TEXT = "text"
    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    SECONDS = "seconds"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column by its wire name; amounts are in the currency that the column `currency` says.

    `optional` ones may say nothing. `example` is a value as it is on the wire.
    """

    name: str
    kind: ColumnKind
    sentence: str
    example: str | int
    optional: bool = False


class ChartKind(StrEnum):
    """How a report is drawn: one row of bars per thing, or one column per time."""

    BARS = "bars"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class ChartShape:
    """A picture: `labels` name a bar, `parts` are stacked in it, and it stands for their sum.

    Amounts of two currencies are never drawn on one scale. Of many columns the last ones are shown, as they
    are the newest; of times `ahead` the first ones.
    """

    kind: ChartKind
    labels: tuple[str, ...]
    parts: tuple[str, ...]
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class ReportShape:
    """What a report is: the question that it answers, how its figures are defined, and what can be asked.

    `filters` are the columns that a caller may narrow to one value.
    """

    name: str
    title: str
    question: str
    definition: str
    columns: tuple[ReportColumn, ...]
    chart: ChartShape
    filters: tuple[str, ...] = ()

    def place(self, column: str) -> int:
        """Where a column stands in a row."""
        return [each.name for each in self.columns].index(column)


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which facts count: those up to `position`, whose event happened `at`; days are counted to `day`.

    `zone` is the tenant's time zone, by which an instant falls on a day.
    """

    position: int
    at: datetime | None
    day: date
    zone: str


@dataclass(frozen=True, slots=True)
class Part:
    """The rows behind the first `after`, at most `limit` of them; all of them without."""

    after: int = 0
    limit: int | None = None


WHOLE = Part()
"""Every row."""


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of a report, in the order of its columns: text, Decimal, int, date, or None.

    Where it is a part, `more` says whether rows follow, and `cursor` with what they can be asked for.
    """

    shape: ReportShape
    as_of: AsOf
    filters: Mapping[str, str]
    rows: tuple[tuple[object, ...], ...]
    part: Part = WHOLE
    more: bool = False
    cursor: str | None = None


class Reports(Protocol):
    """The facts behind the reports."""

    def shape(self, name: str) -> ReportShape | None:
        """What the report of this name is, or None when there is none."""

    async def rows(
        self, tenant: TenantId, name: str, as_of: AsOf, filters: Mapping[str, str], part: Part
    ) -> tuple[tuple[object, ...], ...]:
        """The rows of a report, or a part of them; `as_of` must have been reached."""

    async def bars(
        self, tenant: TenantId, name: str, as_of: AsOf, filters: Mapping[str, str], most: int
    ) -> tuple[tuple[object, ...], ...]:
        """A row for each bar of the report's picture, at most so many, with the sums of its rows.

        Columns that are not drawn say nothing.
        """

    async def newest(self, tenant: TenantId) -> int:
        """The newest position that reports can be told as of."""

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """True once reports can be told as of `position`; False when `seconds` passed before."""

    async def position_at(self, tenant: TenantId, instant: datetime) -> int:
        """The position of the last event that happened by then, 0 before the first."""

    async def happened_at(self, tenant: TenantId, position: int) -> datetime | None:
        """When the event at a position happened, in the tenant's time; None when there is none."""
