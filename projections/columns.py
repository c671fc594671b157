"""Columns of read models: their type in PostgreSQL, and how a query parameter becomes a value of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,12})?").fullmatch


class ColumnType(StrEnum):
    """The types that read models use."""

    TEXT = "text"
    TEXTS = "text[]"
    INTEGER = "bigint"
    NUMERIC = "numeric"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "timestamptz"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a read model adds, with its value for what the row is made of."""

    name: str
    type: ColumnType
    value: Callable[[Any], object]


STANDARD: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "document": ColumnType.JSON,
    "summary": ColumnType.JSON,
    "created_at": ColumnType.INSTANT,
    "updated_at": ColumnType.INSTANT,
}
"""What every read model of a document has."""


def parse(kind: ColumnType, text: str, *, last: bool = False) -> object:
    """The value that a parameter's text stands for; raises ValueError with what is expected.

    `last` makes a day, where an instant is compared, its last microsecond in UTC.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"must have at most {LONGEST_TEXT} characters")
    if not text.isprintable():
        raise ValueError("must not have control characters")
    if kind is ColumnType.NUMERIC:
        return _number(text)
    if kind is ColumnType.DATE:
        return _day(text)
    if kind is ColumnType.INSTANT:
        return _instant(text, last=last)
    if kind is ColumnType.BOOLEAN:
        return _truth(text)
    return text


def _number(text: str) -> Decimal:
    try:
        if _NUMBER(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise ValueError("must be a decimal number")


def _day(text: str) -> date:
    try:
        if _DAY(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("must be a day like 2026-03-31")


def _instant(text: str, *, last: bool) -> datetime:
    if _DAY(text):
        day = _day(text)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return start + timedelta(days=1, microseconds=-1) if last else start
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = datetime.min  # noqa: DTZ901 - refused below, it has no offset
    if instant.tzinfo is None:
        raise ValueError("must be an instant with an offset like 2026-03-31T12:00:00Z, or a day")
    return instant


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"
