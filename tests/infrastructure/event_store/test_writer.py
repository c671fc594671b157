"""The writer: commands that happen to be committed together stay strangers to each other."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    LogQuery,
    StoreOverloaded,
    StoreUnavailable,
    StreamConflict,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.append_connection import AppendConnection
from infrastructure.event_store.batch import Reply
from infrastructure.event_store.canonical import Unstorable
from infrastructure.event_store.encoding import EncodedAppend, encode_append
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.store import PostgresEventStore, StoreOptions
from infrastructure.event_store.writer import AppendWriter
from tests.cluster import Database
from tests.contracts.notes import REGISTRY, START, appending, notes, on, once, pad, tenant
from tests.contracts.stores import held, postgres_store, sent

NUL = "a\0b"


@pytest.fixture
async def store(database: Database) -> AsyncIterator[PostgresEventStore]:
    async with postgres_store(database) as (real, _):
        yield real


async def test_a_command_s_failure_is_its_own_only(store: PostgresEventStore) -> None:
    ours, known, moved = tenant(), pad(), pad()
    await store.append(appending(ours, on(known, 0, *notes("a")), key=once("used")))
    outcomes = await asyncio.gather(
        store.append(appending(ours, on(pad(), 0, *notes("1")))),
        store.append(appending(ours, on(moved, 4, *notes("conflict")))),
        store.append(appending(ours, on(pad(), 0, *notes("2", "3")))),
        store.append(appending(ours, on(pad(), 0, *notes("known")), key=once("used"))),
        store.append(appending(ours, on(NUL, 0, *notes("unstorable")))),
        store.append(appending(ours, on(pad(), 0, *notes("4")), key=once("new"))),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [
        Appended, StreamConflict, Appended, AlreadyAnswered, Unstorable, Appended,
    ]  # fmt: skip
    stored = [event.event.model_dump()["text"] for event in await store.log(ours, LogQuery())]
    assert stored == ["a", "1", "2", "3", "4"]
    assert [outcome.position for outcome in outcomes if isinstance(outcome, Appended)] == [2, 4, 5]
    answer = await store.answer(ours, "new")
    assert answer is not None
    assert answer.position == 5


async def test_a_known_key_leaves_the_numbers_and_keys_of_its_whole_batch_right(
    store: PostgresEventStore,
) -> None:
    ours, theirs = sorted((tenant(), tenant()), reverse=True)
    await store.append(
        appending(ours, on(pad(), 0, *notes("a")), key=once("used", answer=b"first"))
    )
    outcomes = await asyncio.gather(
        store.append(appending(ours, on(pad(), 0, *notes("b", "c")), key=once("before"))),
        store.append(appending(theirs, on(pad(), 0, *notes("x")), key=once("used"))),
        store.append(appending(ours, on(pad(), 0, *notes("again", "again")), key=once("used"))),
        store.append(appending(ours, key=once("nothing new"))),
        store.append(appending(ours, on(pad(), 0, *notes("d")), key=once("after"))),
        return_exceptions=True,
    )
    known = outcomes[2]
    assert isinstance(known, AlreadyAnswered)
    assert (known.stored.answer, known.stored.position) == (b"first", 1)
    assert [outcome.position for outcome in outcomes if isinstance(outcome, Appended)] == [
        3,
        1,
        3,
        4,
    ]
    expected = {
        (ours, "before"): 3,
        (theirs, "used"): 1,
        (ours, "nothing new"): 3,
        (ours, "after"): 4,
    }
    for (whose, key), position in expected.items():
        answer = await store.answer(whose, key)
        assert answer is not None
        assert answer.position == position
    assert (await store.head(ours), await store.head(theirs)) == (4, 1)


async def test_one_bad_row_among_two_hundred_fails_alone(store: PostgresEventStore) -> None:
    ours = tenant()
    outcomes = await asyncio.gather(
        *(
            store.append(appending(ours, on(NUL if n == 77 else pad(), 0, *notes(str(n)))))
            for n in range(200)
        ),
        return_exceptions=True,
    )
    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert failed == [77]
    assert await store.head(ours) == 199


async def test_commands_that_wait_together_share_commits(
    store: PostgresEventStore, database: Database
) -> None:
    ours, theirs = tenant(), tenant()
    await asyncio.gather(
        *(
            store.append(appending(owner, on(pad(), 0, *notes("x"))))
            for owner in (ours, theirs)
            for _ in range(100)
        )
    )
    with psycopg.connect(database.administrator_dsn) as connection:
        found = connection.execute("SELECT count(DISTINCT xmin::text) FROM daybook.events")
        assert found.fetchone() == (2,)  # one for each lane


async def test_positions_follow_on_from_what_other_processes_wrote(database: Database) -> None:
    ours = tenant()
    async with postgres_store(database) as (one, _), postgres_store(database) as (two, _):
        for number in range(1, 11):
            writer = one if number % 2 else two
            done = await writer.append(appending(ours, on(pad(), 0, *notes("x"))))
            assert done.position == number


async def test_commits_are_announced_before_they_are_answered(store: PostgresEventStore) -> None:
    ours, theirs = tenant(), tenant()
    heard: dict[TenantId, int] = {}
    store.on_commit(heard.update)
    await asyncio.gather(
        store.append(appending(ours, on(pad(), 0, *notes("1", "2")))),
        store.append(appending(theirs, on(pad(), 0, *notes("1")))),
        store.append(appending(ours, on(pad(), 0, *notes("3")))),
    )
    assert heard == {ours: 3, theirs: 1}
    heard.clear()
    with pytest.raises(StreamConflict):
        await store.append(appending(ours, on(pad(), 7, *notes("x"))))
    assert heard == {}


async def test_a_caller_who_leaves_takes_back_what_was_not_sent(
    store: PostgresEventStore, database: Database
) -> None:
    ours = tenant()
    await store.append(appending(ours, on(pad(), 0, *notes("first"))))
    async with held(database, ours):
        under_way = asyncio.ensure_future(store.append(appending(ours, on(pad(), 0, *notes("x")))))
        await sent(database)
        stays = asyncio.ensure_future(store.append(appending(ours, on(pad(), 0, *notes("y")))))
        leaves = asyncio.ensure_future(store.append(appending(ours, on(pad(), 0, *notes("z")))))
        await asyncio.sleep(0)
        assert store.waiting == 2
        under_way.cancel()
        leaves.cancel()
    assert (await stays).position == 3
    stored = [event.event.model_dump()["text"] for event in await store.log(ours, LogQuery())]
    assert stored == ["first", "x", "y"]


async def test_more_than_may_wait_is_turned_away_at_once(database: Database) -> None:
    ours = tenant()
    options = StoreOptions(limits=Limits(waiting=3))
    async with postgres_store(database, options=options) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes("first"))))
        async with held(database, ours):
            under_way = asyncio.ensure_future(
                store.append(appending(ours, on(pad(), 0, *notes("x"))))
            )
            await sent(database)
            outcomes = asyncio.gather(
                *(store.append(appending(ours, on(pad(), 0, *notes("y")))) for _ in range(5)),
                return_exceptions=True,
            )
            await asyncio.sleep(0)
            assert store.waiting == 3
        await under_way
        assert [type(outcome) for outcome in await outcomes] == [
            Appended, Appended, Appended, StoreOverloaded, StoreOverloaded,
        ]  # fmt: skip
        assert await store.head(ours) == 5


async def test_what_waits_is_written_before_the_store_closes(database: Database) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        appends = asyncio.gather(
            *(store.append(appending(ours, on(pad(), 0, *notes(str(n))))) for n in range(300))
        )
        await asyncio.sleep(0)
    assert sorted(done.position for done in await appends) == list(range(1, 301))
    with pytest.raises(StoreUnavailable):
        await store.append(appending(ours, on(pad(), 0, *notes("late"))))


async def test_nobody_waits_for_ever_for_a_database_that_is_stuck(
    database: Database,
) -> None:
    ours = tenant()
    async with postgres_store(database, options=StoreOptions(patience=0.5)) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes("first"))))
        async with held(database, ours):
            stuck = asyncio.ensure_future(store.append(appending(ours, on(pad(), 0, *notes("x")))))
            await sent(database)
            with pytest.raises(StoreUnavailable):
                await stuck
        assert (await store.append(appending(ours, on(pad(), 0, *notes("y"))))).position == 2


class _Deaf(AppendConnection):
    """A connection on which no answer ever comes, not even that it is lost."""

    def __init__(self) -> None:
        super().__init__("", 1.0)
        self.asked = asyncio.Event()

    async def append(self, appends: Sequence[EncodedAppend]) -> Reply:
        """Say that a batch came, and no more."""
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_whoever_is_under_way_when_the_store_gives_up_is_told() -> None:
    connection = _Deaf()
    writer = AppendWriter(connection, Limits(), patience=0.0)
    append = encode_append(appending(tenant(), on(pad(), 0, *notes("x"))), START, REGISTRY)
    under_way = asyncio.ensure_future(writer.append(append))
    await connection.asked.wait()
    await writer.close()
    with pytest.raises(StoreUnavailable, match="closing"):
        await asyncio.wait_for(under_way, timeout=5)
