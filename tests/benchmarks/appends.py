"""Durable single-event appends against pgbench inserting the same row, one per transaction."""

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.equivalents import prepare
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.machine import cpu_us
from tests.benchmarks.workers import together

_LOAD = "tests.benchmarks.store_load"


BARE: tuple[str, ...] = ()
PLAIN = ("isolation", "hash", "metadata")
FULL = (*PLAIN, "key")


def producing(
    bench: Bench,
    database: Database,
    producers: int,
    *,
    processes: int = 1,
    ingredients: tuple[str, ...] = PLAIN,
) -> Sample:
    """One round of appends; the CPU is that of PostgreSQL and the store's own processes together."""
    task: dict[str, Any] = {
        "does": "append",
        "dsn": database.dsn if "isolation" in ingredients else database.administrator_dsn,
        "producers": producers,
        "seconds": bench.seconds,
        "ingredients": ingredients,
    }
    bench.settle()
    before = cpu_us(bench.server.pid)
    answers = together(_LOAD, [task] * processes)
    spent = cpu_us(bench.server.pid) - before
    count = sum(answer["count"] for answer in answers)
    own = sum(answer["cpuUs"] * answer["count"] for answer in answers)
    return Sample(sum(a["count"] / a["seconds"] for a in answers), (spent + own) / count)


def measure(bench: Bench) -> Iterator[Figure]:
    """Three shapes of concurrency against pgbench at its best and at the same width."""
    database = bench.database()
    producing(bench, database, 1)
    baseline, pgbench = prepare(database), bench.pgbench(database)
    peak = pgbench.peak(baseline.insert)

    def at(clients: int) -> Sample:
        bench.settle()
        return pgbench.run(baseline.insert, clients)

    yield compared(
        "append-256",
        bench.rounds,
        lambda: producing(bench, database, 256),
        lambda: at(peak),
        pgbenchClients=peak,
    )
    yield compared(
        "append-16", bench.rounds, lambda: producing(bench, database, 16), lambda: at(16)
    )
    yield compared(
        "append-2x128",
        bench.rounds,
        lambda: producing(bench, database, 128, processes=2),
        lambda: at(peak),
        pgbenchClients=peak,
    )
