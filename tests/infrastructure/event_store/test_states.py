"""Loading: from memory without a question, from a snapshot without the whole history."""

import asyncio
from dataclasses import dataclass
from socket import socket
from typing import Any

import psycopg
import pytest

from application.ports.live_log import Listener
from application.ports.states import Folded
from domain.shared.ids import TenantId
from infrastructure.event_store import states as states_module
from infrastructure.event_store.catalogue import domain_deciders
from infrastructure.event_store.snapshots import freeze, write_snapshot
from tests.cluster import Database
from tests.contracts.notes import PADS, START, Pad, Status, appending, notes, on, pad, tenant
from tests.contracts.stores import cached_states, postgres_store


def snapshots(database: Database) -> list[tuple[Any, ...]]:
    """What the table holds."""
    with psycopg.connect(database.administrator_dsn) as connection:
        return connection.execute(
            "SELECT stream_id, version, state FROM daybook.snapshots"
        ).fetchall()


async def test_a_hot_document_is_loaded_without_asking_the_database(
    database: Database, questions: list[bytes]
) -> None:
    ours, stream = tenant(), pad()
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        first = await states.load(ours, PADS, stream)
        questions.clear()
        assert await states.load(ours, PADS, stream) is first
        assert questions == []


async def test_documents_loaded_at_once_come_with_one_query(
    database: Database, questions: list[bytes]
) -> None:
    ours, streams = tenant(), [pad() for _ in range(20)]
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        for stream in streams:
            await store.append(appending(ours, on(stream, 0, *notes(stream))))
        questions.clear()
        loaded = await asyncio.gather(*(states.load(ours, PADS, stream) for stream in streams))
        assert [folded.state.notes for folded in loaded] == [(stream,) for stream in streams]
        assert questions == [b"histories"]


async def test_absence_is_looked_up_every_time_because_no_append_checks_it(
    database: Database,
) -> None:
    ours, stream = tenant(), pad()
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        assert (await states.load(ours, PADS, stream)).version == 0
        states.keep(ours, Folded(stream, Pad()))
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        assert (await states.load(ours, PADS, stream)).version == 1


async def test_a_state_that_was_kept_while_an_older_one_was_read_stays(database: Database) -> None:
    ours, stream = tenant(), pad()
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        reading = asyncio.ensure_future(states.load(ours, PADS, stream))
        await asyncio.sleep(0)
        newer = Folded(stream, Pad(Status.WRITTEN, ("a", "b")), 2)
        states.keep(ours, newer)
        await reading
        assert await states.load(ours, PADS, stream) is newer


async def test_a_long_stream_gets_a_snapshot_and_is_then_read_from_it(database: Database) -> None:
    ours, stream, short = tenant(), pad(), pad()
    texts = [str(n) for n in range(10)]
    async with postgres_store(database) as (store, pool):
        await store.append(
            appending(ours, on(stream, 0, *notes(*texts)), on(short, 0, *notes("a")))
        )
        async with cached_states(store, pool, snapshot_every=10) as states:
            whole = await states.load(ours, PADS, stream)
            await states.load(ours, PADS, short)
        assert [(row[0], row[1]) for row in snapshots(database)] == [(stream, 10)]
        await store.append(appending(ours, on(stream, 10, *notes("more")), minutes=9))
        with psycopg.connect(database.administrator_dsn) as connection:
            # A mark that only a fold from the snapshot can show.
            connection.execute(
                "UPDATE daybook.snapshots SET state = replace(state::text, '\"9\"', '\"9!\"')::json"
            )
        async with cached_states(store, pool, snapshot_every=10) as states:
            again = await states.load(ours, PADS, stream)
    assert whole.state.notes == tuple(texts)
    assert again.state.notes == (*texts[:9], "9!", "more")
    assert (again.version, again.created_at) == (11, whole.created_at)
    assert again.updated_at != whole.updated_at
    assert [(row[0], row[1]) for row in snapshots(database)] == [(stream, 10)]


async def _snapshot(database: Database, ours: Any, stream: str) -> None:
    async with postgres_store(database) as (store, pool):
        await store.append(appending(ours, on(stream, 0, *notes("a", "b"))))
        async with cached_states(store, pool, snapshot_every=2) as states:
            await states.load(ours, PADS, stream)
    assert len(snapshots(database)) == 1


