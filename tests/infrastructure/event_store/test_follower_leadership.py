"""One leader per subscriber and partition; a leader that is no longer one stores nothing."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.partitions import PARTITIONS, partition_of
from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    Notes,
    Running,
    WrittenLog,
    following,
    new_tenant,
    notes,
    until,
)


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database)


def tenant_of_each_partition():
    found: dict[int, TenantId] = {}
    while len(found) < PARTITIONS:
        tenant = new_tenant()
        found.setdefault(partition_of(tenant), tenant)
    return list(found.values())


def disconnect_leaders(log: WrittenLog) -> None:
    with psycopg.connect(log.dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'daybook leader' AND datname = current_database()"
        )


def take_over(log: WrittenLog) -> None:
    """Begin the next term of every share, as another process would."""
    log.query("UPDATE daybook.leases SET epoch = epoch + 1, holder = 'other' RETURNING 1")


class Pause:
    """Holds a projection inside its transaction, as a long pause of the process would."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.over = asyncio.Event()

    async def __call__(self, _: Sequence[RecordedEvent]) -> None:
        self.reached.set()
        await self.over.wait()


async def test_a_leader_that_wakes_up_after_another_took_over_stores_nothing(log):
    """The epoch alone holds it back: the checkpoint still stands where the old leader left it."""
    tenant = new_tenant()
    log.write(tenant, notes(3))
    pause = Pause()
    projection = Notes(by="first term", after=pause)
    async with following(log, [projection]) as running:
        await asyncio.wait_for(pause.reached.wait(), 20)
        take_over(log)
        projection.by = "later term"
        pause.over.set()
        assert await running.progress.reached("notes", tenant, 3, 20)
    assert who_noted(log, tenant) == [(n, "later term") for n in (1, 2, 3)]
    assert projection.batches[-2:] == [1, 2], "what comes after a lost batch is smaller"
    assert log.query("SELECT epoch FROM daybook.checkpoints") == [(3,)]


async def test_a_leader_whose_checkpoint_somebody_else_moved_repeats_nothing(log):
    """The position alone holds it back: it still leads, but its events have had their effect."""
    tenant = new_tenant()
    log.write(tenant, notes(3))
    pause = Pause()
    async with following(log, [Notes(after=pause)]) as running:
        await asyncio.wait_for(pause.reached.wait(), 20)
        log.query(
            "INSERT INTO daybook.checkpoints (subscriber, tenant_id, position)"
            " VALUES ('notes', %s, 2) RETURNING 1",
            tenant,
        )
        pause.over.set()
        assert await running.progress.reached("notes", tenant, 3, 20)
    assert log.seen("notes", tenant) == [3]


async def test_a_term_cannot_begin_while_the_old_leader_is_storing(log):
    """Whoever begins a term waits for a transaction that has already been let through."""
    tenant = new_tenant()
    log.write(tenant, notes(1))
    async with following(log, [Notes()]) as running:
        assert await running.progress.reached("notes", tenant, 1, 20)
    share = ["notes"], [partition_of(tenant)], [1]
    with psycopg.connect(log.dsn) as old, psycopg.connect(log.owner_dsn) as new:
        old.execute("SELECT daybook.assert_leadership(%s, %s, %s)", share)
        new.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            new.execute("UPDATE daybook.leases SET epoch = epoch + 1")


async def test_two_processes_share_the_tenants_and_each_event_is_seen_once(log):
    tenants = tenant_of_each_partition()
    async with following(log, [Notes(by="one")]) as one:
        await until(lambda: len(one.follower.leadership.shares) == PARTITIONS)
        async with following(log, [Notes(by="two")]) as two:
            half = PARTITIONS // 2
            await until(
                lambda: (
                    len(one.follower.leadership.shares) == half
                    and len(two.follower.leadership.shares) == half
                )
            )
            for tenant in tenants:
                log.write(tenant, notes(20))
                one.heads.announce([(tenant, 20)])
                two.heads.announce([(tenant, 20)])
            for tenant in tenants:
                assert await one.progress.reached("notes", tenant, 20, 20)
    for tenant in tenants:
        assert log.seen("notes", tenant) == list(range(1, 21))
    workers = log.query("SELECT by, count(*) FROM notes.seen GROUP BY by ORDER BY by")
    assert workers == [("one", 20 * half), ("two", 20 * half)]


async def test_what_a_process_led_is_led_by_another_as_soon_as_it_stops(log):
    async with following(log, [Notes(by="one")]) as one:
        async with following(log, [Notes(by="two")]) as two:
            await until(lambda: len(two.follower.leadership.shares) == PARTITIONS // 2)
        await until(lambda: len(one.follower.leadership.shares) == PARTITIONS, seconds=5)


async def test_a_lost_leadership_session_is_opened_again(log):
    tenant = new_tenant()
    async with following(log, [Notes()]) as running:
        await until(lambda: len(running.follower.leadership.shares) == PARTITIONS)
        lost = leaders(log)
        disconnect_leaders(log)
        await until(lambda: bool(leaders(log) - lost), seconds=5)
        head = log.write(tenant, notes(2))
        running.heads.announce([(tenant, head)])
        assert await running.progress.reached("notes", tenant, head, 20)
    assert log.seen("notes", tenant) == [1, 2]


async def test_a_batch_outlives_a_lost_leadership_session_when_nobody_else_led_meanwhile(log):
    tenant = new_tenant()
    log.write(tenant, notes(3))
    pause = Pause()
    projection = Notes(after=pause)
    async with following(log, [projection]) as running:
        await asyncio.wait_for(pause.reached.wait(), 20)
        lost = leaders(log)
        disconnect_leaders(log)
        await until(lambda: bool(leaders(log) - lost) and leads(running, tenant, epoch=1))
        pause.over.set()
        assert await running.progress.reached("notes", tenant, 3, 20)
    assert projection.batches == [3]
    assert log.seen("notes", tenant) == [1, 2, 3]


async def test_a_batch_that_a_change_of_terms_catches_under_way_does_not_end_the_next_one(log):
    """Else the loops of a process, each with a batch under way, could end each other's terms for ever."""
    tenant = new_tenant()
    log.write(tenant, notes(3))
    pause = Pause()
    async with following(log, [Notes(after=pause)]) as running:
        await asyncio.wait_for(pause.reached.wait(), 20)
        take_over(log)
        disconnect_leaders(log)
        await until(lambda: leads(running, tenant, epoch=3))
        leading = leaders(log)
        pause.over.set()
        assert await running.progress.reached("notes", tenant, 3, 20)
        assert leaders(log) == leading
    assert log.seen("notes", tenant) == [1, 2, 3]


def leads(running: Running, tenant: TenantId, epoch: int) -> bool:
    return running.follower.leadership.epoch("notes", tenant) == epoch


def leaders(log: WrittenLog) -> set[int]:
    """The sessions that lead, or try to."""
    sessions = log.query(
        "SELECT pid FROM pg_stat_activity"
        " WHERE application_name = 'daybook leader' AND datname = current_database()"
    )
    return {pid for (pid,) in sessions}


def who_noted(log: WrittenLog, tenant: str):
    return log.query("SELECT position, by FROM notes.seen WHERE tenant_id = %s ORDER BY id", tenant)
