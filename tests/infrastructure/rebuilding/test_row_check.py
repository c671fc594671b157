"""Whoever edits what people read is found: in every table, in every column, by the row that they edited."""

from collections.abc import AsyncIterator, Sequence

import pytest
from psycopg import sql

from infrastructure.event_store.catalogue import domain_events
from infrastructure.rebuilding.own_tables import NoOwnTables
from infrastructure.rebuilding.row_check import RowCheck
from tests.cluster import Database
from tests.infrastructure.rebuilding.history import lived, write_history
from tests.infrastructure.rebuilding.making import Hooked, tables
from tests.infrastructure.rebuilding.shown import Column, Shown, followed, named, shown_lists
from tests.machines.company import OURS

_HELD = """
    SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
    WHERE c.relpersistence = 't'
"""
_OWN_TABLES = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"
_EDIT = """
    UPDATE projections.{table} SET {changes}
    WHERE ctid = (SELECT min(ctid) FROM projections.{table} WHERE tenant_id = %s)
"""


@pytest.fixture
def events() -> int:
    """How much happened in the small company."""
    return len(lived())


@pytest.fixture
async def shown(events: int, database: Database) -> AsyncIterator[Shown]:
    """Lists that show all of it."""
    async with shown_lists(database, events) as lists:
        yield lists


async def test_rows_that_nobody_edited_are_what_the_log_says(shown: Shown):
    checked = await shown.checked()
    assert (list(checked.unlike), list(checked.not_taken)) == ([], [])
    assert set(checked.places.values()) == {len(lived())}


async def test_rows_do_not_depend_on_how_many_events_were_taken_at_once(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("infrastructure.rebuilding.appetite.EVENTS_AT_ONCE", 1)
    assert list((await shown.checked()).unlike) == []


async def test_while_rows_are_made_no_transaction_is_open_that_vacuum_would_wait_for(shown: Shown):
    held: list[int] = []

    def look(_done: int, _total: int) -> None:
        ((locks,),) = shown.play.query(_HELD)
        held.append(locks)

    assert list((await shown.checker.check(OURS, look)).unlike) == []
    assert held
    assert set(held) == {0}
    assert shown.play.query(_OWN_TABLES) == [(0,)], "their space is given back"


async def test_what_is_followed_while_rows_are_made_is_made_too(events: int, database: Database):
    some = events // 2
    async with shown_lists(database, some) as shown:
        first, *others = shown.checker.projections

        async def meanwhile() -> None:
            write_history(database.administrator_dsn, events, after=some)
            await followed(shown.play, shown.checker.projections, events)

        making = (Hooked(first, meanwhile), *others)
        check = RowCheck(shown.play.pool, domain_events(), making)
        checked = await check.check(OURS, lambda _done, _total: None)
        assert (list(checked.unlike), set(checked.places.values())) == ([], {events})


async def test_an_edit_of_any_column_of_any_table_is_found(shown: Shown):
    edited = {
        (table, column.name)
        for table in tables(shown.play)
        for columns in [[each for each in shown.columns(table) if not each.of_key]]
        if _edit(shown, table, columns)
        for column in columns
    }
    assert {("purchase_orders", "summary"), ("invoice_facts", "valid_to")} <= edited
    found = (await shown.checked()).unlike
    assert {(row.table, value.column) for row in found for value in row.values} == edited
    assert len({(row.table, row.id) for row in found}) == len({table for table, _ in edited})


def _edit(shown: Shown, table: str, columns: Sequence[Column]) -> bool:
    """Let every column of one row say something else; False when there is no row."""
    changes = [named("{it} = ", each.name) + each.otherwise for each in columns]
    statement = sql.SQL(_EDIT).format(
        table=sql.Identifier(table), changes=sql.SQL(", ").join(changes)
    )
    return shown.execute(statement, OURS) == 1


async def test_a_row_that_is_gone_and_one_that_nothing_led_to_are_named(shown: Shown):
    ((gone,),) = shown.play.query(
        "DELETE FROM projections.payment_facts WHERE ctid = (SELECT min(ctid) FROM projections.payment_facts)"
        " RETURNING id || ' ' || valid_from"
    )
    ((copied,),) = shown.play.query("""
        INSERT INTO projections.payments
        SELECT (json_populate_record(p, '{"id": "pay_mine"}')).* FROM projections.payments AS p LIMIT 1
        RETURNING id
    """)
    found = {
        (row.table, row.id, row.is_shown, row.is_made) for row in (await shown.checked()).unlike
    }
    assert found == {("payment_facts", gone, False, True), ("payments", copied, True, False)}


async def test_lists_that_were_emptied_as_if_nobody_had_followed_are_found_by_their_place(
    shown: Shown,
):
    shown.execute(named("TRUNCATE {it}", "projections.payments"))
    shown.play.query(
        "UPDATE daybook.checkpoints SET position = 0 WHERE subscriber = 'payments' RETURNING 1"
    )
    checked = await shown.checked()
    assert (checked.places["payments"], list(checked.unlike)) == (0, [])


async def test_without_the_right_to_tables_of_ones_own_it_is_said_what_to_do(shown: Shown):
    name = shown.play.database.name
    shown.execute(named("REVOKE TEMPORARY ON DATABASE {it} FROM PUBLIC", name))
    with pytest.raises(NoOwnTables) as refused:
        await shown.checked()
    assert "GRANT TEMPORARY" in refused.value.hint
