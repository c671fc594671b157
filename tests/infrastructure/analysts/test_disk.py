"""Analysts write what queries they like, and fill no disk where a superuser has a say."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import ConfigurationLimitExceeded, InsufficientPrivilege

from infrastructure.analysts import log_ins
from infrastructure.analysts.log_ins import NewLogIn
from infrastructure.postgres.provision import DATABASE
from tests.cluster import Database
from tests.infrastructure.analysts.conftest import admitted, dismissed

LARGE_OBJECTS = ("lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'x')", "lo_import('/etc/hosts')")
A_LONG_SORT = "SELECT count(*) FROM (SELECT n FROM generate_series(1, 50000) AS n ORDER BY -n) AS s"


@pytest.fixture
def ruled(database: Database) -> Database:
    """A database whose owner may do everything."""
    return replace(database, owner_dsn=database.administrator_dsn)


@pytest.fixture
def curbed(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewLogIn]:
    """A log-in that may use next to no disk."""
    monkeypatch.setattr(log_ins, "TEMPORARY_FILES", "128kB")
    login = admitted(database)
    yield login
    dismissed(database, login)


def writing(address: str) -> psycopg.Connection[Any]:
    """A session that says itself that it writes."""
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("SET default_transaction_read_only = off")
    return connection


def assert_no_large_objects(address: str) -> None:
    """There is no way to make one."""
    with writing(address) as connection:
        for made in LARGE_OBJECTS:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(f"SELECT {made}".encode())


def test_a_query_that_wants_more_disk_than_it_may_have_is_ended(curbed: NewLogIn) -> None:
    with writing(curbed.url) as connection:
        connection.execute("SET work_mem = '64kB'")
        with pytest.raises(ConfigurationLimitExceeded, match="temp_file_limit"):
            connection.execute(A_LONG_SORT)


def test_an_analyst_has_a_gigabyte_of_disk_and_gives_themselves_no_more(login: NewLogIn) -> None:
    with writing(login.url) as connection:
        assert connection.execute("SHOW temp_file_limit").fetchone() == ("1GB",)
        for more in ("SET temp_file_limit = -1", "ALTER ROLE CURRENT_USER RESET temp_file_limit"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(more)
        connection.execute("ALTER ROLE CURRENT_USER RESET ALL")
    with psycopg.connect(login.url) as connection:
        assert connection.execute("SHOW temp_file_limit").fetchone() == ("1GB",)


def test_nobody_makes_large_objects_in_the_database_of_the_embedded_server(
    login: NewLogIn,
) -> None:
    assert_no_large_objects(make_conninfo(login.url, dbname=DATABASE))


def test_whoever_lets_analysts_in_as_a_superuser_withholds_large_objects(ruled: Database) -> None:
    login = admitted(ruled)
    try:
        assert_no_large_objects(login.url)
    finally:
        dismissed(ruled, login)
