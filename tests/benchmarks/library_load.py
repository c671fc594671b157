"""A worker that drives the eventsourcing library's interfaces, whichever recorder its environment names."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from tests.benchmarks import workers
from tests.benchmarks.library_bank import Order, Orders
from tests.benchmarks.orders import SENTENCE

_TOPIC = "tests.benchmarks.library_bank:Order.Raised"


def append(app: Orders, threads: int, seconds: float, state: bytes) -> dict[str, Any]:
    """Single-event appends to new aggregates by that many threads, for so long."""
    app.recorder.insert_events([StoredEvent(uuid4(), 1, _TOPIC, state)])

    def produce(deadline: float) -> int:
        count = 0
        while time.perf_counter() < deadline:
            app.recorder.insert_events([StoredEvent(uuid4(), 1, _TOPIC, state)])
            count += 1
        return count

    with ThreadPoolExecutor(threads) as pool:
        workers.wait_for_start()
        began = time.perf_counter()
        counts = list(pool.map(produce, [began + seconds] * threads))
        return {"count": sum(counts), "seconds": time.perf_counter() - began}


def load(app: Orders, events: int, callers: int, seconds: float) -> dict[str, Any]:
    """`repository.get` of documents with that many events, by so many threads."""
    ids = [_document(app, events) for _ in range(200)]
    stored: Order = app.repository.get(ids[0])
    assert stored.version == events

    def call(deadline: float, caller: int) -> int:
        count = 0
        while time.perf_counter() < deadline:
            app.repository.get(ids[(7 * caller + count) % len(ids)])
            count += 1
        return count

    with ThreadPoolExecutor(callers) as pool:
        workers.wait_for_start()
        began = time.perf_counter()
        counts = list(pool.map(call, [began + seconds] * callers, range(callers)))
        return {"count": sum(counts), "seconds": time.perf_counter() - began}


def _document(app: Orders, events: int) -> UUID:
    order = Order(supplier=f"sup_{uuid4()}", amount="1234.56")
    for number in range(1, events):
        order.note(author=f"usr_{uuid4()}", text=SENTENCE.format(number=number))
    app.save(order)
    return order.id


def main() -> None:
    """Do the task that the process was started for."""
    task = workers.task_given()
    with Orders(env=task["environment"]) as app:
        if task["does"] == "append":
            state = task["state"].encode()
            measured = append(app, task["threads"], task["seconds"], state)
        else:
            measured = load(app, task["events"], task["callers"], task["seconds"])
    workers.give_answer(measured)


if __name__ == "__main__":
    main()
