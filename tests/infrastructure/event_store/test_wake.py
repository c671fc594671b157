"""News of other processes arrive by notification, and a broken line is a reason to ask."""

import psycopg
import pytest

from domain.shared.ids import TenantId
from infrastructure.background import background
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.wake import CHANNEL, Listener
from tests.cluster import Database
from tests.infrastructure.event_store.following import new_tenant, until


def notify(database: Database, payload: str) -> None:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute("SELECT daybook.tell(%s, %s)", (CHANNEL, payload))


def listening(database: Database) -> bool:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'daybook listener'"
            " AND datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN%'"
        )
        return found.fetchone() is not None


async def test_a_notification_names_tenants_and_how_far_their_logs_reach(database: Database):
    heads, one, two = Heads(), new_tenant(), new_tenant()
    feed = heads.feed()
    async with background(Listener(database.dsn, heads).run()):
        await until(lambda: listening(database))
        await feed.wait(10)
        feed.take()
        notify(database, f"{one}:3 {two}:14")
        await feed.wait(10)
    assert feed.take() == ({one: 3, two: 14}, False)


@pytest.mark.parametrize("payload", ["", "something else", "ten_1:x"])
async def test_a_notification_without_names_makes_everybody_ask(database: Database, payload):
    heads = Heads()
    feed = heads.feed()
    async with background(Listener(database.dsn, heads).run()):
        await until(lambda: listening(database))
        await feed.wait(10)
        feed.take()
        notify(database, payload)
        await feed.wait(10)
    assert feed.take() == ({}, True)


async def test_after_a_broken_connection_everybody_asks_and_news_come_again(database: Database):
    heads, tenant = Heads(), new_tenant()
    feed = heads.feed()
    async with background(Listener(database.dsn, heads).run()):
        await until(lambda: listening(database))
        await feed.wait(10)
        feed.take()
        with psycopg.connect(database.dsn, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'daybook listener' AND datname = current_database()"
            )
        await feed.wait(10)
        assert feed.take() == ({}, True)
        notify(database, f"{tenant}:5")
        await feed.wait(10)
    assert feed.take() == ({tenant: 5}, False)


def test_older_news_change_nothing_and_each_feed_hears_on_its_own():
    heads, tenant = Heads(), TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    first, second = heads.feed(), heads.feed()
    heads.announce([(tenant, 5)])
    assert first.take() == ({tenant: 5}, True)
    heads.announce([(tenant, 4)])
    assert first.take() == ({}, False)
    assert second.take() == ({tenant: 5}, True)
