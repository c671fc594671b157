"""The views for analysts, as the migrations make them over the tables of the read side."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docs.generators import read_models
from docs.generators.markdown import code, link, page, slug, table

MIGRATIONS = Path(__file__).parents[2] / "infrastructure" / "postgres" / "migrations"

_INTRODUCTION = (
    "What a log-in for analysts reads in the schema `reporting`, and what `daybook export` writes into "
    "files: of one's own tenant, and nothing personal but the names of suppliers. A fact (`…_facts`) holds "
    "from one event to another: what was known at an instant is `known_during @> instant`, what is true now "
    "`valid_to IS NULL`. How to ask is told in "
    "[query the read models with SQL](../../how-to/query-read-models-with-sql.md), how to take tables along "
    "in [take data along](../../how-to/take-data-along.md); the same sentences are comments in the database."
)
_OPENED = re.compile(r"daybook\.open_to_analysts\('(\w+)', '\{(.*?)\}'\)", re.DOTALL)
_SHOWN = re.compile(r'"([^"]+)"|([^",\s][^",]*)')
_COMMENT = re.compile(
    r"COMMENT ON (?:VIEW|COLUMN) reporting\.([\w.]+) IS\s+'((?:[^']|'')*)'", re.DOTALL
)
_KNOWN = re.compile(r"WHEN '(known_\w+)' THEN '([^']+)'")
_RANGES = {"known_during": "tstzrange", "known_at": "int8range"}
_LOG = "events"


@dataclass(frozen=True, slots=True)
class View:
    """A view with what is said of it, and its columns with their types and what is said of them."""

    sentence: str
    columns: Mapping[str, tuple[str, str]]


def reporting_views() -> str:
    """The page."""
    found = views()
    contents = " · ".join(link(name, f"#{slug(name)}") for name in found)
    parts = [
        f"## {name}\n\n{view.sentence}\n\n{table(('column', 'type', 'meaning'), _rows(view))}"
        for name, view in found.items()
    ]
    return page("Views for analysts", _INTRODUCTION, contents, *parts)


def views() -> dict[str, View]:
    """Every view of `reporting`."""
    text = "\n".join(path.read_text() for path in sorted(MIGRATIONS.glob("*.sql")))
    said, kinds = read_models.comments(), read_models.tables()
    known = dict(_KNOWN.findall(text))
    found = {}
    for name, shown in _OPENED.findall(text):
        columns = {}
        for quoted, plain in _SHOWN.findall(shown):
            column, _, kind = (quoted or plain).partition(" ")
            columns[column] = (kind or kinds[name][column], said[f"{name}.{column}"])
        if "valid_from" in columns:
            columns |= {column: (kind, known[column]) for column, kind in _RANGES.items()}
        found[name] = View(said[name], columns)
    return {**found, _LOG: _log(text)}


def _log(text: str) -> View:
    comments = {name: told.replace("''", "'") for name, told in _COMMENT.findall(text)}
    kinds = _types_of_the_log(text)
    columns = {
        name.removeprefix(f"{_LOG}."): told
        for name, told in comments.items()
        if name.startswith(f"{_LOG}.")
    }
    return View(comments[_LOG], {name: (kinds[name], told) for name, told in columns.items()})


def _types_of_the_log(text: str) -> dict[str, str]:
    created = re.search(r"CREATE TABLE daybook\.events \((.*?)\n\)", text, re.DOTALL)
    assert created is not None
    kinds = dict(re.findall(r"^ {4}([a-z_]+)\s+([a-z]+)", created[1], re.MULTILINE))
    added = re.findall(r"ALTER TABLE daybook\.events ADD COLUMN (\w+) (\w+)", text)
    return {**kinds, **dict(added)}


def _rows(view: View) -> Iterator[tuple[str, str, str]]:
    for name, (kind, sentence) in view.columns.items():
        yield code(name), kind, sentence
