"""A file of users while nothing else happens, and what another tenant feels of it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.equivalents import prepare
from tests.benchmarks.figure import Figure, Sample, compared, interleave
from tests.benchmarks.http_mixed import kept_kb
from tests.benchmarks.http_servers import Running
from tests.benchmarks.http_shop import Shop, open_shop
from tests.benchmarks.machine import cpu_us

_ROWS, _MOST_ROWS = 10_000, 100_000
_RATE = 50.0
_PATIENCE = 600.0
_LOOK_SECONDS = 0.05
_OVER = ("Completed", "CompletedWithErrors", "Failed", "Cancelled")


def measure(bench: Bench) -> Iterator[Figure]:
    """Rows per second first; then commands of one tenant with and without an import of another."""
    with open_shop(bench) as shop, shop.served() as server:
        office = Office(shop.neighbour(server), server)
        office.import_rows(1_000)
        baseline, pgbench = prepare(shop.database), bench.pgbench(shop.database)
        peak = pgbench.peak(baseline.insert)
        yield compared(
            "import-rows",
            bench.rounds,
            lambda: office.import_rows(_ROWS),
            lambda: pgbench.run(baseline.insert, peak),
            rows=_ROWS,
            pgbenchClients=peak,
        )
        yield _beside(bench, shop, office)
        if bench.long:
            yield _memory(office)


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who sends files of people whom nobody knows."""

    shop: Shop
    server: Running

    def import_rows(self, rows: int) -> Sample:
        """Rows per second from the beginning of the work to its end, and the CPU of each."""
        self.shop.bench.settle()
        before = self._cpu_us()
        ended = self.finish(self.send(rows))
        assert (ended["status"], ended["rows"]["imported"]) == ("Completed", rows), ended
        began, over = (datetime.fromisoformat(ended[at]) for at in ("startedAt", "finishedAt"))
        return Sample(rows / (over - began).total_seconds(), (self._cpu_us() - before) / rows)

    def send(self, rows: int) -> str:
        """The job of a new file."""
        mark = uuid4().hex[:12]
        lines = (f"{mark}-{n}@example.com,Person {n},requester;buyer" for n in range(rows))
        content = "\n".join(("email,name,roles", *lines)).encode()
        headers = {"content-type": "text/csv"}
        told = self._ask("POST", "/v1/users/import", headers=headers, content=content)
        job: str = told["jobId"]
        return job

    def finish(self, job: str, meanwhile: Callable[[int], None] = lambda _: None) -> dict[str, Any]:
        """The job once it is over; `meanwhile` hears how many rows are done."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            told = self._ask("GET", f"/v1/jobs/{job}")
            meanwhile(told["rows"]["done"])
            if told["status"] in _OVER:
                return told
            assert time.monotonic() < deadline, told
            time.sleep(_LOOK_SECONDS)

    def cancel(self, job: str) -> None:
        """Stop it, which must not be over yet; returns when everything follows what was done of it."""
        self._ask("PATCH", f"/v1/jobs/{job}/cancel", json={"reason": "Measured."})
        self.shop.catch_up(self.server)

    def _cpu_us(self) -> float:
        return self.server.cpu_us() + cpu_us(self.shop.bench.server.pid)

    def _ask(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        given = {"authorization": f"Bearer {self.shop.token}", **what.pop("headers", {})}
        url = f"{self.server.url}{path}"
        answer = httpx.request(method, url, headers=given, timeout=60.0, **what)
        told: dict[str, Any] = answer.raise_for_status().json()
        return told


def _beside(bench: Bench, shop: Shop, office: Office) -> Figure:
    """Another tenant's commands come evenly, however long each of them takes."""
    seconds = 2 * bench.seconds
    p99: list[float] = []

    def waits() -> Sample:
        requests = [shop.command(submit=False) for _ in range(round(_RATE * seconds) + 10)]
        answer = shop.load(
            office.server, requests, seconds=seconds, once=True, expected=(201,), rate=_RATE
        )
        assert answer["errors"] == 0, answer
        p99.append(answer["p99"])
        return Sample(answer["p95"])

    def with_import() -> Sample:
        job = office.send(_MOST_ROWS)
        try:
            return waits()
        finally:
            office.cancel(job)

    waits()
    p99.clear()
    with_it, without = interleave(bench.rounds, with_import, waits)
    return Figure(
        "import-beside-p95",
        tuple(sample.value for sample in with_it),
        tuple(sample.value for sample in without),
        notes={"p99": max(p99), "commandsPerSecond": _RATE},
    )


def _memory(office: Office) -> Figure:
    """A file of as many rows as one may have; caches are full by the half of it."""
    seen: list[tuple[int, int]] = []
    ended = office.finish(
        office.send(_MOST_ROWS), lambda done: seen.append((done, office.server.resident_kb()))
    )
    assert ended["rows"]["imported"] == _MOST_ROWS, ended
    half = next(kb for done, kb in seen if done >= _MOST_ROWS // 2)
    most = max(kb for done, kb in seen if done >= _MOST_ROWS // 2)
    notes = {
        "beforeKb": seen[0][1],
        "halfKb": half,
        "mostKb": most,
        "keptKb": kept_kb(office.server),
    }
    return Figure("import-memory", (100 * (most - half) / half,), notes=notes)
