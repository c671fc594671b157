"""Followers see every event once and in order, and no tenant waits for another."""

from collections.abc import Sequence
from typing import Any

import pytest

from application.ports.event_store import RecordedEvent
from infrastructure.event_store.follower_carriers import WORTH_PLANNING
from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    Notes,
    Whispered,
    WrittenLog,
    following,
    new_tenant,
    notes,
    until,
)


class Slow(Notes):
    """Takes so long over more than four events that the server gives its connection up."""

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Note every event, and keep the server waiting for as long as it waits."""
        await super().apply(events, connection)
        if len(events) > 4:
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 1")
            async for _ in connection.notifies():
                pass


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database)


async def test_events_arrive_once_in_order_whether_written_before_or_while_following(log):
    tenant = new_tenant()
    log.write(tenant, notes(700))
    projection = Notes()
    async with following(log, [projection]) as running:
        assert await running.progress.reached("notes", tenant, 700, 20)
        head = log.write(tenant, notes(3, 701))
        running.heads.announce([(tenant, head)])
        assert await running.progress.reached("notes", tenant, 703, 20)
    assert log.seen("notes", tenant) == list(range(1, 704))
    assert max(projection.batches) > 1


async def test_unwanted_events_only_move_the_checkpoint(log):
    tenant = new_tenant()
    log.write(tenant, [Whispered(), *notes(1), Whispered(), Whispered()])
    async with following(log, [Notes()]) as running:
        assert await running.progress.reached("notes", tenant, 4, 20)
    assert log.seen("notes", tenant) == [2]
    assert log.checkpoint("notes", tenant) == 4


async def test_many_events_at_once_are_planned_for_anew_and_few_are_not(log):
    """As statements are prepared while tables are empty, they would go through all of them ever after."""
    tenant, shown = new_tenant(), list[tuple[int, str]]()

    class Asks(Notes):
        async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
            cursor = await connection.execute("SHOW plan_cache_mode")
            shown.extend([(len(events), *row) for row in await cursor.fetchall()])
            await super().apply(events, connection)

    names = ["one", "two", "three"]
    many = log.write(tenant, notes(WORTH_PLANNING // len(names) + 1))
    async with following(log, [Asks(name) for name in names]) as running:
        for name in names:
            assert await running.progress.reached(name, tenant, many, 20)
        head = log.write(tenant, notes(1))
        running.heads.announce([(tenant, head)])
        for name in names:
            assert await running.progress.reached(name, tenant, head, 20)
    assert shown == [(many, "force_custom_plan")] * 3 + [(1, "auto")] * 3


async def test_news_that_nobody_told_is_found_by_asking(log):
    tenant = new_tenant()
    async with following(log, [Notes()]) as running:
        await until(lambda: len(running.follower.leadership.shares) == 8)
        head = log.write(tenant, notes(2))
        assert await running.progress.reached("notes", tenant, head, 20)
    assert log.seen("notes", tenant) == [1, 2]


async def test_a_new_projection_starts_at_the_first_event_beside_one_that_is_up_to_date(log):
    tenant = new_tenant()
    log.write(tenant, notes(5))
    async with following(log, [Notes("old")]) as running:
        assert await running.progress.reached("old", tenant, 5, 20)
    head = log.write(tenant, notes(1, 6))
    async with following(log, [Notes("old"), Notes("new")]) as running:
        assert await running.progress.reached("new", tenant, head, 20)
        assert await running.progress.reached("old", tenant, head, 20)
    assert log.seen("old", tenant) == log.seen("new", tenant) == [1, 2, 3, 4, 5, 6]


async def test_a_tenant_with_a_mountain_of_events_does_not_hold_up_the_others(log):
    busy, *others = [new_tenant() for _ in range(6)]
    log.write(busy, notes(3000))
    for other in others:
        log.write(other, notes(2))
    order: list[tuple[str, int]] = []

    async def watch(events: Sequence[RecordedEvent]) -> None:
        order.extend((event.tenant, event.position) for event in events)

    async with following(log, [Notes(after=watch)]) as running:
        for tenant, head in [(busy, 3000), *((other, 2) for other in others)]:
            assert await running.progress.reached("notes", tenant, head, 30)
    last_of_others = max(order.index((other, 2)) for other in others)
    assert last_of_others < order.index((busy, 1000))
    assert log.seen("notes", busy) == list(range(1, 3001))


async def test_a_batch_that_is_lost_is_followed_by_smaller_ones_until_they_are_stored(log):
    tenant = new_tenant()
    log.write(tenant, notes(16))
    projection = Slow()
    async with following(log, [projection]) as running:
        assert await running.progress.reached("notes", tenant, 16, 20)
    assert log.seen("notes", tenant) == list(range(1, 17))
    assert projection.batches.index(16) < projection.batches.index(4) < projection.batches.index(5)


async def test_waiting_for_a_position_that_is_not_written_ends_in_time(log):
    tenant = new_tenant()
    async with following(log, [Notes()]) as running:
        assert not await running.progress.reached("notes", tenant, 1, 0.05)


async def test_a_process_without_followers_learns_of_progress_from_the_database(log):
    tenant = new_tenant()
    async with following(log, []) as reader, following(log, [Notes()]) as leader:
        head = log.write(tenant, notes(2))
        leader.heads.announce([(tenant, head)])
        assert await reader.progress.reached("notes", tenant, head, 20)
