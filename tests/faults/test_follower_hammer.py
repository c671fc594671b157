"""Two processes follow while many write, and are killed again and again: nothing is skipped or doubled."""

import asyncio
import random
from contextlib import ExitStack
from functools import partial
from itertools import count
from threading import Event

import pytest

from domain.shared.ids import TenantId
from tests.cluster import Database
from tests.faults.mortal_processes import hears, started
from tests.infrastructure.event_store.following import WrittenLog, new_tenant, notes, until

TENANTS = 6
LIVES = 3


@pytest.mark.parametrize("seed", [1])
async def test_every_event_is_seen_once_and_in_order_whoever_dies_meanwhile(
    database: Database, seed: int
):
    chance = random.Random(seed)
    log = WrittenLog(database)
    tenants = [new_tenant() for _ in range(TENANTS)]
    heads = dict.fromkeys(tenants, 0)

    enough = Event()

    def write() -> None:
        for number in count():
            tenant = tenants[number % TENANTS]
            heads[tenant] = log.write(tenant, notes(chance.randint(1, 20)))
            if enough.wait(0.02):
                return

    with ExitStack() as processes:
        running = [processes.enter_context(follower(log, number)) for number in range(2)]
        for process in running:
            await hears(process, "following")
        processes.callback(enough.set)
        writing = asyncio.create_task(asyncio.to_thread(write))
        for life in range(2, 2 + LIVES):
            await until(partial(grown, log, total(log)))
            running.pop(0).kill()
            running.append(processes.enter_context(follower(log, life)))
            await hears(running[-1], "following")
        enough.set()
        await writing
        for tenant in tenants:
            await until(partial(stands, log, tenant, heads[tenant]))
    for tenant in tenants:
        assert log.seen("notes", tenant) == list(range(1, heads[tenant] + 1))


def follower(log: WrittenLog, number: int):
    """A process that follows until it is killed."""
    return started("tests.faults.follower_process", log.dsn, f"process {number}", "0")


def grown(log: WrittenLog, before: int) -> bool:
    """More events have had their effect than before."""
    return total(log) > before


def stands(log: WrittenLog, tenant: TenantId, head: int) -> bool:
    """All of a tenant's events have had their effect."""
    return log.checkpoint("notes", tenant) == head


def total(log: WrittenLog) -> int:
    """How many events have had their effect so far."""
    count: int = log.query("SELECT count(*) FROM notes.seen")[0][0]
    return count
