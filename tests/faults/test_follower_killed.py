"""A follower may be killed or frozen at any moment: each event still has its effect exactly once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    Notes,
    WrittenLog,
    following,
    new_tenant,
    notes,
    until,
)

ROOT = Path(__file__).parents[2]
REPLACED_SECONDS = 5.0


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database.dsn, database.owner_dsn)


@contextmanager
def process(log: WrittenLog, name: str, hang_at: int = 0) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.follower_process", log.dsn, name, str(hang_at)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


async def hears(running: subprocess.Popen[str], word: str) -> None:
    assert running.stdout is not None
    async with asyncio.timeout(20):
        while (await asyncio.to_thread(running.stdout.readline)).strip() != word:
            assert running.poll() is None


@pytest.mark.parametrize("hang_at", [1, 150, 300])
async def test_a_process_killed_in_the_middle_of_a_batch_leaves_no_half_and_no_double(log, hang_at):
    tenant = new_tenant()
    log.write(tenant, notes(300))
    with process(log, "killed", hang_at) as running:
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
    with process(log, "killed") as running:
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
    with process(log, "frozen", hang_at=10) as frozen:
        await hears(frozen, "hanging")
        os.kill(frozen.pid, signal.SIGSTOP)
        stopped = time.monotonic()
        async with following(log, [Notes(by="successor")]) as successor:
            assert await successor.progress.reached("notes", tenant, 10, 20)
            assert time.monotonic() - stopped < REPLACED_SECONDS
            os.kill(frozen.pid, signal.SIGCONT)
            assert frozen.stdin is not None
            frozen.stdin.write("go on\n")
            frozen.stdin.flush()
            await until(lambda: led_again(log))
            log.write(tenant, notes(10, 11))
            await until(lambda: log.checkpoint("notes", tenant) == 20)
    assert log.seen("notes", tenant) == list(range(1, 21))
    assert log.query("SELECT DISTINCT by FROM notes.seen WHERE position <= 10") == [("successor",)]


def led_again(log: WrittenLog) -> bool:
    """The frozen process is back, and leads some tenants in a later term."""
    return bool(log.query("SELECT 1 FROM daybook.leases WHERE epoch >= 3 LIMIT 1"))
