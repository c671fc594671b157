"""The views for analysts are commented, run with the rights of whoever asks, and outlive every rebuild."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from infrastructure.analysts.log_ins import NewLogIn
from infrastructure.rebuilding.faults import TableInUse
from projections.catalogue import DOCUMENTS
from projections.reporting.facts import FACT_TABLES
from tests.cluster import Database
from tests.infrastructure.analysts.conftest import admitted, dismissed
from tests.infrastructure.rebuilding.making import next_projections, rebuild_of, rebuilt
from tests.projections.play import Play, played

SHAPE = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), obj_description(c.oid, 'pg_class'),
           col_description(c.oid, a.attnum), c.reloptions, c.relacl::text
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'reporting'::regnamespace ORDER BY c.relname, a.attnum
"""
ORDERS = "purchase-orders"


def shapes(dsn: str) -> list[tuple[Any, ...]]:
    """All that there is to know of the views."""
    with psycopg.connect(dsn) as connection:
        return connection.execute(SHAPE.encode()).fetchall()


@pytest.fixture
async def play(database: Database):
    """A few orders, and everything that shows them."""
    async with played(database) as playing:
        supplier = await playing.supplier()
        for _ in range(3):
            await playing.submitted_order(playing.admin, supplier)
        await playing.caught_up(*(model.name for model in DOCUMENTS))
        head = await playing.stage.store.head(playing.stage.tenant)
        assert await playing.progress.reached("reporting-facts", playing.stage.tenant, head, 60)
        yield playing


@pytest.fixture
def asking(play: Play) -> Iterator[NewLogIn]:
    """A log-in to the tenant of the play."""
    login = admitted(play.database, play.stage.tenant)
    yield login
    dismissed(play.database, login, play.stage.tenant)


def test_every_view_and_every_column_says_what_it_is(database: Database) -> None:
    found = shapes(database.owner_dsn)
    assert [each[:2] for each in found if not each[3] or not each[4]] == []
    assert {str(each[5]) for each in found} == {"['security_invoker=true']"}
    names = {each[0] for each in found}
    assert {table.name for table in FACT_TABLES} < names


def test_every_fact_says_from_when_until_when_we_knew_it(database: Database) -> None:
    for table in FACT_TABLES:
        kinds = {
            name: kind for view, name, kind, *_ in shapes(database.owner_dsn) if view == table.name
        }
        assert (kinds["known_during"], kinds["known_at"]) == ("tstzrange", "int8range")
        assert set(table.columns) < set(kinds), "nothing that reports are made of is kept back"


def test_a_column_without_a_comment_is_found(database: Database) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("COMMENT ON COLUMN reporting.suppliers.name IS NULL")
    unsaid = [each[:2] for each in shapes(database.owner_dsn) if not each[3] or not each[4]]
    assert unsaid == [("suppliers", "name")]


async def test_views_are_there_after_every_table_was_made_anew(play: Play, asking: NewLogIn):
    before = shapes(play.database.owner_dsn)
    counted = "SELECT count(*) FROM purchase_orders"
    with psycopg.connect(asking.url, autocommit=True) as analyst:
        for _ in range(6):
            analyst.execute(counted, prepare=True)
        told = await rebuilt(play)
        assert all(each.swapped for each in told)
        assert shapes(play.database.owner_dsn) == before
        assert analyst.execute(counted, prepare=True).fetchone() == (3,)
        await play.order(play.admin, await play.supplier("Late & Co"))
        await play.caught_up(ORDERS)
        assert analyst.execute(counted, prepare=True).fetchone() == (4,), "it shows the new table"


async def test_an_analyst_who_reads_is_not_interrupted_by_a_rebuild(
    play: Play, asking: NewLogIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("infrastructure.rebuilding.rebuild.EXCHANGES", 2)
    monkeypatch.setattr("infrastructure.rebuilding.rebuild.PAUSE_SECONDS", 0.01)
    orders = next_projections(play, ORDERS)
    with psycopg.connect(asking.url) as analyst:
        analyst.execute("SELECT 1 FROM purchase_orders")
        with pytest.raises(TableInUse):
            await rebuild_of(play, orders).run()
        assert analyst.execute("SELECT count(*) FROM purchase_orders").fetchone() == (3,)
    assert (await rebuild_of(play, orders).run())[0].swapped


def test_a_clock_that_stepped_back_makes_a_range_empty_and_breaks_no_query(
    database: Database,
) -> None:
    with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
        administrator.execute("""
            INSERT INTO projections.match_facts (tenant_id, id, valid_from, valid_from_at, valid_to,
                valid_to_at, invoice_id, supplier_id, cause)
            VALUES ('ten_1', '5', 5, '2026-03-31 12:00:01Z', 7, '2026-03-31 12:00:00Z', 'i', 's', 'price')
        """)
        told = administrator.execute("""
            SELECT isempty(known_during), known_at @> 5::bigint, known_at @> 7::bigint,
                   known_during @> timestamptz '2026-03-31 12:00:00Z'
            FROM reporting.match_facts
        """).fetchall()
    assert told == [(True, True, False, False)]
