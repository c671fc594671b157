"""The tables that analysts may query, as the migrations comment them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.generators.markdown import code, link, page, slug, table

MIGRATIONS = Path(__file__).parents[2] / "infrastructure" / "postgres" / "migrations"

_INTRODUCTION = (
    "Ordinary PostgreSQL tables in the schema `projections`, kept by those who follow the log and made "
    "again from it at any time. `tenant_id` is in every key. How to ask them is told in "
    "[query the read models with SQL](../../how-to/query-read-models-with-sql.md); the same sentences "
    "are comments in the database."
)
_CREATE = re.compile(r"CREATE TABLE projections\.(\w+) \((.*?)\n\)", re.DOTALL)
_ADD = re.compile(r"ALTER TABLE projections\.(\w+) ADD COLUMN (\w+) ([\w\[\]]+)")
_COLUMN = re.compile(r"^ {4}([a-z_]+)\s+([a-z]+(?:\[\])?)", re.MULTILINE)
_COMMENT = re.compile(
    r"COMMENT ON (TABLE|COLUMN) projections\.([\w.]+) IS\s+'((?:[^']|'')*)'", re.DOTALL
)


def read_models() -> str:
    """The page."""
    said, columns = comments(), tables()
    contents = " · ".join(link(name, f"#{slug(name)}") for name in columns)
    parts = [
        f"## {name}\n\n{said[name]}\n\n{table(('column', 'type', 'meaning'), _rows(name, said))}"
        for name in columns
    ]
    return page("Read models", _INTRODUCTION, contents, *parts)


def tables() -> dict[str, dict[str, str]]:
    """Every table of the read side with its columns and their types."""
    statements = _statements()
    found = {name: dict(_COLUMN.findall(body)) for name, body in _CREATE.findall(statements)}
    for name, column, kind in _ADD.findall(statements):
        found[name][column] = kind
    return found


def comments() -> dict[str, str]:
    """What the migrations say of tables (`table`) and columns (`table.column`)."""
    return {name: text.replace("''", "'") for _, name, text in _COMMENT.findall(_statements())}


def _rows(name: str, said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for column, kind in tables()[name].items():
        yield code(column), kind, said[f"{name}.{column}"]


def _statements() -> str:
    return "\n".join(path.read_text() for path in sorted(MIGRATIONS.glob("*.sql")))
