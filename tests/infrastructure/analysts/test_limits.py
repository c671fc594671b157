"""An analyst may set what they like; what lasts too long is ended all the same."""

import threading
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from psycopg import sql

from infrastructure.analysts.limits import AnalystLimits
from infrastructure.analysts.log_ins import NewLogIn
from infrastructure.postgres.pool import open_pool
from tests.api.cli.command_line import until
from tests.cluster import Database

LONG = timedelta(hours=1)
AT_ONCE = timedelta(0)


def running(database: Database, login: NewLogIn) -> bool:
    """Whether a statement of the log-in is under way."""
    with psycopg.connect(database.administrator_dsn) as administrator:
        found = administrator.execute(
            "SELECT 1 FROM pg_stat_activity WHERE usename = %s AND query LIKE '%%pg_sleep%%'"
            " AND state = 'active'",
            (login.login,),
        ).fetchone()
    return found is not None


def test_the_application_still_has_tables_of_its_own_session(
    database: Database, login: NewLogIn
) -> None:
    with psycopg.connect(database.dsn) as connection:
        connection.execute("CREATE TEMPORARY TABLE mine (number integer)")
        connection.rollback()


async def test_a_statement_that_was_given_all_the_time_is_ended(
    database: Database, login: NewLogIn
) -> None:
    failures: list[Exception] = []

    def sleep() -> None:
        with psycopg.connect(login.url, autocommit=True) as connection:
            connection.execute("SET statement_timeout = 0")
            try:
                connection.execute("SELECT pg_sleep(3600)")
            except psycopg.OperationalError as ended:
                failures.append(ended)

    asleep = threading.Thread(target=sleep)
    asleep.start()
    until(lambda: running(database, login))
    async with open_pool(database.dsn, size=1) as pool:
        assert await AnalystLimits(pool, LONG).look() == 0
        assert await AnalystLimits(pool, AT_ONCE).look() == 1
    asleep.join(60)
    assert isinstance(failures[0], psycopg.errors.AdminShutdown)


def idle(connection: psycopg.Connection) -> None:
    """Begin and do nothing."""
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def locked(connection: psycopg.Connection) -> None:
    """Take what a follower would have to wait for."""
    connection.execute("SELECT pg_advisory_lock(1, 1)")
    connection.commit()


@pytest.mark.parametrize(
    ("longest", "do"), [(AT_ONCE, idle), (LONG, locked)], ids=["idle", "locked"]
)
async def test_a_session_that_is_in_the_way_of_others_is_ended(
    database: Database,
    login: NewLogIn,
    longest: timedelta,
    do: Callable[[psycopg.Connection], None],
) -> None:
    with psycopg.connect(login.url) as connection, psycopg.connect(database.dsn) as ours:
        do(connection)
        ours.execute("SELECT pg_advisory_xact_lock(2, 2)")
        async with open_pool(database.dsn, size=1) as pool:
            assert await AnalystLimits(pool, longest).look() == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        assert ours.execute("SELECT 1").fetchone() == (1,), "ours are left alone"


async def test_a_session_that_reads_is_left_alone(database: Database, login: NewLogIn) -> None:
    with psycopg.connect(login.url, autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM suppliers")
        async with open_pool(database.dsn, size=1) as pool:
            assert await AnalystLimits(pool, AT_ONCE).look() == 0
        assert connection.execute("SELECT 1").fetchone() == (1,)


async def test_a_log_in_that_was_made_a_superuser_keeps_no_other_from_being_ended(
    database: Database, login: NewLogIn
) -> None:
    promoted = sql.Identifier(login.login)
    with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
        administrator.execute(sql.SQL("ALTER ROLE {} SUPERUSER").format(promoted))
        try:
            with psycopg.connect(login.url) as connection:
                idle(connection)
                async with open_pool(database.dsn, size=1) as pool:
                    assert await AnalystLimits(pool, AT_ONCE).look() == 0
        finally:
            administrator.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER").format(promoted))
