"""Reports as JSON and as CSV, and what JSON tells of a report itself."""

from collections.abc import Mapping
from typing import Any

import orjson

from api.csv_table import csv_lines
from api.reporting.values import Cell, lines, text
from application.ports.reports import AsOf, ColumnKind, Report, ReportShape


def as_json(report: Report) -> bytes:
    """The report with what it is as of; amounts are objects with their currency.

    A part of it tells with which cursor it goes on.
    """
    told = {
        "name": report.shape.name,
        "title": report.shape.title,
        "asOf": as_of(report.as_of),
        "filters": dict(sorted(report.filters.items())),
        "items": items(report),
    }
    following = {} if report.cursor is None else {"nextCursor": report.cursor}
    return orjson.dumps({**told, **following}, option=orjson.OPT_UTC_Z)


def items(report: Report) -> list[dict[str, Any]]:
    """The rows as JSON objects."""
    columns = report.shape.columns
    names = [column.name for column in columns]
    found = []
    for line in lines(report):
        currency = dict(zip(names, line, strict=True)).get("currency")
        found.append(
            {
                column.name: _wire(column.kind, cell, currency)
                for column, cell in zip(columns, line, strict=True)
            }
        )
    return found


def _wire(kind: ColumnKind, cell: Cell, currency: Cell) -> Any:
    if cell is None or isinstance(cell, int):
        return cell
    if kind is ColumnKind.AMOUNT:
        return {"amount": text(cell), "currency": currency}
    return text(cell)


def as_of(moment: AsOf) -> dict[str, Any]:
    """Which facts count; asked again with position and day it is the same report."""
    return {"position": moment.position, "at": moment.at, "day": moment.day}


def as_csv(report: Report) -> bytes:
    """CSV by RFC 4180; amounts as plain numbers, their currency in the column `currency`."""
    header = [column.name for column in report.shape.columns]
    return csv_lines([header, *([text(cell) for cell in line] for line in lines(report))])


def described(shape: ReportShape) -> Mapping[str, Any]:
    """What a report is, for those who choose one."""
    return {
        "name": shape.name,
        "title": shape.title,
        "question": shape.question,
        "definition": shape.definition,
        "columns": [
            {"name": column.name, "kind": column.kind, "sentence": column.sentence}
            for column in shape.columns
        ],
        "filters": list(shape.filters),
    }
