"""Whatever happens to a connection: stored once or not at all, and the caller is told which."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    LogQuery,
    StoreUnavailable,
    StreamConflict,
)
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.store import PostgresEventStore, StoreOptions, open_event_store
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database
from tests.contracts.notes import PADS, REGISTRY, appending, notes, on, once, pad, tenant
from tests.contracts.stores import cached_states, held, postgres_store, sent
from tests.faults.line import Fault, Line, line_to

LOSSES = (Fault.CUT_QUESTION, Fault.CUT_ANSWER, Fault.SILENCE)


@asynccontextmanager
async def store_over(
    database: Database, options: StoreOptions
) -> AsyncIterator[tuple[PostgresEventStore, Line]]:
    """A store whose writer speaks over a line that can be cut; it reads undisturbed."""
    async with (
        line_to(database.dsn) as line,
        open_pool(database.dsn, size=1) as pool,
        open_event_store(line.dsn, pool, REGISTRY, options) as store,
    ):
        yield store, line


@pytest.fixture
async def fragile(database: Database) -> AsyncIterator[tuple[PostgresEventStore, Line]]:
    async with store_over(database, StoreOptions(patience=2.0)) as both:
        yield both


async def texts(store: PostgresEventStore, ours: object) -> list[str]:
    """All notes of a tenant, in order."""
    events = await store.log(ours, LogQuery(limit=1000))  # type: ignore[arg-type]
    return [event.event.model_dump()["text"] for event in events]


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_command_is_stored_once_when_the_line_dies_under_it(
    fragile: tuple[PostgresEventStore, Line], loss: Fault
) -> None:
    store, line = fragile
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("before"))))
    line.strike(loss)
    done = await store.append(appending(ours, on(stream, 1, *notes("one", "two")), key=once("k")))
    assert line.struck.is_set()
    assert done.position == 3
    assert await texts(store, ours) == ["before", "one", "two"]
    answer = await store.answer(ours, "k")
    assert answer is not None
    assert answer.position == 3


@pytest.mark.parametrize("loss", LOSSES)
async def test_every_command_of_a_batch_learns_its_own_outcome_when_the_line_dies(
    fragile: tuple[PostgresEventStore, Line], loss: Fault
) -> None:
    store, line = fragile
    ours, theirs, stream = tenant(), tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("0")), key=once("used")))
    await store.append(appending(theirs, on(pad(), 0, *notes("0"))))
    line.strike(loss)
    outcomes = await asyncio.gather(
        *(
            store.append(appending(owner, on(pad(), 0, *notes(str(n)))))
            for n in range(1, 6)
            for owner in (ours, theirs)
        ),
        store.append(appending(ours, on(stream, 0, *notes("conflict")))),
        store.append(appending(ours, on(pad(), 0, *notes("known")), key=once("used"))),
        store.append(appending(ours, on(stream, 1), key=once("only a check"))),
        return_exceptions=True,
    )
    assert line.struck.is_set()
    *stored, conflict, known, checked = outcomes
    for owner, told in ((ours, stored[::2]), (theirs, stored[1::2])):
        positions = [done.position for done in told if isinstance(done, Appended)]
        assert sorted(positions) == [2, 3, 4, 5, 6]
        log = await texts(store, owner)
        assert [log[position - 1] for position in positions] == list("12345")
    assert isinstance(conflict, StreamConflict)
    assert isinstance(known, AlreadyAnswered)
    assert isinstance(checked, Appended)


async def test_a_stored_command_is_recognised_though_others_went_on_with_its_document(
    database: Database,
) -> None:
    ours, stream = tenant(), pad()
    async with (
        store_over(database, StoreOptions(patience=5.0)) as (store, line),
        postgres_store(database) as (other, _),
    ):
        await store.append(appending(ours, on(stream, 0, *notes("0"))))
        line.strike(Fault.CUT_ANSWER)
        ours_is_lost = asyncio.ensure_future(
            store.append(appending(ours, on(stream, 1, *notes("1")), key=once("k")))
        )
        await line.struck.wait()
        await other.append(appending(ours, on(stream, 2, *notes("2"))))
        assert (await ours_is_lost).position == 2
        assert await texts(store, ours) == ["0", "1", "2"]


async def test_a_command_that_was_not_stored_meets_the_conflict_that_arose_meanwhile(
    database: Database,
) -> None:
    ours, stream = tenant(), pad()
    async with (
        store_over(database, StoreOptions(patience=5.0)) as (store, line),
        postgres_store(database) as (other, _),
    ):
        await store.append(appending(ours, on(stream, 0, *notes("0"))))
        line.strike(Fault.CUT_QUESTION)
        ours_is_lost = asyncio.ensure_future(
            store.append(appending(ours, on(stream, 1, *notes("ours"))))
        )
        await line.struck.wait()
        line.strike(Fault.REFUSE)
        await other.append(appending(ours, on(stream, 1, *notes("theirs"))))
        line.mend()
        with pytest.raises(StreamConflict):
            await ours_is_lost
        assert await texts(store, ours) == ["0", "theirs"]


async def test_a_command_whose_dead_connection_stores_it_after_all_is_stored_once(
    fragile: tuple[PostgresEventStore, Line], database: Database
) -> None:
    store, line = fragile
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("0"))))
    async with held(database, ours):
        append = asyncio.ensure_future(store.append(appending(ours, on(stream, 1, *notes("1")))))
        await sent(database)
        line.hang_up()  # nobody tells the backend, which goes on waiting
        await sent(database, 2)
    assert (await append).position == 2
    assert await texts(store, ours) == ["0", "1"]


async def test_a_server_that_says_nothing_to_a_new_connection_is_given_up(
    fragile: tuple[PostgresEventStore, Line],
) -> None:
    store, line = fragile
    line.strike(Fault.SILENCE)
    assert (await store.append(appending(tenant(), on(pad(), 0, *notes("x"))))).position == 1
    assert line.struck.is_set()


async def test_while_nobody_gets_through_callers_are_told_in_time_and_no_queue_grows(
    database: Database,
) -> None:
    ours = tenant()
    options = StoreOptions(patience=0.5, limits=Limits(waiting=10))
    async with store_over(database, options) as (store, line):
        await store.append(appending(ours, on(pad(), 0, *notes("0"))))
        line.strike(Fault.REFUSE)
        async with asyncio.timeout(5.0):
            outcomes = await asyncio.gather(
                *(store.append(appending(ours, on(pad(), 0, *notes("x")))) for _ in range(30)),
                return_exceptions=True,
            )
        kinds = [type(outcome).__name__ for outcome in outcomes]
        assert (kinds.count("StoreUnavailable"), kinds.count("StoreOverloaded")) == (10, 20)
        line.mend()
        assert (await store.append(appending(ours, on(pad(), 0, *notes("1"))))).position == 2


async def test_an_outage_shorter_than_the_patience_is_only_slow(database: Database) -> None:
    ours = tenant()
    async with store_over(database, StoreOptions(patience=20.0)) as (store, line):
        await store.append(appending(ours, on(pad(), 0, *notes("0"))))
        line.strike(Fault.REFUSE)
        appends = asyncio.gather(
            *(store.append(appending(ours, on(pad(), 0, *notes("x")))) for _ in range(50))
        )
        await asyncio.wait({appends}, timeout=0.3)
        line.mend()
        assert sorted(done.position for done in await appends) == list(range(2, 52))


KILL = b"""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'daybook writer' AND datname = current_database()
"""


@pytest.mark.parametrize("moment", ["idle", "waiting for the log"])
async def test_a_terminated_backend_loses_nothing_and_doubles_nothing(
    database: Database, moment: str
) -> None:
    ours = tenant()
    async with (
        postgres_store(database) as (store, _),
        await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as killer,
    ):
        await store.append(appending(ours, on(pad(), 0, *notes("0"))))
        if moment == "idle":
            await killer.execute(KILL)
            done = await store.append(appending(ours, on(pad(), 0, *notes("1"))))
        else:
            async with await psycopg.AsyncConnection.connect(database.administrator_dsn) as holder:
                await holder.execute("SELECT 1 FROM daybook.log_heads FOR UPDATE")
                append = asyncio.ensure_future(
                    store.append(appending(ours, on(pad(), 0, *notes("1"))))
                )
                waiting = KILL + b"AND wait_event_type = 'Lock'"
                while (await killer.execute(waiting)).rowcount == 0:
                    pass
            done = await append
        assert done.position == 2
        assert await texts(store, ours) == ["0", "1"]


async def test_a_store_that_never_gets_through_closes_in_time(database: Database) -> None:
    async with line_to(database.dsn) as line, open_pool(database.dsn, size=1) as pool:
        line.strike(Fault.REFUSE)
        async with (
            asyncio.timeout(5.0),
            open_event_store(line.dsn, pool, REGISTRY, StoreOptions(patience=0.5)) as store,
        ):
            append = asyncio.ensure_future(
                store.append(appending(tenant(), on(pad(), 0, *notes("x"))))
            )
            await asyncio.sleep(0)
        with pytest.raises(StoreUnavailable):
            await append


async def test_reading_goes_on_over_a_new_connection(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with (
        line_to(database.dsn) as line,
        open_pool(line.dsn, size=1) as pool,
        open_event_store(line.dsn, pool, REGISTRY) as store,
        cached_states(store, pool) as states,
    ):
        await store.append(appending(ours, on(stream, 0, *notes("a")), key=once("k")))
        for loss in (Fault.CUT_QUESTION, Fault.CUT_ANSWER):
            for read in (
                lambda: store.stream(ours, stream),
                lambda: store.head(ours),
                lambda: store.answer(ours, "k"),
                lambda: states.load(ours, PADS, stream),
            ):
                expected = await read()
                states.forget(ours, stream)
                line.strike(loss)
                assert await read() == expected
                assert line.struck.is_set()


async def test_reading_tells_when_nobody_gets_through(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with (
        line_to(database.dsn) as line,
        open_pool(database.dsn, size=1) as pool,
        open_pool(line.dsn, size=1) as broken,
        open_event_store(database.dsn, pool, REGISTRY) as store,
    ):
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        async with cached_states(store, broken) as states:
            line.strike(Fault.REFUSE)
            with pytest.raises(StoreUnavailable):
                await states.load(ours, PADS, stream)
            line.mend()
            assert (await states.load(ours, PADS, stream)).version == 1
