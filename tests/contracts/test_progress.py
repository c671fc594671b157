"""What every `Progress` promises to those who wait for a subscriber."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from application.ports.progress import Progress
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    Notes,
    WrittenLog,
    following,
    new_tenant,
    notes,
)

PATIENCE = 20.0


@pytest.fixture
def log(database: Database) -> WrittenLog:
    """A log that is written by hand."""
    return WrittenLog(database)


@pytest.fixture
async def elsewhere(log: WrittenLog) -> AsyncIterator[Progress]:
    """Progress in a process that follows nothing itself."""
    async with open_pool(log.dsn, size=1) as pool:
        progress = CheckpointProgress(pool)
        yield progress
        await progress.close()


async def test_once_it_is_reached_the_effect_can_be_read_in_every_process(
    log: WrittenLog, elsewhere: Progress
) -> None:
    ours = new_tenant()
    async with following(log, [Notes()]) as running:
        here: Progress = running.progress
        for progress in (here, elsewhere):
            head = log.write(ours, notes(3))
            running.heads.announce([(ours, head)])
            assert await progress.reached("notes", ours, head, PATIENCE)
            assert log.seen("notes", ours)[-1] == head
            assert await progress.reached("notes", ours, head - 2, 0.0)


async def test_whoever_waits_for_nothing_that_comes_is_told_in_time(
    log: WrittenLog, elsewhere: Progress
) -> None:
    ours = new_tenant()
    head = log.write(ours, notes(1))
    assert not await elsewhere.reached("notes", ours, head, 0.05)
    async with following(log, [Notes()]):
        assert await elsewhere.reached("notes", ours, head, PATIENCE)
        assert not await elsewhere.reached("notes", ours, head + 1, 0.05)
        assert not await elsewhere.reached("nobody", ours, head, 0.05)
        assert not await elsewhere.reached("notes", new_tenant(), 1, 0.05)


async def test_many_wait_at_once_each_for_their_own_place(
    log: WrittenLog, elsewhere: Progress
) -> None:
    tenants = [new_tenant() for _ in range(5)]
    waiting = [
        asyncio.ensure_future(elsewhere.reached("notes", ours, position, PATIENCE))
        for ours in tenants
        for position in (1, 2, 3)
    ]
    async with following(log, [Notes()]):
        for ours in tenants:
            log.write(ours, notes(3))
        assert all(await asyncio.gather(*waiting))


async def test_who_stops_waiting_disturbs_nobody(log: WrittenLog, elsewhere: Progress) -> None:
    ours = new_tenant()
    gone, stays = (
        asyncio.ensure_future(elsewhere.reached("notes", ours, 1, PATIENCE)) for _ in range(2)
    )
    await asyncio.sleep(0)
    gone.cancel()
    async with following(log, [Notes()]):
        log.write(ours, notes(1))
        assert await stays
    assert gone.cancelled()
