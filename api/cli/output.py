"""Data on standard output in the shape the caller wants; words for people on standard error."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from api.csv_table import csv_lines

_NUMBER = re.compile(r"-?\d+(\.\d+)?( [A-Z]{3})?").fullmatch
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Row = Mapping[str, Any]


class Format(StrEnum):
    """What `-o` takes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


Output = Annotated[Format, typer.Option("-o", "--output", help="The form of what is printed.")]


def write_rows(
    rows: Iterable[Row],
    columns: Sequence[str],
    output: Format,
    headings: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Print rows; `columns` are the keys that a table or CSV shows, JSON always shows everything.

    Over a column of a table is its key, or what `headings` says instead; programs always get the key.
    """
    match output:
        case Format.JSON:
            _write(_json(list(rows), orjson.OPT_INDENT_2))
        case Format.JSONL:
            for row in rows:
                _write(_json(row))
        case Format.CSV:
            _write(_as_csv(rows, columns))
        case Format.TABLE:
            print_table(table_of(list(rows), columns, headings))


def write_record(record: Row, output: Format) -> None:
    """Print one thing: as a two-column table, or as one JSON object, or as one CSV row."""
    match output:
        case Format.JSON:
            _write(_json(record, orjson.OPT_INDENT_2))
        case Format.JSONL:
            _write(_json(record))
        case Format.CSV:
            _write(_as_csv([record], list(record)))
        case Format.TABLE:
            print_facts(record)


def print_facts(facts: Row) -> None:
    """Print a name and its value per line, for people."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in facts.items():
        table.add_row(Text(name, style="bold"), Text(text_of(value)))
    print_table(table)


def print_table(table: Table) -> None:
    """Print a table; where a program reads it, without the spaces that fill its last column."""
    shown = console()
    if shown.is_terminal:
        shown.print(table)
        return
    with shown.capture() as captured:
        shown.print(table)
    sys.stdout.write("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))
    sys.stdout.flush()


def console() -> Console:
    """Standard output for people: coloured on a terminal; never cut where it is read by a program."""
    width = None if sys.stdout.isatty() else 500
    return Console(highlight=False, width=width, soft_wrap=not sys.stdout.isatty())


def say(message: str) -> None:
    """Tell a person something on standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def text_of(value: Any) -> str:
    """A value as a person reads it: money as `12.50 EUR`, nested data as compact JSON, nothing as ``-``.

    Control characters, which a terminal would obey, are shown as a question mark.
    """
    return _CONTROLS.sub("?", _plain(value))


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case {"amount": amount, "currency": currency, **rest} if not rest:
            return f"{amount} {currency}"
        case [str(), *_] if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case Mapping() | list() | tuple():
            return _json(value).decode().rstrip()
        case _:
            return str(value)


def _json(value: Any, option: int = 0) -> bytes:
    return orjson.dumps(value, default=str, option=option | orjson.OPT_APPEND_NEWLINE)


def _as_csv(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    cells = ([row.get(column) for column in columns] for row in rows)
    shown = (["" if cell is None else _plain(cell) for cell in line] for line in cells)
    return csv_lines([columns, *shown])


def table_of(
    rows: Sequence[Row],
    columns: Sequence[str],
    headings: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Rows as a table for people; columns of numbers are aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    cells = [[text_of(row.get(column)) for column in columns] for row in rows]
    for number, column in enumerate(columns):
        values = [line[number] for line in cells if line[number] != "-"]
        numeric = bool(values) and all(_is_number(value) for value in values)
        justify: JustifyMethod = "right" if numeric else "left"
        table.add_column(headings.get(column, column), justify=justify, overflow="fold")
    for line in cells:
        table.add_row(*map(Text, line))
    return table


def _is_number(text: str) -> bool:
    return _NUMBER(text) is not None


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
