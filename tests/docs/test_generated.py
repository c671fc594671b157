"""Reference pages are made from the code, so they cannot lie."""

import re
from pathlib import Path

import psycopg
import pytest

from api.http.problems import type_of
from docs.generate import PAGES, TARGET, stale, write
from docs.generators.errors import kinds_of_problems
from docs.generators.markdown import slug
from docs.generators.read_models import comments, tables
from docs.generators.reporting_views import views
from tests.cluster import Database

_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)


def test_every_generated_page_says_what_the_code_says() -> None:
    assert stale() == [], "run make docs"


def test_a_page_that_was_edited_by_hand_is_found(tmp_path: Path) -> None:
    write(tmp_path)
    name = next(iter(PAGES))
    (tmp_path / name).write_text("something else")
    (tmp_path / "orphan.md").write_text("nobody generates this")
    assert stale(tmp_path) == sorted(["orphan.md", name])


def test_the_address_of_every_problem_is_a_heading_of_the_page_of_errors() -> None:
    headings = {slug(heading) for heading in _HEADING.findall((TARGET / "errors.md").read_text())}
    types = {type_of(kind.__name__).removeprefix("/problems/") for kind in kinds_of_problems()}
    assert types == headings


def test_the_tables_of_the_page_for_analysts_are_those_of_the_database(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        found = connection.execute("""
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                   obj_description(c.oid), col_description(c.oid, a.attnum)
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE c.relnamespace = 'projections'::regnamespace AND c.relkind = 'r'
            ORDER BY c.relname, a.attnum
        """).fetchall()
    said, columns = comments(), tables()
    assert {name for name, *_ in found} == set(columns)
    for name, column, kind, of_table, of_column in found:
        assert (of_table, of_column) == (said[name], said[f"{name}.{column}"])
        written = columns[name][column]
        assert kind in (written, {"timestamptz": "timestamp with time zone"}.get(written))


def test_the_views_of_the_page_for_analysts_are_those_of_the_database(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        found = connection.execute("""
            SELECT c.relname, obj_description(c.oid), a.attname, format_type(a.atttypid, a.atttypmod),
                   col_description(c.oid, a.attnum)
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE c.relnamespace = 'reporting'::regnamespace ORDER BY c.relname, a.attnum
        """).fetchall()
    said = views()
    assert {name for name, *_ in found} == set(said)
    for name, view in said.items():
        of_view = [row[1:] for row in found if row[0] == name]
        assert {sentence for sentence, *_ in of_view} == {view.sentence}
        assert [
            (column, kind.replace("timestamp with time zone", "timestamptz"))
            for _, column, kind, _ in of_view
        ] == [(column, kind) for column, (kind, _) in view.columns.items()]
        assert [told for *_, told in of_view] == [told for _, told in view.columns.values()]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Not a sandbox", "not-a-sandbox"),
        ("purchasing.purchase-order.created", "purchasingpurchase-ordercreated"),
        ("GET /v1/users", "get-v1users"),
    ],
)
def test_headings_become_anchors_as_readers_of_markdown_make_them(
    heading: str, anchor: str
) -> None:
    assert slug(heading) == anchor
