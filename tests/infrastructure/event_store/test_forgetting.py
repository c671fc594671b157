"""Answers are kept for a week, then forgotten; the events stay."""

import asyncio
from datetime import timedelta

import psycopg

from application.ports.event_store import Appended
from infrastructure.event_store.encoding import key_digest
from infrastructure.event_store.forgetting import forget_answers
from infrastructure.event_store.store import StoreOptions
from infrastructure.real_time import real_time
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, once, pad, tenant
from tests.contracts.stores import postgres_store


async def test_answers_older_than_the_given_instant_are_forgotten(database: Database) -> None:
    ours = tenant()
    now = real_time()
    past = StoreOptions(now=lambda: now - timedelta(days=3))
    async with postgres_store(database, options=past) as (store, pool):
        await asyncio.gather(
            *(
                store.append(appending(ours, on(pad(), 0, *notes("a")), key=once(f"old {n}")))
                for n in range(1500)
            )
        )
    async with postgres_store(database) as (store, pool):
        await store.append(appending(ours, on(pad(), 0, *notes("b")), key=once("new")))
        assert await forget_answers(pool, now - timedelta(days=2)) == 1500
        assert await store.answer(ours, "old 7") is None
        assert await store.answer(ours, "new") is not None
        assert await store.head(ours) == 1501
        again = await store.append(appending(ours, on(pad(), 0, *notes("c")), key=once("old 7")))
        assert isinstance(again, Appended)


async def test_an_open_store_forgets_by_itself_after_a_week(database: Database) -> None:
    ours = tenant()
    for days, key in ((8, "old"), (6, "recent")):
        past = StoreOptions(now=lambda days=days: real_time() - timedelta(days=days))  # type: ignore[misc]
        async with postgres_store(database, options=past) as (store, _):
            await store.append(appending(ours, on(pad(), 0, *notes("a")), key=once(key)))

    async def until(expected: list[str]) -> None:
        async with await psycopg.AsyncConnection.connect(
            database.administrator_dsn, autocommit=True
        ) as asking:
            found: list[str] = []
            while found != expected:
                rows = await asking.execute("SELECT key_digest FROM daybook.idempotency_keys")
                kept = {row[0].bytes for row in await rows.fetchall()}
                found = [key for key in ("old", "recent") if key_digest(ours, key) in kept]

    await until(["old", "recent"])
    async with postgres_store(database), asyncio.timeout(10.0):
        await until(["recent"])
