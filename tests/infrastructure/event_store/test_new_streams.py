"""What a batch spares itself: a stream that a command opens is added without being looked for."""

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import LiteralString

import psycopg
import pytest

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    LogQuery,
    StoreUnavailable,
    StreamConflict,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.event_store.queue import Waiting
from infrastructure.event_store.store import PostgresEventStore
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, once, pad, tenant
from tests.contracts.stores import postgres_store
from tests.infrastructure.event_store.following import until

_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SEARCHES = """
    SELECT sum(idx_scan)::integer FROM pg_stat_user_indexes WHERE relid = 'daybook.events'::regclass
"""
_KEYS_READ = """
    SELECT sum(idx_tup_read)::integer FROM pg_stat_user_indexes
    WHERE relid = 'daybook.idempotency_keys'::regclass
"""
_MANY_KEYS = """
    INSERT INTO daybook.idempotency_keys
    SELECT %s, gen_random_uuid(), '', '', 1, now() FROM generate_series(1, 2000)
"""


@pytest.fixture
async def store(database: Database) -> AsyncIterator[PostgresEventStore]:
    async with postgres_store(database) as (real, _):
        yield real


async def test_a_stream_that_is_there_already_fails_alone_among_new_ones(
    store: PostgresEventStore,
) -> None:
    """Nothing else is wrong with the batch, so that the constraint is what finds it."""
    ours, there = tenant(), pad()
    await store.append(appending(ours, on(there, 0, *notes("a"))))
    outcomes = await asyncio.gather(
        store.append(appending(ours, on(pad(), 0, *notes("1")), key=once("one"))),
        store.append(appending(ours, on(there, 0, *notes("no")))),
        store.append(appending(ours, on(pad(), 0, *notes("2")))),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, StreamConflict, Appended]
    assert await _texts(store, ours) == ["a", "1", "2"]


async def test_each_is_told_its_own_when_much_is_wrong_with_a_batch(
    store: PostgresEventStore,
) -> None:
    ours, there, moved = tenant(), pad(), pad()
    await store.append(appending(ours, on(there, 0, *notes("a")), on(moved, 0, *notes("b"))))
    await store.append(appending(ours, on(moved, 1, *notes("c")), key=once("used")))
    outcomes = await asyncio.gather(
        store.append(appending(ours, on(pad(), 0, *notes("1")), key=once("one"))),
        store.append(appending(ours, on(there, 0, *notes("no")), key=once("two"))),
        store.append(appending(ours, on(moved, 1, *notes("no")), on(pad(), 0, *notes("no")))),
        store.append(appending(ours, on(pad(), 0, *notes("no")), key=once("used"))),
        store.append(appending(ours, on(moved, 2, *notes("2")), on(pad(), 0, *notes("3")))),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [
        Appended, StreamConflict, StreamConflict, AlreadyAnswered, Appended,
    ]  # fmt: skip
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, StreamConflict)]
    assert [conflict.stream_ids for conflict in conflicts] == [(there,), (moved,)]
    assert await _texts(store, ours) == ["a", "b", "c", "1", "2", "3"]
    assert await store.answer(ours, "two") is None
    answer = await store.answer(ours, "one")
    assert answer is not None
    assert answer.position == 4


async def test_what_is_refused_for_another_reason_is_not_tried_for_ever(
    database: Database, store: PostgresEventStore
) -> None:
    """A log whose end was set back from outside has its next position taken."""
    ours = tenant()
    await store.append(appending(ours, on(pad(), 0, *notes("a"))))
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute(
            "UPDATE daybook.log_heads SET position = 0 WHERE tenant_id = %s", (ours,)
        )
    with pytest.raises(StoreUnavailable, match="duplicate key"):
        await store.append(appending(ours, on(pad(), 0, *notes("b"))))


@pytest.mark.parametrize(("expected", "searches"), [(0, 0), (1, 40)])
async def test_a_stream_that_a_command_opens_is_not_searched_for(
    database: Database, expected: int, searches: int
) -> None:
    ours, pads = tenant(), [pad() for _ in range(40)]
    before = await _told(database, _SEARCHES)
    async with postgres_store(database) as (store, _):
        for version in range(expected + 1):
            for stream in pads:
                await store.append(appending(ours, on(stream, version, *notes("x"))))
    assert await _told(database, _SEARCHES) - before == searches


async def test_a_known_key_is_found_without_reading_others_however_few_there_were_at_first(
    database: Database,
) -> None:
    ours = tenant()
    again = appending(ours, on(pad(), 0, *notes("x")), key=once("k"))
    async with postgres_store(database) as (store, _):
        await store.append(again)
        _rule(database, "ANALYZE daybook.idempotency_keys")
        for more in (_MANY_KEYS, "SELECT %s"):
            with pytest.raises(AlreadyAnswered):
                await store.append(again)
            _rule(database, more, ours)
    assert await _told(database, _KEYS_READ) < 100


async def test_a_batch_is_gone_before_its_callers_come_back(store: PostgresEventStore) -> None:
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("x")), key=once("k")))
    left = [made for made in gc.get_objects() if isinstance(made, EncodedAppend | Waiting)]
    assert not [made for made in left if stream in str(made)]


async def _texts(store: PostgresEventStore, ours: TenantId) -> list[str]:
    return [event.event.model_dump()["text"] for event in await store.log(ours, LogQuery())]


def _rule(database: Database, statement: LiteralString, *values: str) -> None:
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        connection.execute(statement, values)


async def _told(database: Database, statistics: LiteralString) -> int:
    """What the statistics say of sessions that have ended, once all but this one have."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        await until(lambda: connection.execute(_OTHERS).fetchone() == (0,))
        (number,) = connection.execute(statistics).fetchone() or (0,)
        return int(number)
