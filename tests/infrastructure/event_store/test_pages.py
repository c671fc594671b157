"""Whole logs are read ahead of who reads them, and never otherwise than they are."""

import asyncio

from application.ports.event_store import LogQuery
from infrastructure.event_store.store import PostgresEventStore
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store


async def positions(store: PostgresEventStore, ours: object, query: LogQuery) -> list[int]:
    """The positions on a page."""
    return [event.position for event in await store.log(ours, query)]  # type: ignore[arg-type]


async def test_a_log_read_page_by_page_has_every_event_once_also_what_came_meanwhile(
    database: Database,
) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes(*"x" * 1100))))
        seen: list[int] = []
        while page := await positions(store, ours, LogQuery(after=len(seen), limit=250)):
            seen += page
            if len(seen) in (500, 1220):
                await store.append(appending(ours, on(pad(), 0, *notes(*"y" * 120))))
        assert seen == list(range(1, 1341))


async def test_the_next_page_is_on_its_way_before_it_is_asked_for(
    database: Database, questions: list[bytes]
) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes(*"x" * 1000))))
        questions.clear()
        await positions(store, ours, LogQuery(limit=300))
        assert questions == [b"page", b"page"]
        assert await positions(store, ours, LogQuery(after=300, limit=300)) == [*range(301, 601)]
        assert questions == [b"page"] * 3


async def test_nothing_is_read_ahead_that_somebody_has_asked_for_already(
    database: Database, questions: list[bytes]
) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes(*"x" * 900))))
        questions.clear()
        await asyncio.gather(
            *(positions(store, ours, LogQuery(after=n, limit=300)) for n in (0, 300, 600))
        )
        assert questions == [b"page"] * 4  # only what comes after all of them


async def test_small_pages_and_the_last_one_asked_for_are_not_read_ahead(
    database: Database, questions: list[bytes]
) -> None:
    ours = tenant()
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(pad(), 0, *notes(*"x" * 1000))))
        questions.clear()
        await positions(store, ours, LogQuery(limit=100))
        await positions(store, ours, LogQuery(limit=500, until=500))
        await positions(store, ours, LogQuery(limit=500, after=900))
        assert questions == [b"page"] * 3


async def test_many_who_read_at_once_disturb_nobody(database: Database) -> None:
    tenants = [tenant() for _ in range(12)]
    async with postgres_store(database) as (store, _):
        await asyncio.gather(
            *(store.append(appending(ours, on(pad(), 0, *notes(*"x" * 600)))) for ours in tenants)
        )

        async def read(ours: object) -> list[int]:
            seen: list[int] = []
            while page := await positions(store, ours, LogQuery(after=len(seen), limit=250)):
                seen += page
            return seen

        assert await asyncio.gather(*map(read, tenants)) == [[*range(1, 601)]] * 12
