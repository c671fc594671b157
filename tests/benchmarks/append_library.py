"""Sixteen writers on our log against sixteen on the library's own PostgreSQL recorder."""

import json
from collections.abc import Iterator

import psycopg

from infrastructure.eventsourcing_recorders.options import DATABASE_URL, TENANT
from tests.benchmarks import store_load
from tests.benchmarks.appends import producing
from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.library_bank import library_environment
from tests.benchmarks.workers import together

_LOAD = "tests.benchmarks.library_load"
_WRITERS = 16
_STATE = json.dumps(store_load.NOTE.model_dump())


def library_schema(database: Database) -> None:
    """Where the library's own recorder makes its tables."""
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("CREATE SCHEMA library")


def writing(bench: Bench, environment: dict[str, str]) -> Sample:
    """One round of the library's interface, on whichever recorder the environment names."""
    bench.settle()
    (answer,) = together(
        _LOAD,
        [
            {
                "does": "append",
                "environment": environment,
                "threads": _WRITERS,
                "seconds": bench.seconds,
                "state": _STATE,
            }
        ],
    )
    return Sample(answer["count"] / answer["seconds"])


def measure(bench: Bench) -> Iterator[Figure]:
    """Our store directly, and the same library code with `PERSISTENCE_MODULE` set to ours."""
    database = bench.database()
    library_schema(database)
    theirs = library_environment(database.owner_dsn, _WRITERS)
    ours = {
        "PERSISTENCE_MODULE": "infrastructure.eventsourcing_recorders",
        DATABASE_URL: database.dsn,
        TENANT: store_load.TENANT,
    }
    yield compared(
        "append-library",
        bench.rounds,
        lambda: producing(bench, database, _WRITERS),
        lambda: writing(bench, theirs),
    )
    yield compared(
        "append-recorder",
        bench.rounds,
        lambda: writing(bench, ours),
        lambda: writing(bench, theirs),
    )
