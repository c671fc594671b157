"""Batches of whatever commands, against the store in memory, which takes them one after the other."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest

from application.ports.event_store import (
    AlreadyAnswered,
    Append,
    Appended,
    EventStore,
    LogQuery,
    StreamAppend,
    StreamConflict,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.store import StoreOptions
from tests.cluster import Database
from tests.contracts.in_memory_event_store import InMemoryEventStore
from tests.contracts.notes import REGISTRY, appending, notes, on, once, pad, tenant
from tests.contracts.stores import postgres_store

OURS, THEIRS = tenant(), tenant()
PADS = [pad() for _ in range(10)]
KEYS = [f"key {number}" for number in range(20)]
ONE_LANE = StoreOptions(limits=Limits(lanes=1))


def commands(chance: Random) -> Iterator[Append]:
    """Strangers to each other, as a batch has them: no two touch the same stream or key of a tenant.

    They open streams that are there or not, add to them, only look at them, at versions that hold or not.
    """
    for owner in (OURS, THEIRS):
        pads, keys = chance.sample(PADS, len(PADS)), chance.sample(KEYS, len(KEYS))
        while pads:
            known = [pads.pop() for _ in range(min(chance.randint(0, 3), len(pads)))]
            touched = [*known, *(pad() for _ in range(chance.randint(0, 2)))]
            key = once(keys[-1], answer=chance.randbytes(8)) if chance.random() < 0.5 else None
            yield appending(owner, *(_touching(stream, chance) for stream in touched), key=key)
            keys.pop()


def _touching(stream: str, chance: Random) -> StreamAppend:
    version = chance.choice((0, 0, 0, 1, 1, 2, 3))
    return on(stream, version, *notes(*["x"] * chance.choice((0, 1, 1, 2))))


async def outcome(store: EventStore, append: Append) -> tuple[object, ...]:
    """What became of a command, told alike by every store."""
    try:
        return (Appended, (await store.append(append)).position)
    except StreamConflict as conflict:
        return (StreamConflict, sorted(conflict.stream_ids))
    except AlreadyAnswered as already:
        return (AlreadyAnswered, already.stored)


async def told(store: EventStore, owner: TenantId) -> list[object]:
    """Everything that a tenant's log and keys tell, but for ids and times."""
    events = await store.log(owner, LogQuery(limit=10_000))
    lines = [(event.position, event.stream_id, event.version) for event in events]
    return [await store.head(owner), lines, [await store.answer(owner, key) for key in KEYS]]


@pytest.mark.parametrize("seed", range(8))
async def test_a_batch_ends_as_if_its_commands_had_come_one_by_one(
    database: Database, seed: int
) -> None:
    chance, oracle = Random(seed), InMemoryEventStore(REGISTRY)
    async with postgres_store(database, options=ONE_LANE) as (store, _):
        for _ in range(8):
            batch = list(commands(chance))
            expected = [await outcome(oracle, append) for append in batch]
            found = await asyncio.gather(*(outcome(store, append) for append in batch))
            assert found == expected
        for owner in (OURS, THEIRS):
            assert await told(store, owner) == await told(oracle, owner)
