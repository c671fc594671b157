"""Tables as CSV and as JSON lines."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from api.csv_table import csv_lines
from api.exporting.forms import Sink
from application.ports.snapshot import CellKind, Rows, SnapshotTable

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


class JsonLinesWriter:
    """An object for each row; decimals are text, so that no reader loses a digit, and JSON stays JSON."""

    def __init__(self, sink: Sink, table: SnapshotTable) -> None:
        self._sink = sink
        self._names = [column.name for column in table.columns]
        self._json = [column.kind is CellKind.JSON for column in table.columns]

    def write(self, rows: Rows) -> None:
        """A line for each."""
        self._sink.write(b"".join(self._line(row) for row in rows))

    def close(self) -> None:
        """Nothing is left to write."""

    def _line(self, row: Any) -> bytes:
        cells = zip(self._names, row, self._json, strict=True)
        told = {name: _wire(cell, as_it_is) for name, cell, as_it_is in cells}
        return orjson.dumps(told, option=_OPTIONS)


class CsvWriter:
    """CSV by RFC 4180 with a header; lists and documents as JSON, and nothing that a spreadsheet runs."""

    def __init__(self, sink: Sink, table: SnapshotTable) -> None:
        self._sink = sink
        sink.write(csv_lines([[column.name for column in table.columns]]))

    def write(self, rows: Rows) -> None:
        """A line for each."""
        self._sink.write(csv_lines([_text(cell) for cell in row] for row in rows))

    def close(self) -> None:
        """Nothing is left to write."""


def _wire(cell: object, as_it_is: bool) -> object:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return orjson.Fragment(cell) if as_it_is and isinstance(cell, str) else cell


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return f"{cell:f}"
        case list() | datetime() | date():
            return orjson.dumps(cell, option=orjson.OPT_UTC_Z).decode().strip('"')
        case _:
            return str(cell)
