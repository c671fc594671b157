"""What each figure must reach to be shipped (floor) and what it is meant to reach (aim)."""

from dataclasses import dataclass
from enum import StrEnum


class Judged(StrEnum):
    """Which number of a figure is held against its floor."""

    RATIO = "ratio"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Target:
    """One figure: what is measured against what, and from where on it is good enough."""

    sentence: str
    unit: str
    floor: float | None = None
    aim: float | None = None
    judged: Judged = Judged.RATIO
    smaller_is_better: bool = False

    def missed(self, value: float, ratio: float | None) -> bool:
        """Whether the floor is missed; a figure without a floor is for information."""
        judged = value if self.judged is Judged.VALUE else ratio
        if self.floor is None or judged is None:
            return False
        return judged > self.floor if self.smaller_is_better else judged < self.floor


def _most(sentence: str, unit: str, floor: float, aim: float) -> Target:
    return Target(sentence, unit, floor, aim, Judged.VALUE, smaller_is_better=True)


TARGETS: dict[str, Target] = {
    "append-256": Target(
        "durable single-event appends, 256 producers in 1 process / pgbench peak",
        "appends/s",
        floor=0.85,
        aim=1.0,
    ),
    "append-16": Target(
        "durable single-event appends, 16 producers in 1 process / pgbench at 16",
        "appends/s",
        floor=0.40,
        aim=0.85,
    ),
    "append-2x128": Target(
        "durable single-event appends, 2 processes of 128 producers / pgbench peak",
        "appends/s",
        floor=0.80,
        aim=1.0,
    ),
    "append-library": Target(
        "appends, 16 writers / the eventsourcing library's own PostgreSQL recorder",
        "appends/s",
        floor=5.0,
        aim=12.0,
    ),
    "append-recorder": Target(
        "appends, 16 threads on our eventsourcing recorder / the library's own", "appends/s"
    ),
    "append-cost": _most(
        "what hash, metadata, idempotency and row-level security add to an append, against the bare path",
        "%",
        20.0,
        5.0,
    ),
    "append-at-10M": Target(
        "appends with 10 M events stored / the same on an empty store", "appends/s", 0.90, 1.0
    ),
    "log-read": Target(
        "the log read into typed events / a raw SELECT payload::text keyset loop",
        "events/s",
        floor=0.35,
        aim=0.7,
    ),
    "load-20": Target(
        "load and fold a 20-event document from the database, c=16 / the library's repository.get",
        "loads/s",
        floor=3.5,
        aim=6.0,
    ),
    "load-20-alone": Target(
        "the same by one caller that waits for each document / by one of the library's", "loads/s"
    ),
    "audit-verify": Target(
        "a sealed log verified from first to last event, per core of the verifying process",
        "events/s",
        floor=50_000.0,
        aim=100_000.0,
        judged=Judged.VALUE,
    ),
    "rebuild": Target(
        "events into four lists that are made anew (1 M in long mode) / rows by COPY into the same tables",
        "events/s",
        floor=0.25,
        aim=0.5,
    ),
    "visible-p50": _most("command until visible in its projection, idle, median", "ms", 50.0, 10.0),
    "visible-p99": _most("command until visible in its projection, idle, p99", "ms", 250.0, 50.0),
    "reaction-p50": _most("command until a policy has reacted, idle, median", "ms", 250.0, 25.0),
    "reaction-p99": _most("command until a policy has reacted, idle, p99", "ms", 500.0, 100.0),
    "match-6300": _most(
        "an invoice of 6,300 lines posted over HTTP until its verdict", "s", 10.0, 3.0
    ),
    "match-growth": _most("that time / the same with 630 lines, a tenth", "times", 12.0, 10.0),
    "get-document": Target(
        "HTTP GET of one of 10,000 documents, c=64, 1 worker / pgbench select by primary key",
        "requests/s",
        floor=0.18,
        aim=0.5,
    ),
    "get-document-cold": Target(
        "the same for documents that the server has never been asked for / pgbench select",
        "requests/s",
    ),
    "get-list": Target(
        "HTTP GET of a 50-row list, c=64, 1 worker / FastAPI returning the same bytes",
        "requests/s",
        floor=0.4,
        aim=0.8,
    ),
    "get-conditional": Target(
        "conditional GET answered 304, c=64, 1 worker / a bare ASGI application",
        "requests/s",
        floor=0.25,
        aim=0.6,
    ),
    "get-conditional-rate": Target(
        "conditional GETs answered 304, a worker on each core",
        "requests/s",
        floor=10_000.0,
        aim=25_000.0,
        judged=Judged.VALUE,
    ),
    "command": Target(
        "HTTP command that appends 2 events, c=64, 1 worker / pgbench command transaction",
        "commands/s",
        floor=0.25,
        aim=0.7,
    ),
    "command-2": Target(
        "HTTP command that appends 2 events, c=64, 2 workers / pgbench command transaction",
        "commands/s",
        floor=0.45,
        aim=0.9,
    ),
    "half-load-p95": _most("HTTP latency at half of the maximum load, p95", "ms", 20.0, 5.0),
    "half-load-p99": _most("HTTP latency at half of the maximum load, p99", "ms", 50.0, 15.0),
    "import-rows": Target(
        "rows of a file of users imported as a job, 1 worker / pgbench peak of single-row transactions",
        "rows/s",
        floor=0.10,
        aim=0.20,
    ),
    "import-beside-p95": _most(
        "HTTP latency of another tenant's commands, 50 a second, while a file is imported, p95",
        "ms",
        50.0,
        15.0,
    ),
    "import-memory": _most(
        "growth of server memory while the last half of 100,000 rows is imported", "%", 10.0, 0.0
    ),
    "mixed-errors": _most(
        "errors under mixed load (80 % reads, 20 % commands)", "errors", 0.0, 0.0
    ),
    "mixed-memory": _most(
        "growth of server memory under mixed load, second half of 10 minutes", "%", 5.0, 0.0
    ),
}
