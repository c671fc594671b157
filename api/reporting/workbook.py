"""Reports for Excel: the figures on one sheet, and what they mean on another."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from api.reporting.values import Cell, lines, text
from application.ports.reports import ColumnKind, Report

_EXACT_DIGITS = 15
"""What a spreadsheet keeps of a number; one with more is written as text, so that nothing is lost."""

_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
_WIDTHS = {ColumnKind.TEXT: 24, ColumnKind.DATE: 12}


def as_workbook(report: Report) -> bytes:
    """The bytes of an .xlsx file, which say nothing of when they were made."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": report.shape.title,
            "created": (report.as_of.at or _LONG_AGO).replace(tzinfo=None, microsecond=0),
        }
    )
    _write_figures(book, report)
    _write_meaning(book, report)
    book.close()
    return file.getvalue()


def _write_figures(book: Any, report: Report) -> None:
    sheet, bold = book.add_worksheet("Figures"), book.add_format({"bold": True})
    formats: dict[str, Any] = {}
    columns = report.shape.columns
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 16))
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines(report), 1):
        for place, cell in enumerate(line):
            pattern = _pattern(cell)
            if pattern not in formats:
                formats[pattern] = book.add_format({"num_format": pattern})
            _write(sheet, (number, place), cell, formats[pattern])


def _pattern(cell: Cell) -> str:
    if isinstance(cell, date):
        return "yyyy-mm-dd"
    if isinstance(cell, Decimal):
        decimals = -int(cell.as_tuple().exponent)
        return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return "0" if isinstance(cell, int) else "@"


def _write(sheet: Any, place: tuple[int, int], cell: Cell, style: Any) -> None:
    """Text is never taken for a formula; nothing leaves the cell empty."""
    if isinstance(cell, date):
        sheet.write_datetime(*place, datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001
    elif isinstance(cell, str) or _is_long(cell):
        sheet.write_string(*place, text(cell), style)
    elif cell is not None:
        sheet.write_number(*place, cell, style)


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, Decimal) and len(cell.as_tuple().digits) > _EXACT_DIGITS


def _write_meaning(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("Meaning")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    shape, moment = report.shape, report.as_of
    told = [
        ("report", shape.name),
        ("title", shape.title),
        ("question", shape.question),
        ("definition", shape.definition),
        ("position", str(moment.position)),
        ("at", "" if moment.at is None else moment.at.isoformat()),
        ("day", moment.day.isoformat()),
        *(sorted(report.filters.items())),
        *((column.name, column.sentence) for column in shape.columns),
    ]
    for number, (name, said) in enumerate(told):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, said, wrapped)
