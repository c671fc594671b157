"""Whoever asks in SQL sees one tenant, reads, and can do nothing about either."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from api.http.event_access import EventAccess
from api.http.kinds import KINDS
from domain.identity.role import Role
from infrastructure.analysts.examination import Examined, examined
from infrastructure.analysts.log_ins import (
    AnalystsNotOurs,
    AnalystUnknown,
    NewLogIn,
    known,
    revoke,
)
from infrastructure.event_store.catalogue import domain_deciders, domain_events
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database
from tests.infrastructure.analysts.conftest import OURS, THEIRS, Filled, admitted

VIEWS = """
    SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind = 'v' ORDER BY 1
"""
WIDENING = (
    f"SET daybook.tenants = '{THEIRS}'",
    f"SET daybook.tenants = '{OURS},{THEIRS}'",
    f"SELECT set_config('daybook.tenants', '{THEIRS}', false)",
    f"SELECT daybook.reach(ARRAY['{THEIRS}'])",
    "SET daybook.door = 'platform'",
    "SET search_path = daybook, projections",
)
NOT_SHOWN = {"document", "summary", "search", "email", "metadata", "tenant_id"}


@pytest.fixture
def asking(filled: Filled) -> Iterator[Connection[Any]]:
    """A session of the analyst that says itself that it writes."""
    with filled.asking() as connection:
        connection.execute("SET default_transaction_read_only = off")
        yield connection


def views(connection: Connection[Any]) -> list[str]:
    """What there is to ask."""
    return [name for (name,) in connection.execute(VIEWS)]


def counted(connection: Connection[Any], view: str) -> int:
    """How many rows of it there are."""
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM reporting.{}").format(sql.Identifier(view))
    ).fetchone()
    return int(row[0]) if row else 0


def test_every_view_shows_the_rows_of_the_one_tenant(asking: Connection[Any]) -> None:
    found = views(asking)
    assert len(found) >= 22
    assert {view: counted(asking, view) for view in found if view != "events"} == dict.fromkeys(
        [view for view in found if view != "events"], 1
    )


@pytest.mark.parametrize("widening", WIDENING)
def test_nothing_that_an_analyst_sets_shows_them_another_tenant(
    asking: Connection[Any], widening: str
) -> None:
    before = {view: counted(asking, view) for view in views(asking)}
    asking.execute(widening.encode())
    assert {view: counted(asking, view) for view in before} == before
    assert asking.execute("SELECT daybook.analyst_tenant()").fetchone() == (OURS,)


def test_row_level_security_that_is_switched_off_shows_nothing(asking: Connection[Any]) -> None:
    asking.execute("SET row_security = off")
    for view in ("suppliers", "order_facts", "events"):
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            counted(asking, view)


@pytest.mark.parametrize("role", ["daybook_app", "daybook_owner", "daybook_api", "postgres"])
def test_an_analyst_becomes_nobody_else(asking: Connection[Any], role: str) -> None:
    for statement in ("SET ROLE {}", "SET SESSION AUTHORIZATION {}"):
        with pytest.raises(InsufficientPrivilege):
            asking.execute(sql.SQL(statement).format(sql.Identifier(role)))


def test_becoming_the_group_changes_nothing(asking: Connection[Any]) -> None:
    asking.execute("SET ROLE daybook_analyst")
    assert counted(asking, "suppliers") == 1


def test_only_the_columns_of_the_views_are_read(filled: Filled, asking: Connection[Any]) -> None:
    shown = set(
        asking.execute("""
            SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'reporting'::regnamespace AND a.attnum > 0
        """)
    )
    assert {each for each in shown if each[1] in NOT_SHOWN} == {("milestone_facts", "document")}
    for table in filled.tables:
        for column in table.columns:
            ask = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), table.identifier)
            if table.name == "analysts" and column in ("login", "tenant_id", "revoked_at"):
                assert len(asking.execute(ask).fetchall()) == 1, "their own"
            elif (table.name, column) in shown:
                assert len(asking.execute(ask).fetchall()) <= 1
            else:
                with pytest.raises(InsufficientPrivilege):
                    asking.execute(ask)


def test_privileges_let_an_analyst_write_nothing(filled: Filled, asking: Connection[Any]) -> None:
    for table in filled.tables:
        first = sql.Identifier(next(iter(table.columns)))
        update = sql.SQL("UPDATE {} SET {} = NULL").format(table.identifier, first)
        for statement in (update, sql.SQL("DELETE FROM {}").format(table.identifier)):
            with pytest.raises(InsufficientPrivilege):
                asking.execute(statement)
        with pytest.raises(InsufficientPrivilege):
            asking.execute(*table.insert(OURS))
    for schema in ("public", "daybook", "projections", "projections_next", "reporting", "pg_temp"):
        with pytest.raises(InsufficientPrivilege):
            asking.execute(f"CREATE TABLE {schema}.mine (told text)".encode())
    with pytest.raises(InsufficientPrivilege):
        asking.execute("CREATE FUNCTION pg_temp.leak(text) RETURNS bool RETURN true")


def test_a_session_begins_as_one_that_reads_and_does_not_last(filled: Filled) -> None:
    with filled.asking() as connection:
        shown = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("statement_timeout", "idle_in_transaction_session_timeout", "search_path")
        }
        assert set(shown.values()) == {("30s",), ("reporting",)}
        assert connection.execute("SELECT count(*) FROM suppliers").fetchone() == (1,)
        with pytest.raises(ReadOnlySqlTransaction):
            connection.execute("SELECT lo_create(0)")


def test_no_function_of_ours_lends_an_analyst_the_rights_of_its_owner(
    asking: Connection[Any],
) -> None:
    lending = asking.execute("""
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE prosecdef AND has_function_privilege(oid, 'EXECUTE')
          AND pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
    """).fetchall()
    assert lending == []


def test_a_condition_is_never_tried_on_rows_of_others(filled: Filled) -> None:
    with psycopg.connect(filled.database.administrator_dsn) as administrator:
        named = administrator.execute(
            "SELECT name FROM projections.suppliers WHERE tenant_id = %s", (THEIRS,)
        ).fetchone()
    assert named is not None
    with filled.asking() as connection:
        failing = "SELECT count(*) FROM {} WHERE 1 / (name <> %s)::integer = 1"
        for place in ("reporting.suppliers", "projections.suppliers"):
            assert connection.execute(failing.format(place).encode(), named).fetchone() == (1,)


def test_the_statistics_of_the_planner_show_no_values(asking: Connection[Any]) -> None:
    told = "SELECT count(*) FROM pg_stats WHERE schemaname IN ('daybook', 'projections')"
    assert asking.execute(told).fetchone() == (0,)
    with pytest.raises(InsufficientPrivilege):
        asking.execute("SELECT count(*) FROM pg_statistic")


def test_the_events_are_those_that_an_analyst_sees_through_the_api(database: Database) -> None:
    hidden = set(EventAccess(KINDS).hidden([Role.ANALYST]))
    of_documents = {
        stream_type: {event.event_type for event in decider.machine.events}
        for stream_type, decider in domain_deciders().items()
    }
    rest = {name for name, _ in domain_events().keys} - {
        event for events in of_documents.values() for event in events
    }
    streams = of_documents | {name: {name} for name in rest if name.startswith("audit.")}
    login = admitted(database)
    with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
        for place, stream_type in enumerate(streams, start=1):
            administrator.execute(
                "INSERT INTO daybook.events VALUES (%s, %s, 'x', %s, %s, gen_random_uuid(), 'x', 1,"
                " '{}', '{}', now(), now(), sha256(''))",
                (OURS, place, stream_type, place),
            )
    try:
        with psycopg.connect(login.url) as connection:
            shown = {each for (each,) in connection.execute("SELECT stream_type FROM events")}
    finally:
        revoke(database.owner_dsn, OURS, login.login, "tester@here")
    assert shown == {name for name, events in streams.items() if not events & hidden}
    assert all(events <= hidden for name, events in streams.items() if name not in shown)


def test_a_revoked_log_in_is_ended_in_the_middle_of_its_work(
    database: Database, login: NewLogIn
) -> None:
    with psycopg.connect(login.url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT count(*) FROM suppliers")
        revoke(database.owner_dsn, OURS, login.login, "tester@here")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT count(*) FROM suppliers")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(login.url)
    assert not revoke(database.owner_dsn, OURS, login.login, "tester@here")


def test_nobody_ends_a_log_in_of_another_tenant(database: Database, login: NewLogIn) -> None:
    with pytest.raises(AnalystUnknown):
        revoke(database.owner_dsn, THEIRS, login.login, "tester@here")
    with psycopg.connect(login.url) as connection:
        assert connection.execute("SELECT daybook.analyst_tenant()").fetchone() == (OURS,)


async def test_a_tenant_is_told_its_own_log_ins(database: Database, login: NewLogIn) -> None:
    async with open_pool(database.dsn, size=1) as pool:
        (told,) = await known(pool, OURS)
        assert (told.login, told.note, told.made_by) == (login.login, "tests", "tester@here")
        assert (told.until, told.revoked_at, told.sessions) == (login.until, None, 0)
        assert await known(pool, THEIRS) == []
        revoke(database.owner_dsn, OURS, login.login, "tester@here")
        (ended,) = await known(pool, OURS)
        assert (ended.until, ended.revoked_at is None) == (None, False)


def test_whoever_may_not_make_log_ins_is_told_what_to_ask_for(database: Database) -> None:
    application = Database(database.name, database.dsn, database.dsn, database.dsn)
    with pytest.raises(AnalystsNotOurs) as refused:
        admitted(application)
    assert "CREATEROLE" in refused.value.hint


def test_an_analyst_neither_hears_nor_says_what_processes_tell_each_other(
    filled: Filled, asking: Connection[Any]
) -> None:
    with pytest.raises(InsufficientPrivilege):
        asking.execute("SELECT daybook.channel('daybook_events')")
    with pytest.raises(InsufficientPrivilege):
        asking.execute("SELECT daybook.tell('daybook_events', 'x')")
    with pytest.raises(InsufficientPrivilege):
        asking.execute("SELECT * FROM daybook.channel_ending")
    with psycopg.connect(filled.database.dsn, autocommit=True) as ours:
        (name,) = ours.execute("SELECT daybook.channel('daybook_events')").fetchone() or ("",)
        ours.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
        asking.execute("LISTEN daybook_events; NOTIFY daybook_events, 'from an analyst'")
        ours.execute("SELECT daybook.tell('daybook_events', 'from one of us')")
        assert [each.payload for each in ours.notifies(timeout=5, stop_after=1)] == [
            "from one of us"
        ]
        seen = asking.execute("SELECT query FROM pg_stat_activity WHERE usename <> session_user")
        assert not [query for (query,) in seen if name in query]
        assert [each.payload for each in asking.notifies(timeout=5, stop_after=1)] == [
            "from an analyst"
        ]


def test_the_password_is_sent_as_what_it_is_verified_with(filled: Filled) -> None:
    with psycopg.connect(filled.database.administrator_dsn) as administrator:
        kept = administrator.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", (filled.login.login,)
        ).fetchone()
    assert kept is not None
    assert kept[0].startswith("SCRAM-SHA-256$")
    assert filled.login.password not in f"{filled.login!r}{kept}"


async def test_log_ins_that_somebody_gave_more_are_found(
    database: Database, login: NewLogIn
) -> None:
    async with open_pool(database.dsn, size=1) as pool:
        with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
            administrator.execute("INSERT INTO daybook.log_heads VALUES (%s, 1)", (OURS,))
            sound = await examined(pool)
            assert (sound.log_ins, sound.problems) == (1, [])
            role = sql.Identifier(login.login)
            for spoil, problem in (
                ("ALTER ROLE {} CONNECTION LIMIT -1", "may open any number of sessions"),
                ("ALTER ROLE {} RESET statement_timeout", "has no statement_timeout to begin with"),
                ("GRANT UPDATE ON projections.suppliers TO {}", "may write"),
                ("ALTER ROLE {} BYPASSRLS", "has powers over the server"),
            ):
                administrator.execute(sql.SQL(spoil).format(role))
                assert f"{login.login} {problem}" in (await examined(pool)).problems
            administrator.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(role, role))
            missing = Examined(1, [f"{login.login} is missing on the server"], [])
            assert await examined(pool) == missing
            again = "CREATE ROLE {}; GRANT {} TO daybook_owner WITH ADMIN OPTION"
            administrator.execute(sql.SQL(again).format(role, role))
