"""Cells of a report: exact values with the decimals of their currency, and their text."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from application.ports.reports import ColumnKind, Report, ReportColumn
from domain.shared.currency import Currency
from domain.shared.decimals import quantum

_UNITS = {ColumnKind.SECONDS: "seconds", ColumnKind.PERCENT: "percent"}

Cell = str | int | Decimal | date | None
"""None says nothing; amounts and percentages are Decimals."""


def lines(report: Report) -> Iterator[list[Cell]]:
    """The rows, with each amount in its currency's decimals."""
    columns = report.shape.columns
    currency = [column.name for column in columns].index("currency") if _has_money(columns) else 0
    for row in report.rows:
        yield [
            _cell(column, value, row[currency]) for column, value in zip(columns, row, strict=True)
        ]


def _has_money(columns: Sequence[ReportColumn]) -> bool:
    return any(column.kind is ColumnKind.AMOUNT for column in columns)


def _cell(column: ReportColumn, value: object, currency: object) -> Cell:
    if value is None:
        return None
    match column.kind:
        case ColumnKind.AMOUNT:
            return Decimal(str(value)).quantize(quantum(Currency(str(currency)).scale))
        case ColumnKind.PERCENT:
            return Decimal(str(value)).quantize(quantum(2))
        case ColumnKind.COUNT | ColumnKind.SECONDS:
            return int(str(value))
        case ColumnKind.DATE:
            assert isinstance(value, date)
            return value
        case ColumnKind.TEXT:
            return str(value)


def heading(name: str, kind: str) -> str:
    """What a table for people says above a column: its name, and the unit where its cells say none."""
    unit = _UNITS.get(ColumnKind(kind))
    return f"{name} in {unit}" if unit else name


def text(cell: Cell) -> str:
    """A cell as a table shows it; nothing as an empty text."""
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
