"""A list as CSV for a spreadsheet: one column per leaf, and nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Also their full-width forms, which spreadsheets of East Asia take for the same."""

_PLAIN_NUMBER = frozenset("0123456789.")


def as_csv(items: bytes) -> bytes:
    """A JSON array of objects as CSV by RFC 4180, UTF-8, the header first; nested members by dots."""
    rows = [dict(_leaves("", row)) for row in orjson.loads(items)]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_lines([columns, *([row.get(name, "") for name in columns] for row in rows)])


def csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Lines of CSV by RFC 4180 in UTF-8; the one way in which cells are written."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def neutral(text: str) -> str:
    """The text so that a spreadsheet shows it and never computes it; a negative number stays one."""
    if not text.startswith(_RUNS_AS_FORMULA):
        return text
    if text[0] == "-" and len(text) > 1 and _PLAIN_NUMBER.issuperset(text[1:]):
        return text
    return f"'{text}"


def _leaves(name: str, value: Any) -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _leaves(f"{name}.{key}" if name else key, member)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
