"""The connections that one process keeps."""

import asyncio

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import PoolTimeout

from application.ports.event_store import StoreUnavailable
from infrastructure.postgres.connected import connected
from infrastructure.postgres.faults import DatabaseUnreachable
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database


async def test_a_statement_commits_by_itself_and_is_prepared_when_it_comes_again(
    database: Database,
) -> None:
    async with open_pool(database.dsn, size=1) as pool, pool.connection() as connection:
        for _ in range(3):
            await connection.execute("SELECT 1")
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        prepared = await connection.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement = 'SELECT 1'"
        )
        assert await prepared.fetchall() == [("SELECT 1",)]


async def test_what_is_planned_anew_is_so_for_one_transaction(database: Database) -> None:
    found = []
    async with open_pool(database.dsn, size=1) as pool:
        for anew in (True, False):
            async with pool.reaching("ten_1", planned_anew=anew) as connection:
                cursor = await connection.execute("SHOW plan_cache_mode")
                found += await cursor.fetchall()
    assert found == [("force_custom_plan",), ("auto",)]


async def test_a_caller_who_finds_every_connection_taken_is_told_and_does_not_wait_for_ever(
    database: Database,
) -> None:
    async with open_pool(database.dsn, size=1) as pool, pool.connection():
        with pytest.raises(PoolTimeout):
            async with pool.connection(timeout=0.05):
                pass


async def test_a_connection_that_the_server_closed_is_replaced(database: Database) -> None:
    async with open_pool(database.dsn, size=1) as pool:
        with pytest.raises(psycopg.OperationalError):
            async with pool.connection() as connection:
                await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        async with asyncio.timeout(10), pool.connection() as connection:
            answer = await connection.execute("SELECT 1")
            assert await answer.fetchone() == (1,)


async def test_a_database_that_does_not_answer_is_named_without_its_password(
    database: Database,
) -> None:
    nowhere = make_conninfo(database.dsn, host="127.0.0.1", port=1, password="secret")
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:1 ") as refused:
        async with open_pool(nowhere, patience=0.2):
            pass
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("code", ["25006", "25P03", "25P04", "40P01", "57014", "57P01"])
async def test_whatever_says_nothing_of_the_statement_is_told_as_unavailable(
    database: Database, code: str
) -> None:
    """A standby, sessions that the server ended for being idle or long, a deadlock, a cancel, a shutdown."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"
    async with open_pool(database.dsn, size=1) as pool:
        with pytest.raises(StoreUnavailable):
            async with connected(pool, "ten_1") as connection:
                await connection.execute(raising.encode())
