"""Other processes hear of commits: soon, in few words, and never from within the commit."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from domain.shared.ids import TenantId
from infrastructure.event_store.notifier import Notifier, news_text
from infrastructure.event_store.wake import CHANNEL
from infrastructure.postgres.pool import Pool, open_pool
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store


@pytest.fixture
async def ear(database: Database) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection that listens."""
    async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as connection:
        cursor = await connection.execute("SELECT daybook.channel(%s)", (CHANNEL,))
        ((name,),) = await cursor.fetchall()
        await connection.execute(f"LISTEN {name}".encode())
        yield connection


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    async with open_pool(database.dsn, size=1) as opened:
        yield opened


async def heard(ear: psycopg.AsyncConnection, last: str) -> list[str]:
    """What is heard until a message says `last`."""
    payloads: list[str] = []
    async with asyncio.timeout(10.0):
        async for message in ear.notifies():
            payloads.append(message.payload)
            if last in message.payload.split() or last == message.payload:
                break
    return payloads


async def test_an_append_is_heard_in_other_processes(
    database: Database, ear: psycopg.AsyncConnection
) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes("1", "2"))))
        assert await heard(ear, f"{ours}:2") == [f"{ours}:2"]


async def test_a_burst_is_told_at_once_and_then_in_one_summary(
    pool: Pool, ear: psycopg.AsyncConnection
) -> None:
    ours, theirs = tenant(), tenant()
    notifier = Notifier(pool)
    for position in range(1, 101):
        notifier.announce({ours: position, theirs: position}.items())
        await asyncio.sleep(0)
    await notifier.close()
    told = await heard(ear, f"{ours}:100")
    assert 1 <= len(told) <= 3
    assert told[-1] == f"{ours}:100 {theirs}:100"


async def test_older_news_does_not_take_the_place_of_newer(
    pool: Pool, ear: psycopg.AsyncConnection
) -> None:
    ours = tenant()
    notifier = Notifier(pool)
    for position in (2, 1):
        notifier.announce({ours: position}.items())
    await notifier.close()
    assert await heard(ear, f"{ours}:2") == [f"{ours}:2"]


async def test_news_that_is_too_long_for_a_notification_goes_out_empty(
    pool: Pool, ear: psycopg.AsyncConnection
) -> None:
    many: dict[TenantId, int] = {tenant(): n for n in range(300)}
    assert news_text(many) == ""
    notifier = Notifier(pool)
    notifier.announce(many.items())
    await notifier.close()
    assert await heard(ear, "") == [""]


async def test_a_pool_that_is_closed_silences_the_notifier_and_hurts_nobody(
    database: Database,
) -> None:
    async with open_pool(database.dsn, size=1) as pool:
        notifier = Notifier(pool)
    notifier.announce([(tenant(), 1)])
    await notifier.close()
    notifier.announce([(tenant(), 2)])
    await notifier.close()
