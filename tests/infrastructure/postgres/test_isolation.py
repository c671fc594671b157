"""Rows of a tenant are seen and written by who has that tenant in reach, in every table there is."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege

from domain.shared.ids import TenantId
from infrastructure.postgres.isolation import ASKED, GAPS, POWERS, problems
from infrastructure.postgres.reach import REACH, reach
from tests.cluster import Database, TestCluster
from tests.infrastructure.postgres.isolating import Table, fill, tenant_tables, undone

OURS = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
THEIRS = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302"
DOORS = {
    "log": {"log_heads", "checkpoints", "log_trees"},
    "people": {"api_keys", "credentials", "sessions", "refresh_tokens"},
    "platform": {"tenants"},
    "jobs": {"jobs"},
}


@pytest.fixture(scope="module")
def filled(cluster: TestCluster):
    """A database with a row of two tenants in every table."""
    fresh = cluster.clone()
    tables = tenant_tables(fresh)
    fill(fresh, tables, OURS, THEIRS)
    yield fresh, tables
    cluster.drop(fresh)


Filled = tuple[Database, list[Table]]


def found(dsn: str) -> list[str]:
    """What is wrong, to the eyes of whoever logs in."""
    with psycopg.connect(dsn) as connection:
        powers = connection.execute(POWERS).fetchone()
        assert powers is not None
        return problems(connection.execute(GAPS, ASKED).fetchall(), powers)


def test_every_table_of_tenants_is_under_row_level_security(database: Database) -> None:
    assert len(tenant_tables(database)) >= 28
    assert found(database.dsn) == []


@pytest.mark.parametrize(
    ("protection", "missing"),
    [
        ("", "is not under row-level security"),
        ("ALTER TABLE {0} ENABLE ROW LEVEL SECURITY", "does not bind its owner"),
        ("ALTER TABLE {0} ENABLE ROW LEVEL SECURITY", "has no policy for SELECT"),
        ("SELECT daybook.isolate('{0}'); DROP POLICY tenants_in_reach ON {0}", "for INSERT"),
        ("SELECT daybook.isolate('{0}'); ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY", "its owner"),
        ("SELECT daybook.isolate('{0}'); ALTER TABLE {0} DISABLE ROW LEVEL SECURITY", "not under"),
        (
            "SELECT daybook.isolate('{0}'); CREATE POLICY all_of_it ON {0} USING (true)",
            "the policy all_of_it of projections.planted does not ask for the tenant",
        ),
    ],
)
def test_a_table_whose_protection_is_missing_or_lenient_is_found(
    database: Database, protection: str, missing: str
) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("CREATE TABLE projections.planted (tenant_id text, told text)")
        connection.execute("GRANT SELECT, INSERT ON projections.planted TO daybook_app")
        connection.execute(protection.format("projections.planted").encode())
    assert any(missing in problem for problem in found(database.dsn))
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("DROP TABLE projections.planted")
    assert found(database.dsn) == []


def test_the_application_owns_nothing_and_nobody_but_a_superuser_is_unbound(
    database: Database,
) -> None:
    assert found(database.dsn) == []
    assert found(database.owner_dsn) == ["daybook_owner owns tables"]
    with psycopg.connect(database.administrator_dsn) as connection:
        unbound = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls"
        ).fetchall()
    assert unbound == [("postgres",)]
    assert any("is a superuser" in problem for problem in found(database.administrator_dsn))


def test_whoever_names_no_tenant_sees_nothing_and_writes_nothing(filled: Filled) -> None:
    database, tables = filled
    connections = undone(database)
    for table in tables:
        assert table.owners(next(connections)) == set(), table
        for statement in ("UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"):
            if statement[:6] in table.may and "tenant_id" in table.columns:
                assert changed(next(connections), table, statement) == 0, table
        with pytest.raises(InsufficientPrivilege):
            next(connections).execute(*table.insert(OURS))


@pytest.mark.parametrize("setting", ["", ",", "{}", "*", "%", f"{OURS} ", f"{{{OURS}}}"])
def test_a_setting_that_names_no_tenant_reaches_none(filled: Filled, setting: str) -> None:
    database, tables = filled
    for table in tables:
        with psycopg.connect(database.dsn) as connection:
            connection.execute("SELECT set_config('daybook.tenants', %s, true)", (setting,))
            assert table.owners(connection) == set(), table


def test_only_the_rows_of_tenants_in_reach_are_seen(filled: Filled) -> None:
    database, tables = filled
    ours, both = undone(database, OURS), undone(database, OURS, THEIRS)
    for table in tables:
        assert table.owners(next(ours)) == {table.owner_of(OURS)}
        assert table.owners(next(both)) == {table.owner_of(OURS), table.owner_of(THEIRS)}


def test_no_row_of_another_tenant_is_written_changed_given_away_or_deleted(filled: Filled) -> None:
    database, tables = filled
    connections = undone(database, OURS)
    for table in tables:
        refusal = "row-level security" if "INSERT" in table.may else "permission denied"
        with pytest.raises(InsufficientPrivilege, match=refusal):
            next(connections).execute(*table.insert(str(TenantId.of(uuid4()))))
        if "tenant_id" not in table.columns:
            continue
        if "UPDATE" in table.may:
            assert changed(next(connections), table, "UPDATE {} SET tenant_id = tenant_id") == 1
            with pytest.raises(InsufficientPrivilege, match="row-level security"):
                changed(next(connections), table, f"UPDATE {{}} SET tenant_id = '{THEIRS}x'")
        if "DELETE" in table.may:
            assert changed(next(connections), table, "DELETE FROM {}") == 1


def test_the_owner_is_bound_like_everybody(filled: Filled) -> None:
    database, tables = filled
    with psycopg.connect(database.owner_dsn) as connection:
        for table in tables:
            assert table.owners(connection) == set(), table


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_its_own_few_tables_and_none_with_documents(filled: Filled, door: Any) -> None:
    database, tables = filled
    connections = undone(database, door=door)
    shown = {table.name for table in tables if table.owners(next(connections))}
    assert shown == DOORS[door]


@pytest.mark.parametrize("door", ["log", "platform"])
def test_a_door_that_shows_lets_nothing_be_written(filled: Filled, door: Any) -> None:
    database, tables = filled
    connections = undone(database, door=door)
    for table in tables:
        with pytest.raises(InsufficientPrivilege):
            next(connections).execute(*table.insert(OURS))
        if "UPDATE" in table.may and "tenant_id" in table.columns:
            assert changed(next(connections), table, "UPDATE {} SET tenant_id = tenant_id") == 0


def changed(connection: Connection[Any], table: Table, statement: str) -> int:
    """How many rows a statement changes."""
    return connection.execute(sql.SQL(statement).format(table.identifier)).rowcount


def test_a_reader_sees_one_tenant_whatever_they_set(filled: Filled) -> None:
    database, tables = filled
    reader = f"reader_{uuid4().hex}"
    readable = [it for it in tables if it.schema == "projections" or it.name == "events"]
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(reader)))
        connection.execute("SET ROLE daybook_owner")
        for _ in range(2):
            connection.execute("SELECT daybook.admit_reader(%s, %s)", (reader, OURS))
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(reader)))
        connection.execute(REACH, reach([THEIRS], "platform"))
        for table in readable:
            assert table.owners(connection) == {OURS}
        for table in [it for it in tables if it not in readable]:
            with connection.transaction(force_rollback=True), pytest.raises(InsufficientPrivilege):
                table.owners(connection)
        connection.rollback()
