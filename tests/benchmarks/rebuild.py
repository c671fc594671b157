"""Lists made anew from the log, against COPY of the very rows into tables of the same shape.

The figure compares events with rows, because an event is what a list stores a version of a row for. A row
here is what seven events have come to, so that the rows alone take a seventh of that: `rowRatio` tells it.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql

from tests.benchmarks.cluster import Bench, Database
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.workers import together
from tests.infrastructure.rebuilding.history import stand_at, write_history

LISTS = {
    "purchase-orders": ("purchase_orders", "purchasing.purchase-order"),
    "invoices": ("supplier_invoices", "invoicing.supplier-invoice"),
    "payments": ("payments", "payments.payment"),
    "grn": ("goods_receipts", "receiving.goods-receipt"),
}
"""The four lists: their tables, and whose events are in the log."""

_EVENTS = 60_000
_EVENTS_LONG = 1_000_000
_WORKER = "tests.benchmarks.rebuild_load"
_CHUNK = 1 << 18
_ROWS = sql.SQL("COPY projections.{} TO STDOUT")
_LIKE = sql.SQL("CREATE TABLE baseline.{0} (LIKE projections.{0} INCLUDING ALL)")
_COPY = sql.SQL("COPY baseline.{} FROM STDIN")


def measure(bench: Bench) -> Iterator[Figure]:
    """The whole way: reading, folding, rendering, writing, indexing, comparing, exchanging."""
    events = _EVENTS_LONG if bench.long else _EVENTS
    database = bench.database()
    write_history(database.administrator_dsn, events, [kind for _, kind in LISTS.values()])
    stand_at(database.administrator_dsn, list(LISTS), events)
    rows = _rebuild(database)["rows"]  # so that the first one measured finds lists to compare with
    texts = _texts(database)

    def ours() -> Sample:
        bench.settle()
        done = _rebuild(database)
        assert done["rows"] == rows
        return Sample(events / done["seconds"], done["cpu"] * 1e6 / events)

    def baseline() -> Sample:
        bench.settle()
        return Sample(rows / _copied(database, texts))

    figure = compared("rebuild", bench.rounds, ours, baseline, events=events, rows=rows)
    assert figure.ratio is not None
    yield replace(figure, notes={**figure.notes, "rowRatio": figure.ratio * rows / events})


def _rebuild(database: Database) -> dict[str, Any]:
    task = {"dsn": database.dsn, "ownerDsn": database.owner_dsn, "names": list(LISTS)}
    (answer,) = together(_WORKER, [task])
    return answer


def _texts(database: Database) -> dict[str, bytes]:
    """The rows of each list as COPY takes them."""
    with psycopg.connect(database.administrator_dsn) as connection:
        return {table: _text(connection, table) for table, _ in LISTS.values()}


def _text(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(_ROWS.format(sql.Identifier(table))) as copy:
        return b"".join(bytes(chunk) for chunk in copy)


def _copied(database: Database, texts: dict[str, bytes]) -> float:
    """Seconds that it takes to fill empty tables with those rows."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS baseline CASCADE")
        connection.execute("CREATE SCHEMA baseline")
        for table in texts:
            connection.execute(_LIKE.format(sql.Identifier(table)))
        began = time.perf_counter()
        for table, text in texts.items():
            with connection.cursor().copy(_COPY.format(sql.Identifier(table))) as copy:
                for start in range(0, len(text), _CHUNK):
                    copy.write(text[start : start + _CHUNK])
        return time.perf_counter() - began