async def _load_anew(database: Database, ours: Any, stream: str) -> Folded[Pad]:
    async with (
        postgres_store(database) as (store, pool),
        cached_states(store, pool, snapshot_every=2) as states,
    ):
        folded: Folded[Pad] = await states.load(ours, PADS, stream)
        return folded


async def test_a_snapshot_of_other_code_is_not_used_and_soon_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, stream = tenant(), pad()
    await _snapshot(database, ours, stream)
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute('UPDATE daybook.snapshots SET state = \'{"notes": ["old code"]}\'')
    monkeypatch.setattr(states_module, "fold_fingerprint", lambda _: b"other code")
    assert (await _load_anew(database, ours, stream)).state.notes == ("a", "b")
    assert snapshots(database)[0][2] == {"status": "Written", "notes": ["a", "b"]}


async def test_a_snapshot_that_cannot_be_read_costs_time_only(database: Database) -> None:
    ours, stream = tenant(), pad()
    await _snapshot(database, ours, stream)
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute("UPDATE daybook.snapshots SET state = '{\"notes\": 7}'")
    folded = await _load_anew(database, ours, stream)
    assert (folded.state.notes, folded.version) == (("a", "b"), 2)


async def test_a_slower_process_does_not_put_an_older_snapshot_over_a_newer_one(
    database: Database,
) -> None:
    ours, stream = tenant(), pad()
    async with postgres_store(database) as (_, pool):
        for version in (5, 2):
            folded = Folded(stream, Pad(Status.WRITTEN, (str(version),)), version, START, START)
            assert await write_snapshot(pool, ours, b"code", folded)
        assert [row[1] for row in snapshots(database)] == [5]
        older = Folded(stream, Pad(Status.WRITTEN, ("2",)), 2, START, START)
        assert await write_snapshot(pool, ours, b"newer code", older)
    assert [row[1] for row in snapshots(database)] == [2]


@dataclass(frozen=True, slots=True)
class Unwritable:
    """A state with something in it that JSON does not have."""

    thing: socket | None = None


@dataclass(frozen=True, slots=True)
class Lossy:
    """A state that comes back as something else."""

    value: Any = None


@pytest.mark.parametrize("state", [Unwritable(), Lossy((1, 2))], ids=["no schema", "not the same"])
def test_a_state_that_would_not_come_back_the_same_is_not_written(state: object) -> None:
    assert freeze(state) is None
    assert freeze(Pad(Status.WRITTEN, ("a",))) is not None


def test_every_state_of_the_domain_can_be_written_and_read() -> None:
    deciders = domain_deciders().values()
    assert [each.stream_type for each in deciders if freeze(each.initial) is None] == []


class Announcements:
    """A live log that says what the test says."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    def position(self, tenant: TenantId) -> int | None:
        """Not asked here."""
        return 0

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """Not asked here."""
        return True

    def listen(self, listener: Listener) -> None:
        """Remember who listens."""
        self.listeners.append(listener)

    def say(self, of: TenantId, streams: dict[str, int]) -> None:
        """Tell everybody."""
        for listener in self.listeners:
            listener(of, streams)


async def test_who_follows_the_live_log_remembers_absence_until_there_is_news(
    database: Database,
) -> None:
    ours, stream, news = tenant(), pad(), Announcements()
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        states.follow(news)
        assert (await states.load(ours, PADS, stream)).version == 0
        before = pool.get_stats()["requests_num"]
        assert (await states.load(ours, PADS, stream)).version == 0
        assert pool.get_stats()["requests_num"] == before
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        news.say(ours, {stream: 1})
        assert (await states.load(ours, PADS, stream)).version == 1


async def test_what_another_process_wrote_while_it_was_read_is_not_kept_outdated(
    database: Database,
) -> None:
    ours, stream, news = tenant(), pad(), Announcements()
    async with postgres_store(database) as (store, pool), cached_states(store, pool) as states:
        states.follow(news)
        await store.append(appending(ours, on(stream, 0, *notes("a"))))
        reading = asyncio.ensure_future(states.load(ours, PADS, stream))
        await asyncio.sleep(0)
        news.say(ours, {stream: 2})
        assert (await reading).version == 1
        await store.append(appending(ours, on(stream, 1, *notes("b"))))
        assert (await states.load(ours, PADS, stream)).version == 2
