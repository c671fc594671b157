"""How fast a whole log is verified."""

from collections.abc import Iterator
from tempfile import TemporaryDirectory

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure
from tests.benchmarks.workers import together

_DOCUMENTS = 5_000
_EVENTS = 20


def measure(bench: Bench) -> Iterator[Figure]:
    """A log of 100,000 events; per core is per second of the verifying process's own time."""
    database = bench.database()
    task = {"dsn": database.dsn, "documents": _DOCUMENTS, "events": _EVENTS}
    together("tests.benchmarks.store_load", [{**task, "does": "fill"}])
    per_core, elapsed = [], []
    with TemporaryDirectory() as keys:
        verifying = {"dsn": database.dsn, "seconds": bench.seconds, "keys": keys}
        for _ in range(bench.rounds):
            (told,) = together("tests.benchmarks.audit_load", [verifying])
            per_core.append(told["count"] / told["cpuSeconds"])
            elapsed.append(told["count"] / told["seconds"])
    yield Figure(
        "audit-verify",
        tuple(per_core),
        notes={"events": _DOCUMENTS * _EVENTS, "perSecondElapsed": [round(it) for it in elapsed]},
    )
