"""Reading: histories come together, pages come off an index, one bad document spoils no other."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, timedelta
from uuid import UUID

import psycopg
import pytest

from application.ports.event_store import LogQuery, RecordedEvent
from infrastructure.event_store.log_query import log_statement
from infrastructure.event_store.registry import EventRegistry, UnknownEventType
from infrastructure.postgres.reach import REACH, reach
from tests.cluster import Database
from tests.contracts.notes import (
    START,
    Noted,
    TornOff,
    appending,
    notes,
    on,
    pad,
    tenant,
)
from tests.contracts.stores import postgres_store

TENANT = tenant()


async def test_histories_asked_for_at_once_come_with_one_query(
    database: Database, questions: list[bytes]
) -> None:
    ours = tenant()
    streams = [pad() for _ in range(20)]
    async with postgres_store(database) as (store, _):
        for number, stream in enumerate(streams):
            await store.append(appending(ours, on(stream, 0, *notes("a", str(number)))))
        questions.clear()
        histories = await asyncio.gather(
            *(store.stream(ours, stream) for stream in (*streams, *streams)),
            store.stream(ours, streams[0], after=1),
            store.stream(tenant(), streams[0]),
        )
        assert questions == [b"streams"]
    *whole, tail, foreign = histories
    assert [_texts(history) for history in whole] == [["a", str(n % 20)] for n in range(40)]
    assert (_texts(tail), foreign) == (["0"], [])


async def test_a_document_that_cannot_be_read_does_not_hide_the_others(database: Database) -> None:
    ours, good, bad = tenant(), pad(), pad()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(good, 0, *notes("x")), on(bad, 0, TornOff())))
    async with postgres_store(database, EventRegistry((Noted,))) as (older, _):
        outcomes = await asyncio.gather(
            older.stream(ours, good), older.stream(ours, bad), return_exceptions=True
        )
    found, failure = outcomes
    assert isinstance(found, list)
    assert _texts(found) == ["x"]
    assert isinstance(failure, UnknownEventType)
    assert failure.event_type == "test.torn-off"


async def test_times_are_utc_whatever_the_session_says(database: Database) -> None:
    ours, stream = tenant(), pad()
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute(
            psycopg.sql.SQL("ALTER DATABASE {} SET TimeZone = 'Asia/Riyadh'").format(
                psycopg.sql.Identifier(database.name)
            )
        )
    async with postgres_store(database) as (store, _):
        done = await store.append(appending(ours, on(stream, 0, *notes("x"))))
        (event,) = await store.stream(ours, stream)
    assert (event.occurred_at, event.recorded_at) == (START, done.recorded_at)
    assert event.occurred_at.tzinfo is UTC


@pytest.fixture(scope="module")
def large_log(cluster):
    """A tenant with 20,000 events, in which what is asked for is rare and lies at the end."""
    fresh = cluster.clone()
    with psycopg.connect(fresh.administrator_dsn, autocommit=True) as owner:
        owner.execute(
            """
            INSERT INTO daybook.events
            SELECT %s, n, 's' || n, CASE WHEN n > 19990 THEN 'rare' ELSE 'usual' END, 1,
                   gen_random_uuid(), CASE WHEN n > 19990 THEN 'rare' ELSE 'usual' END, 1, '{}',
                   jsonb_build_object(
                       'actor', CASE WHEN n > 19990 THEN 'rare' ELSE 'usual' END,
                       'correlationId', CASE WHEN n > 19990 THEN 'rare' ELSE 'usual' || n END
                   ),
                   timestamptz '2026-01-01' + n * interval '1 minute', now(), sha256('')
            FROM generate_series(1, 20000) AS n
            """,
            (TENANT,),
        )
        owner.execute("VACUUM ANALYZE daybook.events")
    yield fresh
    cluster.drop(fresh)


@pytest.mark.parametrize(
    "query",
    [
        LogQuery(after=19_900, limit=50),
        LogQuery(types=("rare",), limit=5),
        LogQuery(types=("rare", "none"), limit=5),
        LogQuery(stream_type="rare", limit=5),
        LogQuery(actor="rare", limit=5),
        LogQuery(since=START.replace(month=1, day=14) + timedelta(hours=21), limit=5),
        LogQuery(actor="usual", types=("rare",), limit=5),
        LogQuery(without=("none", "rare"), after=10_000, limit=50),
        LogQuery(stories=("rare", "usual7"), without=("none",), limit=5),
        LogQuery(event_ids=(UUID(int=7),)),
        LogQuery(
            after=9_800,
            until=10_200,
            limit=400,
            without=("none",),
            since=START.replace(month=1, day=1, hour=0),
            before=START.replace(month=12),
        ),
    ],
    ids=[
        "after",
        "type",
        "types",
        "stream type",
        "actor",
        "since",
        "actor and type",
        "without",
        "stories",
        "event ids",
        "around an event while the clock stood still",
    ],
)
def test_a_page_is_read_off_an_index_however_long_the_log_is(
    large_log: Database, query: LogQuery
) -> None:
    statement, asked = log_statement(TENANT, query)
    with psycopg.connect(large_log.dsn) as connection:
        connection.execute(REACH, reach([TENANT]))
        assert next(connection.execute("SELECT count(*) FROM daybook.events")) == (20_000,)
        plan = connection.execute(b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement, asked)
        top = next(plan)[0][0]["Plan"]
    touched = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    assert touched < 60, top


def _texts(events: Sequence[RecordedEvent]) -> list[str]:
    return [event.event.text for event in events if isinstance(event.event, Noted)]
