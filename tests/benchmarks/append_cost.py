"""What it costs that an event is hashed, says who caused it, is its tenant's, and is stored once per key."""

import statistics
from collections.abc import Iterator

from tests.benchmarks.appends import BARE, FULL, producing
from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure, Sample, interleave


def measure(bench: Bench) -> Iterator[Figure]:
    """The share of throughput that the full append loses against the bare one, round by round.

    The difference is small against what a shared machine does to a round, hence the many rounds, and the
    processor time beside it (of producers and server together), which a busy neighbour changes least.
    """
    database = bench.database()
    full, bare = interleave(
        2 * bench.rounds + 1,
        lambda: producing(bench, database, 256, ingredients=FULL),
        lambda: producing(bench, database, 256, ingredients=BARE),
    )
    costs = tuple(100 * (1 - f.value / b.value) for f, b in zip(full, bare, strict=True))
    full_cpu, bare_cpu = _cpu(full), _cpu(bare)
    notes = {
        "fullPerSecond": round(statistics.median(sample.value for sample in full)),
        "barePerSecond": round(statistics.median(sample.value for sample in bare)),
        "fullCpuUs": round(full_cpu, 1),
        "bareCpuUs": round(bare_cpu, 1),
        "cpuCostPercent": round(100 * (1 - bare_cpu / full_cpu), 1),
    }
    yield Figure("append-cost", costs, notes=notes)


def _cpu(samples: list[Sample]) -> float:
    return statistics.median(sample.cpu_us or 0.0 for sample in samples)
