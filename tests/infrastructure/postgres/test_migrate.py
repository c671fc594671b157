"""How the schema moves forward."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from infrastructure.postgres.faults import DatabaseUnreachable
from infrastructure.postgres.migrate import (
    MIGRATIONS,
    AppliedMigrationChanged,
    DatabaseIsNewer,
    Migration,
    MigrationFailed,
    MigrationMisnamed,
    NotTheOwner,
    NotUnicode,
    apply,
    load_migrations,
    plan,
)
from tests.cluster import Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations, numbered in the ranges of two parts of the product."""
    (tmp_path / "0001_create_coins.sql").write_text("CREATE TABLE daybook.coins (value int);")
    (tmp_path / "0020_add_coin.sql").write_text("INSERT INTO daybook.coins VALUES (1);")
    return tmp_path


def coins(database: Database) -> list[int]:
    with psycopg.connect(database.owner_dsn) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM daybook.coins")]


def names(migrations: Iterable[Migration]) -> list[str]:
    return [migration.name for migration in migrations]


def test_pending_migrations_are_applied_in_order_and_only_once(
    empty_database: Database, folder: Path
) -> None:
    assert names(apply(empty_database.owner_dsn, folder)) == ["0001_create_coins", "0020_add_coin"]
    assert apply(empty_database.owner_dsn, folder) == ()
    assert coins(empty_database) == [1]


def test_a_plan_says_what_would_be_done_and_does_nothing(
    empty_database: Database, folder: Path
) -> None:
    before = plan(empty_database.owner_dsn, folder)
    assert names(before.pending) == ["0001_create_coins", "0020_add_coin"]
    assert plan(empty_database.owner_dsn, folder) == before
    apply(empty_database.owner_dsn, folder)
    after = plan(empty_database.owner_dsn, folder)
    assert after.at_head
    assert names(after.applied) == ["0001_create_coins", "0020_add_coin"]


def test_a_part_of_the_product_may_add_a_migration_below_the_highest_number(
    empty_database: Database, folder: Path
) -> None:
    apply(empty_database.owner_dsn, folder)
    (folder / "0002_add_coin.sql").write_text("INSERT INTO daybook.coins VALUES (2);")
    assert names(apply(empty_database.owner_dsn, folder)) == ["0002_add_coin"]


def test_an_applied_migration_that_was_edited_is_refused(
    empty_database: Database, folder: Path
) -> None:
    apply(empty_database.owner_dsn, folder)
    (folder / "0020_add_coin.sql").write_text("INSERT INTO daybook.coins VALUES (100);")
    with pytest.raises(AppliedMigrationChanged, match="0020_add_coin"):
        apply(empty_database.owner_dsn, folder)
    with pytest.raises(AppliedMigrationChanged):
        plan(empty_database.owner_dsn, folder)
    assert coins(empty_database) == [1]


def test_line_ends_of_a_checkout_do_not_count_as_an_edit(
    empty_database: Database, folder: Path
) -> None:
    (folder / "0030_add_coins.sql").write_text("INSERT INTO\ndaybook.coins VALUES (3);\n")
    apply(empty_database.owner_dsn, folder)
    (folder / "0030_add_coins.sql").write_bytes(b"INSERT INTO\r\ndaybook.coins VALUES (3);\r\n")
    assert plan(empty_database.owner_dsn, folder).at_head


def test_a_database_that_has_seen_more_than_the_code_knows_is_refused(
    empty_database: Database, folder: Path
) -> None:
    apply(empty_database.owner_dsn, folder)
    (folder / "0020_add_coin.sql").unlink()
    with pytest.raises(DatabaseIsNewer, match="0020_add_coin"):
        apply(empty_database.owner_dsn, folder)


def test_a_migration_that_fails_leaves_nothing_behind_and_those_before_it_stay(
    empty_database: Database, folder: Path
) -> None:
    (folder / "0030_break_coins.sql").write_text(
        "INSERT INTO daybook.coins VALUES (30); INSERT INTO daybook.notes VALUES (1);"
    )
    with pytest.raises(MigrationFailed, match=r"0030_break_coins.*daybook\.notes"):
        apply(empty_database.owner_dsn, folder)
    assert coins(empty_database) == [1]
    assert names(plan(empty_database.owner_dsn, folder).pending) == ["0030_break_coins"]


def test_a_database_in_which_text_is_only_bytes_is_refused_before_anything_is_done(
    empty_database: Database, folder: Path
) -> None:
    name = f"{conninfo_to_dict(empty_database.owner_dsn)['dbname']}_of_bytes"
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
    with psycopg.connect(empty_database.owner_dsn, autocommit=True) as connection:
        connection.execute(SQL(create).format(Identifier(name)))
        try:
            with pytest.raises(NotUnicode, match="keeps text as SQL_ASCII"):
                apply(make_conninfo(empty_database.owner_dsn, dbname=name), folder)
        finally:
            connection.execute(SQL("DROP DATABASE {}").format(Identifier(name)))


@pytest.mark.parametrize("name", ["1_add_coin.sql", "0003_Add-coin.sql", "0003_coin.sql"])
def test_a_migration_must_say_its_number_and_what_it_does(folder: Path, name: str) -> None:
    (folder / name).touch()
    with pytest.raises(MigrationMisnamed, match=name):
        load_migrations(folder)


def test_two_migrations_cannot_have_one_number(folder: Path) -> None:
    (folder / "0001_add_coin.sql").touch()
    with pytest.raises(MigrationMisnamed):
        load_migrations(folder)


def test_processes_that_migrate_at_once_take_turns(empty_database: Database, folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: apply(empty_database.owner_dsn, folder), range(4)))
    assert sorted(len(applied) for applied in done) == [0, 0, 0, 2]
    assert coins(empty_database) == [1]


def test_the_application_may_ask_whether_the_database_is_at_head_but_not_record_anything(
    database: Database,
) -> None:
    assert plan(database.dsn).at_head
    with (
        psycopg.connect(database.dsn) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("INSERT INTO daybook.migrations VALUES (9999, 'x', 'x')")


def test_the_application_cannot_migrate_and_is_told_who_can(database: Database) -> None:
    with pytest.raises(NotTheOwner, match="daybook_api") as refused:
        apply(database.dsn)
    assert "DAYBOOK_OWNER_DATABASE_URL" in refused.value.hint


def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    database: Database,
) -> None:
    with pytest.raises(DatabaseUnreachable, match="nowhere") as refused:
        plan(make_conninfo(database.dsn, dbname="nowhere"))
    assert str(conninfo_to_dict(database.dsn)["password"]) not in str(refused.value)


def test_the_application_owns_nothing(database: Database) -> None:
    with psycopg.connect(database.dsn) as connection:
        owned = connection.execute(
            "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) "
            "IN ('daybook_app', 'daybook_api')"
        )
        assert owned.fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE daybook.own (value int)")


def test_every_migration_of_the_product_is_well_named() -> None:
    assert len(load_migrations()) == len(list(MIGRATIONS.glob("*")))
