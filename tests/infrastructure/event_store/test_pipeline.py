"""A pipeline asks without waiting, and each question gets its own answer or its own error."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from infrastructure.event_store.pipeline import ConnectionLost, Pipeline
from tests.cluster import Database

PREPARED = (
    b"PREPARE square AS SELECT $1::text::integer ^ 2 AS square, $1::text",
    b"PREPARE count_to AS SELECT generate_series(1, $1::text::integer)",
    b"PREPARE wait AS SELECT pg_sleep($1::text::float)",
    b"PREPARE long_text AS SELECT length($1::text)",
)


async def terminate(database: Database) -> int:
    """End the backend of the pipeline; how many there were."""
    async with await psycopg.AsyncConnection.connect(database.dsn, autocommit=True) as killer:
        ended = await killer.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = 'test' AND wait_event = 'PgSleep'"
        )
        return ended.rowcount


@pytest.fixture
async def pipeline(database: Database) -> AsyncIterator[Pipeline]:
    opened = await Pipeline.open(database.dsn, "test", PREPARED)
    yield opened
    opened.abandon("the test is over")
    await terminate(database)


async def test_answers_come_in_the_order_of_the_questions(pipeline: Pipeline) -> None:
    answers = await asyncio.gather(*(pipeline.ask(b"square", [b"%d" % n]) for n in range(200)))
    assert answers == [[(float(n * n), str(n))] for n in range(200)]


async def test_an_answer_has_all_its_rows_or_none(pipeline: Pipeline) -> None:
    assert await pipeline.ask(b"count_to", [b"3"]) == [(1,), (2,), (3,)]
    assert await pipeline.ask(b"count_to", [b"0"]) == []
    assert len(await pipeline.ask(b"count_to", [b"100000"])) == 100_000


async def test_an_error_belongs_to_its_question_only(pipeline: Pipeline) -> None:
    outcomes = await asyncio.gather(
        *(pipeline.ask(b"square", [text]) for text in (b"2", b"two", b"3")), return_exceptions=True
    )
    assert isinstance(outcomes[1], psycopg.errors.InvalidTextRepresentation)
    assert outcomes[::2] == [[(4.0, "2")], [(9.0, "3")]]


async def test_questions_larger_than_any_buffer_go_through(pipeline: Pipeline) -> None:
    sizes = (5_000_000, 1, 20_000_000, 10)
    answers = await asyncio.gather(*(pipeline.ask(b"long_text", [b"x" * n]) for n in sizes))
    assert answers == [[(size,)] for size in sizes]


async def test_whoever_leaves_does_not_take_the_next_one_s_answer(pipeline: Pipeline) -> None:
    leaves = asyncio.ensure_future(pipeline.ask(b"square", [b"2"]))
    stays = asyncio.ensure_future(pipeline.ask(b"square", [b"3"]))
    await asyncio.sleep(0)
    leaves.cancel()
    assert await stays == [(9.0, "3")]


async def test_all_who_wait_are_told_when_the_connection_is_given_up(pipeline: Pipeline) -> None:
    waiting = [asyncio.ensure_future(pipeline.ask(b"wait", [b"60"])) for _ in range(3)]
    await asyncio.sleep(0)
    pipeline.abandon("enough")
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["enough"] * 3
    assert pipeline.lost
    with pytest.raises(ConnectionLost):
        await pipeline.ask(b"square", [b"2"])


async def test_all_who_wait_are_told_when_the_backend_is_terminated(
    pipeline: Pipeline, database: Database
) -> None:
    waiting = [asyncio.ensure_future(pipeline.ask(b"wait", [b"60"])) for _ in range(3)]
    while not await terminate(database):
        pass
    first, *others = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(first, ConnectionLost | psycopg.errors.AdminShutdown)
    assert all(isinstance(outcome, ConnectionLost) for outcome in others)
    assert pipeline.lost


async def test_a_server_that_is_not_there_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionLost):
        await Pipeline.open("host=127.0.0.1 port=1 dbname=x", "test", ())
