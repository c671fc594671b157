"""The log into typed events, and documents from nothing, against what reads the same and makes less of it."""

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.append_library import library_schema
from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.library_bank import library_environment
from tests.benchmarks.workers import together

_STORE = "tests.benchmarks.store_load"
_LIBRARY = "tests.benchmarks.library_load"
_DOCUMENTS = 1_000
_EVENTS = 20
_PAGE = 512  # what followers read at a time


def measure(bench: Bench) -> Iterator[Figure]:
    """A log of 20,000 events in documents of 20."""
    database = bench.database()
    library_schema(database)
    (filled,) = together(
        _STORE,
        [{"does": "fill", "dsn": database.dsn, "documents": _DOCUMENTS, "events": _EVENTS}],
    )
    yield _log_read(bench, database)
    yield _load(bench, database, "load-20", filled["ids"], callers=16)
    yield _load(bench, database, "load-20-alone", filled["ids"], callers=1)


def _log_read(bench: Bench, database: Database) -> Figure:
    task = {"dsn": database.dsn, "seconds": bench.seconds, "page": _PAGE}
    return compared(
        "log-read",
        bench.rounds,
        lambda: _rate(_STORE, {**task, "does": "log"}),
        lambda: _rate(_STORE, {**task, "does": "raw", "dsn": database.administrator_dsn}),
        eventsPerPage=_PAGE,
    )


def _load(bench: Bench, database: Database, figure: str, ids: list[str], *, callers: int) -> Figure:
    common = {"does": "load", "seconds": bench.seconds, "events": _EVENTS, "callers": callers}
    ours = {**common, "dsn": database.dsn, "ids": ids}
    theirs = {**common, "environment": library_environment(database.owner_dsn, callers)}
    return compared(
        figure,
        bench.rounds,
        lambda: _rate(_STORE, ours),
        lambda: _rate(_LIBRARY, theirs),
        callers=callers,
    )


def _rate(module: str, task: dict[str, Any]) -> Sample:
    (answer,) = together(module, [task])
    return Sample(answer["count"] / answer["seconds"], answer.get("cpuUs"))
