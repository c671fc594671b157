"""Whoever edits what people read is found: in every table, in every column, by the row that they edited."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.table_projection import TableProjection
from infrastructure.event_store.catalogue import domain_events
from infrastructure.rebuilding.own_tables import OWN, NoOwnTables
from infrastructure.rebuilding.row_check import RowCheck, RowsChecked
from projections.catalogue import all_projections
from projections.folds import Folds
from tests.cluster import Database
from tests.infrastructure.rebuilding.history import lived, write_history
from tests.infrastructure.rebuilding.making import tables
from tests.machines.company import OURS
from tests.projections.play import PATIENCE, Play, played

_OTHER_VALUES = {
    "text": "{it} || 'x'",
    "text[]": "{it} || 'x'::text",
    "bigint": "{it} + 1",
    "integer": "{it} + 1",
    "numeric": "{it} + 0.01",
    "boolean": "NOT {it}",
    "date": "{it} + 1",
    "timestamp with time zone": "{it} + interval '1 microsecond'",
    "json": "({it}::text || ' ')::json",
    "jsonb": "{it} || '{{\"x\": 1}}'",
}
_VALUES_FOR_NOTHING = {
    "text": "'x'",
    "text[]": "'{{x}}'",
    "bigint": "1",
    "integer": "1",
    "numeric": "1",
    "boolean": "true",
    "date": "'2026-01-01'",
    "timestamp with time zone": "'2026-01-01'",
    "json": "'{{}}'",
    "jsonb": "'{{}}'",
}
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, NULL), a.attnum = ANY (k.conkey)
    FROM pg_attribute AS a JOIN pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'p'
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
"""
_HELD = """
    SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
    WHERE c.relpersistence = 't'
"""
_OWN_TABLES = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"
_EDIT = """
    UPDATE projections.{table} SET {changes}
    WHERE ctid = (SELECT min(ctid) FROM projections.{table} WHERE tenant_id = %s)
"""


@dataclass(frozen=True)
class Shown:
    """Everything that a small company's life has left in the lists, and who checks it."""

    play: Play
    checker: RowCheck

    async def checked(self) -> RowsChecked:
        """What is wrong with the rows."""
        return await self.checker.check(OURS, lambda _done, _total: None)

    def execute(self, statement: sql.Composed, *values: object) -> int:
        """Do something as who rules the database; the number of rows."""
        with self._ruling() as connection:
            return connection.execute(statement, values).rowcount

    def columns(self, table: str) -> list[tuple[str, str]]:
        """The columns that say something of a row, with their types."""
        found = self.play.query(_COLUMNS, f"projections.{table}")
        return [(name, kind) for name, kind, of_key in found if not of_key]

    def _ruling(self) -> psycopg.Connection:
        return psycopg.connect(self.play.database.administrator_dsn, autocommit=True)


class Interrupted:
    """A projection that lets something happen before it makes its first rows."""

    def __init__(self, made: TableProjection, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self.name, self.tables, self.event_types = made.name, made.tables, made.event_types
        self._made, self._meanwhile = made, meanwhile
        self._begun = False

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Let it happen once."""
        if not self._begun:
            self._begun = True
            await self._meanwhile()
        await self._made.apply(events, connection)


@pytest.fixture
def events() -> int:
    """How much happened in the small company."""
    return len(lived())


@pytest.fixture
async def shown(events: int, database: Database) -> AsyncIterator[Shown]:
    """Lists that show all of it."""
    async with played(database, reacting=False) as play:
        write_history(database.administrator_dsn, events)
        yield await _shown(play, events)


async def _shown(play: Play, events: int) -> Shown:
    folds = Folds(play.stage.states)
    making = all_projections(play.stage.store, folds, folds.forget, OWN)
    await _followed(play, making, events)
    return Shown(play, RowCheck(play.pool, domain_events(), making))


async def _followed(play: Play, making: Sequence[TableProjection], events: int) -> None:
    play.heads.announce([(OURS, events)])
    for each in making:
        assert await play.progress.reached(each.name, OURS, events, PATIENCE), each.name


def _named(statement: str, name: str) -> sql.Composed:
    """A statement about something of this name."""
    return sql.SQL(statement).format(it=sql.Identifier(*name.split(".")))


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
    async with played(database, reacting=False) as play:
        write_history(database.administrator_dsn, some)
        shown = await _shown(play, some)
        first, *others = shown.checker.projections

        async def meanwhile() -> None:
            write_history(database.administrator_dsn, events, after=some)
            await _followed(play, shown.checker.projections, events)

        making = (Interrupted(first, meanwhile), *others)
        checked = await RowCheck(play.pool, domain_events(), making).check(OURS, lambda *_: None)
        assert (list(checked.unlike), set(checked.places.values())) == ([], {events})


async def test_an_edit_of_any_column_of_any_table_is_found(shown: Shown):
    edited = {
        (table, column)
        for table in tables(shown.play)
        for columns in [shown.columns(table)]
        if _edit(shown, table, columns)
        for column, _ in columns
    }
    assert {("purchase_orders", "summary"), ("invoice_facts", "valid_to")} <= edited
    found = (await shown.checked()).unlike
    assert {(row.table, value.column) for row in found for value in row.values} == edited
    assert len({(row.table, row.id) for row in found}) == len({table for table, _ in edited})


def _edit(shown: Shown, table: str, columns: Sequence[tuple[str, str]]) -> bool:
    """Let every column of one row say something else; False when there is no row."""
    changes = [
        _named(f"{{it}} = coalesce({_OTHER_VALUES[kind]}, {_VALUES_FOR_NOTHING[kind]})", name)
        for name, kind in columns
    ]
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
    shown.execute(_named("TRUNCATE {it}", "projections.payments"))
    shown.play.query(
        "UPDATE daybook.checkpoints SET position = 0 WHERE subscriber = 'payments' RETURNING 1"
    )
    checked = await shown.checked()
    assert (checked.places["payments"], list(checked.unlike)) == (0, [])


async def test_without_the_right_to_tables_of_ones_own_it_is_said_what_to_do(shown: Shown):
    name = shown.play.database.name
    shown.execute(_named("REVOKE TEMPORARY ON DATABASE {it} FROM PUBLIC", name))
    with pytest.raises(NoOwnTables) as refused:
        await shown.checked()
    assert "GRANT TEMPORARY" in refused.value.hint
