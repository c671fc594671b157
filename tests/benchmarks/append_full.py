"""Does a log that has grown long take new events as fast as an empty one?"""

from collections.abc import Iterator
from typing import Any

import psycopg

from tests.benchmarks.appends import producing
from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.figure import Figure, compared
from tests.benchmarks.store_load import TENANT

_EVENTS = 10_000_000
_AT_ONCE = 500_000
_EVENTS_PER_STREAM = 10

# The rows of the newest event again and again, as if written by appends: next positions, new streams.
_GROW = """
WITH newest AS (SELECT * FROM daybook.events WHERE tenant_id = %(tenant)s ORDER BY position DESC LIMIT 1)
INSERT INTO daybook.events
SELECT tenant_id, %(after)s + n, 'po_' || ((%(after)s + n) / %(each)s)::text, stream_type,
       1 + (%(after)s + n) %% %(each)s, gen_random_uuid(), event_type, schema_version, payload, metadata,
       occurred_at, recorded_at, leaf_hash
FROM newest, generate_series(1, %(events)s) AS n
"""
_HEAD = "UPDATE daybook.log_heads SET position = %(head)s WHERE tenant_id = %(tenant)s"


def measure(bench: Bench) -> Iterator[Figure]:
    """Two databases of one cluster side by side, one of them with ten million events."""
    empty, full = bench.database(), bench.database()
    for database in (empty, full):
        producing(bench, database, 1)
    grow(full, _EVENTS)
    yield compared(
        "append-at-10M",
        bench.rounds,
        lambda: producing(bench, full, 256),
        lambda: producing(bench, empty, 256),
        events=_EVENTS,
    )


def grow(database: Database, events: int) -> None:
    """Lay down that many events behind those that are there."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        head = _head(connection)
        for after in range(0, events, _AT_ONCE):
            batch: dict[str, Any] = {
                "tenant": TENANT,
                "after": head + after,
                "events": min(_AT_ONCE, events - after),
                "each": _EVENTS_PER_STREAM,
            }
            with connection.transaction():
                connection.execute(_GROW, batch)
                connection.execute(
                    _HEAD, {"tenant": TENANT, "head": head + after + batch["events"]}
                )
        connection.execute("VACUUM ANALYZE daybook.events")


def _head(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT position FROM daybook.log_heads WHERE tenant_id = %s", (TENANT,)
    ).fetchone()
    assert row is not None
    return int(row[0])
