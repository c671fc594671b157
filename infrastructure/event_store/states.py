"""The `States` port: folded states from memory, else from snapshot and events."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
from psycopg_pool import PoolTimeout
from pydantic import ValidationError

from application.ports.event_store import EventStore, Upto
from application.ports.live_log import LiveLog
from application.ports.states import Folded
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, HasStatus
from infrastructure.event_store.fingerprint import fold_fingerprint
from infrastructure.event_store.histories import History, HistoryKey, HistoryReader
from infrastructure.event_store.snapshots import thaw, write_snapshot
from infrastructure.event_store.state_cache import StateCache
from infrastructure.postgres.pool import Pool

S = TypeVar("S", bound=HasStatus)

BUDGET = 128 * 1024 * 1024
SNAPSHOT_EVERY = 100


class CachedStates:
    """Safe to share between all tasks of a process.

    That a document does not exist is kept only by who `follow`s the live log: nothing but news ends it.
    """

    def __init__(
        self,
        pool: Pool,
        store: EventStore,
        histories: HistoryReader,
        *,
        budget: int = BUDGET,
        snapshot_every: int = SNAPSHOT_EVERY,
    ) -> None:
        self._pool = pool
        self._store = store
        self._histories = histories
        self._cache = StateCache(budget)
        self._snapshot_every = snapshot_every
        self._follows = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def kept_bytes(self) -> int:
        """About how much is kept."""
        return self._cache.weight

    @property
    def most_bytes(self) -> int:
        """How much may be kept."""
        return self._cache.budget

    async def load(self, tenant: TenantId, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The newest known state, from memory when it is there, else from snapshot and events."""
        kept = self._cache.get((tenant, stream_id))
        if kept is not None:
            return kept
        key = HistoryKey(tenant, stream_id, fold_fingerprint(decider))
        history = await self._histories.read(key)
        folded = _fold(decider, stream_id, history)
        if folded is None:  # a snapshot that today's code cannot read: begin at the beginning
            return await self.load_at(tenant, decider, stream_id, Upto())
        if len(history.events) >= self._snapshot_every:
            self._write_later(key, folded)
        if folded.version > 0 or self._follows:
            self._cache.put((tenant, stream_id), folded)
        return folded

    async def load_at(
        self, tenant: TenantId, decider: Decider[S], stream_id: str, upto: Upto
    ) -> Folded[S]:
        """The state as history tells it up to a version, position or instant; never kept."""
        events = await self._store.stream(tenant, stream_id, upto=upto)
        return Folded(stream_id, decider.initial).after(decider, events)

    def keep(self, tenant: TenantId, folded: Folded[Any]) -> None:
        """Remember a state that was just appended."""
        if folded.version > 0:
            self._cache.put((tenant, folded.stream_id), folded)

    def forget(self, tenant: TenantId, stream_id: str) -> None:
        """Drop what is kept of a stream, so that the next load reads."""
        self._cache.drop((tenant, stream_id))

    def forget_tenant(self, tenant: TenantId) -> None:
        """Drop all that is kept of a tenant, because something in its log says less than before."""
        self._cache.forget(tenant)

    def follow(self, live_log: LiveLog) -> None:
        """Be told of what other processes write, which makes what is kept of it outdated."""
        live_log.listen(self._heard)
        self._follows = True

    def _heard(self, tenant: TenantId, streams: Mapping[str, int]) -> None:
        for stream_id, version in streams.items():
            self._cache.outdate((tenant, stream_id), version)

    async def close(self) -> None:
        """Finish the snapshots that are being written, and ask no more."""
        await asyncio.gather(*self._tasks)
        self._histories.close()

    def _write_later(self, key: HistoryKey, folded: Folded[Any]) -> None:
        task = asyncio.get_running_loop().create_task(self._write(key, folded))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self, key: HistoryKey, folded: Folded[Any]) -> None:
        # A snapshot only saves time: when the database is busy, the next load tries again.
        with contextlib.suppress(psycopg.Error, PoolTimeout):
            await write_snapshot(self._pool, key.tenant, key.fingerprint, folded)


def _fold(decider: Decider[S], stream_id: str, history: History) -> Folded[S] | None:
    """The folded history; None when its snapshot cannot be read."""
    state, version, created, updated = decider.initial, 0, None, None
    if history.snapshot is not None:
        try:
            state = thaw(type(decider.initial), history.snapshot)
        except ValidationError:
            return None
        version, _, created, updated = history.snapshot
    for version, event, updated in history.events:  # noqa: B007 - the last ones are where it stands
        created = created or updated
        state = decider.evolve(state, event)
    return Folded(stream_id, state, version, created, updated)
