"""A worker that drives our event store: producers that append, a reader of the log, a loader of documents."""

import asyncio
import gc
import itertools
import time
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import uvloop
from psycopg import AsyncConnection

from application.ports.event_store import Append, Idempotency, LogQuery, RecordedEvent, StreamAppend
from domain.shared.ids import PurchaseOrderId, TenantId, UserId
from domain.shared.message import Event
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.states import CachedStates
from infrastructure.event_store.store import PostgresEventStore, open_event_store
from infrastructure.postgres.pool import Pool, open_pool
from tests.benchmarks import workers
from tests.benchmarks.orders import EVENTS, ORDER, SENTENCE, OrderNoted, OrderRaised

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
ACTOR = UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
METADATA = {
    "actor": ACTOR,
    "correlationId": "3f2504e0-4f89-41d3-9a0c-0305e82c3304",
    "requestId": "3f2504e0-4f89-41d3-9a0c-0305e82c3304",
    "client": "bench",
}
NOTE = OrderNoted(author=ACTOR, text=SENTENCE.format(number=3))
_REQUEST = sha256(b"a request").digest()
_RAW_PAGE = b"""
    SELECT position, payload::text FROM daybook.events
    WHERE tenant_id = %s AND position > %s ORDER BY position LIMIT %s
"""


def one_event(ingredients: frozenset[str]) -> Append:
    """A new document with one event; with `metadata` and with an idempotency `key`, or without."""
    order = PurchaseOrderId.of(uuid4())
    streams = (StreamAppend(order, ORDER.stream_type, 0, (NOTE,)),)
    metadata = METADATA if "metadata" in ingredients else {}
    once = Idempotency(f"{ACTOR}:{order}", _REQUEST, b"") if "key" in ingredients else None
    return Append(TENANT, streams, metadata, datetime.now(UTC), once)


def without_hash() -> AbstractContextManager[object]:
    """The bare path: every leaf hash is the same 32 bytes that nobody computed."""
    return patch("infrastructure.event_store.encoding.leaf_hash", lambda _: bytes(32))


async def append(store: PostgresEventStore, task: dict[str, Any]) -> dict[str, Any]:
    """So many producers, each waiting for its append before the next one, for so long."""
    count = 0
    ingredients = frozenset(task["ingredients"])

    async def produce(deadline: float) -> None:
        nonlocal count
        while time.perf_counter() < deadline:
            await store.append(one_event(ingredients))
            count += 1

    with nullcontext() if "hash" in ingredients else without_hash():
        await store.append(one_event(ingredients))
        workers.wait_for_start()
        began, cpu = time.perf_counter(), time.process_time()
        deadline = began + task["seconds"]
        await asyncio.gather(*(produce(deadline) for _ in range(task["producers"])))
        seconds = time.perf_counter() - began
    return {"count": count, "seconds": seconds, "cpuUs": (time.process_time() - cpu) * 1e6 / count}


async def fill(store: PostgresEventStore, task: dict[str, Any]) -> dict[str, Any]:
    """Documents with so many events each, written at once; answers with their ids."""
    ids = [PurchaseOrderId.of(uuid4()) for _ in range(task["documents"])]
    events = document_events(task["events"])
    gate = asyncio.Semaphore(256)

    async def write(order: PurchaseOrderId) -> None:
        async with gate:
            stream = StreamAppend(order, ORDER.stream_type, 0, events)
            await store.append(Append(TENANT, (stream,), METADATA, datetime.now(UTC)))

    workers.wait_for_start()
    await asyncio.gather(*map(write, ids))
    return {"ids": list(ids)}


def document_events(number: int) -> tuple[Event, ...]:
    """An order that was raised and written onto."""
    notes = (
        OrderNoted(author=f"usr_{uuid4()}", text=SENTENCE.format(number=n))
        for n in range(1, number)
    )
    return (OrderRaised(supplier=f"sup_{uuid4()}", amount="1234.56"), *notes)


async def read_log(store: PostgresEventStore, task: dict[str, Any]) -> dict[str, Any]:
    """The whole log in pages of typed events, the next page being asked for while this one is decoded.

    Positions are dense, so it is known where the next page begins before this one is there.
    """
    size, newest = task["page"], await store.head(TENANT)
    starts = itertools.cycle(range(0, newest - size, size))

    def ask() -> asyncio.Task[list[RecordedEvent]]:
        return asyncio.create_task(store.log(TENANT, LogQuery(after=next(starts), limit=size)))

    workers.wait_for_start()
    began, cpu = time.perf_counter(), time.process_time()
    count, coming = 0, deque((ask(), ask()))
    while time.perf_counter() - began < task["seconds"]:
        page = await coming.popleft()
        coming.append(ask())
        assert len(page) == size
        count += len(page)
    seconds = time.perf_counter() - began
    await asyncio.gather(*coming)
    return {"count": count, "seconds": seconds, "cpuUs": (time.process_time() - cpu) * 1e6 / count}


async def load(store: PostgresEventStore, pool: Pool, task: dict[str, Any]) -> dict[str, Any]:
    """Load and fold documents from the database, by so many callers at a time; nothing is kept."""
    states = CachedStates(pool, store, HistoryReader(pool, store.registry))
    ids = task["ids"]
    first = await states.load(TENANT, ORDER, ids[0])
    assert first.version == task["events"]
    count = 0

    async def call(deadline: float, caller: int) -> None:
        nonlocal count
        turn = caller
        while time.perf_counter() < deadline:
            turn += 1
            wanted = ids[turn % len(ids)]
            states.forget(TENANT, wanted)
            await states.load(TENANT, ORDER, wanted)
            count += 1

    workers.wait_for_start()
    began, cpu = time.perf_counter(), time.process_time()
    deadline = began + task["seconds"]
    await asyncio.gather(*(call(deadline, 7 * caller) for caller in range(task["callers"])))
    seconds = time.perf_counter() - began
    return {"count": count, "seconds": seconds, "cpuUs": (time.process_time() - cpu) * 1e6 / count}


async def read_raw(dsn: str, task: dict[str, Any]) -> dict[str, Any]:
    """The whole log in pages of text that nobody looks at."""
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        workers.wait_for_start()
        began = time.perf_counter()
        count = after = 0
        while time.perf_counter() - began < task["seconds"]:
            cursor = await connection.execute(
                _RAW_PAGE, (TENANT, after, task["page"]), prepare=True
            )
            page = await cursor.fetchall()
            count += len(page)
            after = page[-1][0] if len(page) == task["page"] else 0
        return {"count": count, "seconds": time.perf_counter() - began}


async def main(task: dict[str, Any]) -> dict[str, Any]:
    """Do the task that the process was started for."""
    dsn = task["dsn"]
    if task["does"] == "raw":
        return await read_raw(dsn, task)
    registry = EventRegistry(EVENTS)
    async with open_pool(dsn, size=2) as pool, open_event_store(dsn, pool, registry) as store:
        gc.freeze()
        gc.set_threshold(2_000, 1_000, 100)  # as a process of ours sets it
        if task["does"] == "load":
            return await load(store, pool, task)
        return await {"append": append, "fill": fill, "log": read_log}[task["does"]](store, task)


if __name__ == "__main__":
    workers.give_answer(uvloop.run(main(workers.task_given())))
