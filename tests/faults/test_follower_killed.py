"""A follower may be killed or frozen at any moment: each event still has its effect exactly once."""

import os
import signal
import time
from contextlib import AbstractContextManager

import pytest

from tests.cluster import Database
from tests.faults.mortal_processes import Mortal, hears, started
from tests.infrastructure.event_store.following import (
    Notes,
    WrittenLog,
    following,
    new_tenant,
    notes,
    until,
)

REPLACED_SECONDS = 5.0

Started = AbstractContextManager[Mortal]


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database)


def follower(log: WrittenLog, name: str, hang_at: int = 0) -> Started:
    """A process that follows the log and hangs after the rows of a position."""
    return started("tests.faults.follower_process", log.dsn, name, str(hang_at))


@pytest.mark.parametrize("hang_at", [1, 150, 300])
async def test_a_process_killed_in_the_middle_of_a_batch_leaves_no_half_and_no_double(log, hang_at):
    tenant = new_tenant()
    log.write(tenant, notes(300))
    with follower(log, "killed", hang_at) as running:
        await hears(running, "hanging")
        running.kill()
        running.wait()
        died = time.monotonic()
        async with following(log, [Notes(by="successor")]) as successor:
            assert await successor.progress.reached("notes", tenant, 1, 20)
            assert time.monotonic() - died < REPLACED_SECONDS
            assert await successor.progress.reached("notes", tenant, 300, 20)
    assert log.seen("notes", tenant) == list(range(1, 301))


async def test_a_waiting_process_takes_over_from_a_killed_one_within_five_seconds(log):
    tenant = new_tenant()
    with follower(log, "killed") as running:
        await hears(running, "following")
        log.write(tenant, notes(5))
        await until(lambda: log.checkpoint("notes", tenant) == 5)
        async with following(log, [Notes(by="successor")]) as successor:
            running.kill()
            running.wait()
            died = time.monotonic()
            log.write(tenant, notes(5, 6))
            assert await successor.progress.reached("notes", tenant, 10, 20)
            assert time.monotonic() - died < REPLACED_SECONDS
    assert log.seen("notes", tenant) == list(range(1, 11))


async def test_a_frozen_process_is_replaced_and_writes_nothing_when_it_wakes_up(log):
    tenant = new_tenant()
    log.write(tenant, notes(10))
    with follower(log, "frozen", hang_at=10) as frozen:
        await hears(frozen, "hanging")
        os.kill(frozen.pid, signal.SIGSTOP)
        stopped = time.monotonic()
        async with following(log, [Notes(by="successor")]) as successor:
            assert await successor.progress.reached("notes", tenant, 10, 20)
            assert time.monotonic() - stopped < REPLACED_SECONDS
            os.kill(frozen.pid, signal.SIGCONT)
            frozen.tell("go on")
            await until(lambda: led_again(log))
            log.write(tenant, notes(10, 11))
            await until(lambda: log.checkpoint("notes", tenant) == 20)
    assert log.seen("notes", tenant) == list(range(1, 21))
    assert log.query("SELECT DISTINCT by FROM notes.seen WHERE position <= 10") == [("successor",)]


def led_again(log: WrittenLog) -> bool:
    """The frozen process is back, and leads some tenants in a later term."""
    return bool(log.query("SELECT 1 FROM daybook.leases WHERE epoch >= 3 LIMIT 1"))
