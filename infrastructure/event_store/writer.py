"""The one task of a process that writes events: it takes whatever waits and commits it together.

A commit costs the same for one command as for hundreds, so throughput comes from sharing it. Commands stay
strangers to each other: one's conflict, duplicate or unstorable row is its own outcome only.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

import psycopg

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    StoreUnavailable,
    StreamConflict,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.append_connection import AppendConnection
from infrastructure.event_store.batch import Outcome, outcomes
from infrastructure.event_store.canonical import Unstorable
from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.event_store.pipeline import ConnectionLost
from infrastructure.event_store.queue import AppendQueue, Limits, Waiting

News = Iterable[tuple[TenantId, int]]
"""Tenants with the positions that their logs have reached."""

_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5)

# Nothing was stored, and the same batch may well succeed later: conflicts of transactions (40), full disks
# and too many connections (53), time-outs and shutdowns (55, 57), input/output (58), read-only standby
# (25006), a tenant's log that disappeared (P0002).
_PASSING = ("08", "40", "53", "55", "57", "58", "25006", "P0002")
_UNSTORABLE = ("22", "23514", "54")


class AppendWriter:
    """Start it inside the running loop; `append` may be called by any number of tasks."""

    def __init__(
        self,
        connection: AppendConnection,
        limits: Limits,
        patience: float,
    ) -> None:
        self._connection = connection
        self._listeners: list[Callable[[News], None]] = []
        self._patience = patience
        self._queue = AppendQueue(limits)
        self._loop = asyncio.get_running_loop()
        self._failures = 0
        self._tasks = {
            self._loop.create_task(self._run(), name="event writer") for _ in range(limits.lanes)
        }

    @property
    def waiting(self) -> int:
        """How many appends stand in line."""
        return len(self._queue)

    def on_commit(self, announce: Callable[[News], None]) -> None:
        """Call `announce` after every commit with the heads that it reached."""
        self._listeners.append(announce)

    async def append(self, append: EncodedAppend) -> Appended:
        """Wait for the outcome; a caller that is cancelled before the append was sent withdraws it."""
        outcome: asyncio.Future[Appended] = self._loop.create_future()
        self._queue.put(Waiting(append, outcome, self._loop.time() + self._patience))
        return await outcome

    async def close(self) -> None:
        """Write what waits, tell the rest that the store is unavailable, and let go of the connection."""
        self._queue.close()
        _, late = await asyncio.wait(self._tasks, timeout=self._patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._queue.expire(float("inf"))
        self._connection.close()

    async def _run(self) -> None:
        while await self._queue.wait():
            # Held by nobody here: what a batch was made of is gone before its callers come back with more.
            await self._take_care_of(self._queue.take())

    async def _take_care_of(self, batch: Sequence[Waiting]) -> None:
        try:
            await self._write(batch)
        except asyncio.CancelledError:
            for waiting in batch:
                waiting.fail(StoreUnavailable("the store is closing"))
            raise

    async def _write(self, batch: Sequence[Waiting]) -> None:
        if not batch:
            return
        try:
            reply = await self._connection.append([waiting.append for waiting in batch])
            found = outcomes([waiting.append for waiting in batch], reply)
            await self._resolve(batch, found)
        except ConnectionLost:
            for waiting in batch:
                waiting.in_doubt = True
            await self._try_later(batch)
        except psycopg.Error as failure:
            await self._refused(batch, failure)
        except Exception as failure:  # noqa: BLE001 - it belongs to the callers, the writer lives on
            for waiting in batch:
                waiting.fail(failure)

    async def _refused(self, batch: Sequence[Waiting], failure: psycopg.Error) -> None:
        """The database took nothing of the batch: look for the one that is to blame."""
        if (failure.sqlstate or "").startswith(_PASSING):
            await self._try_later(batch)
        elif len(batch) > 1:
            half = len(batch) // 2
            await self._write(batch[:half])
            await self._write(batch[half:])
        else:
            batch[0].fail(_rejection(failure))

    async def _resolve(self, batch: Sequence[Waiting], found: Sequence[Outcome]) -> None:
        heads: dict[TenantId, int] = {}
        try:
            for waiting, outcome in zip(batch, found, strict=True):
                settled = outcome
                if waiting.in_doubt and not isinstance(outcome, Appended):
                    settled = await self._settle(waiting.append, outcome)
                if isinstance(settled, Appended):
                    waiting.succeed(settled)
                    # One whose acknowledgement was lost may come after newer ones.
                    tenant = waiting.append.tenant
                    heads[tenant] = max(settled.position, heads.get(tenant, 0))
                else:
                    waiting.fail(settled)
            self._failures = 0
        finally:
            for announce in self._listeners:
                announce(heads.items())

    async def _settle(
        self, append: EncodedAppend, outcome: StreamConflict | AlreadyAnswered
    ) -> Outcome:
        """Was it stored, and only the acknowledgement lost? Its event ids, or its very answer, tell.

        It cannot still be stored later by the dead connection: one of its streams has moved on.
        """
        position = await self._connection.find(append) if append.rows else None
        if position is not None:
            return Appended(position, append.recorded_at)
        if isinstance(outcome, AlreadyAnswered) and append.key is not None and not append.rows:
            stored, key = outcome.stored, append.key
            if (stored.request_hash, stored.answer) == (key.request_hash, key.answer):
                return Appended(stored.position, append.recorded_at)
        return outcome

    async def _try_later(self, batch: Sequence[Waiting]) -> None:
        self._queue.put_back(batch)
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        await asyncio.sleep(pause)
        self._queue.expire(self._loop.time())


def _rejection(failure: psycopg.Error) -> Exception:
    """What the only command of a batch is told that the database refused."""
    if (failure.sqlstate or "").startswith(_UNSTORABLE):
        rejection: Exception = Unstorable(str(failure))
    else:
        rejection = StoreUnavailable(str(failure))
    rejection.__cause__ = failure
    return rejection
