"""Notes for the record of access that wait for the log: bounded, kept through an outage, stored once."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from application.ports.event_store import (
    Append,
    EventStore,
    StoreOverloaded,
    StoreUnavailable,
    StreamAppend,
    StreamConflict,
)
from domain.shared.ids import AccessId, TenantId, UserId
from domain.shared.message import Event

STREAM_TYPE = "audit.access"
MOST_WAITING = 10_000
AT_ONCE = 64
RETRY_SECONDS = 0.5

_NOT_NOW = (StoreOverloaded, StoreUnavailable)


@dataclass(frozen=True, slots=True)
class Note:
    """One event with who did it; its stream is its own, so that storing it again finds it there."""

    tenant: TenantId
    stream_id: AccessId
    event: Event
    actor: UserId
    trace: Mapping[str, str]
    at: datetime

    def append(self) -> Append:
        """What the store is asked for."""
        stream = StreamAppend(self.stream_id, STREAM_TYPE, 0, (self.event,))
        metadata = {"actor": str(self.actor), **self.trace}
        return Append(self.tenant, (stream,), metadata, self.at)


class AccessNotes:
    """Whoever leaves a note never waits and never fails; `lost` counts those that there was no room for."""

    def __init__(
        self,
        store: EventStore,
        wanted: Callable[[TenantId], Awaitable[bool]],
        most: int = MOST_WAITING,
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._most = most
        self._waiting: deque[Note] = deque()
        self._news = asyncio.Event()
        self.lost = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def leave(self, note: Note) -> None:
        """Have it stored as soon as the log takes it."""
        if len(self._waiting) >= self._most:
            self.lost += 1
            return
        self._waiting.append(note)
        self._news.set()

    async def store(self, note: Note) -> bool:
        """Store it before going on; raises `StoreOverloaded` and `StoreUnavailable`.

        False when it is in the log already: an attempt whose answer got lost has stored it.
        """
        try:
            await self._store.append(note.append())
        except StreamConflict:
            return False
        return True

    async def news(self, seconds: float | None) -> None:
        """Wait until something is left here, at most so long."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    async def store_all(self) -> None:
        """Store all that waits, again and again while the log does not take it."""
        self._news.clear()
        while self._waiting:
            if not await self._store_some():
                await asyncio.sleep(RETRY_SECONDS)

    async def _store_some(self) -> bool:
        """False when the log did not take all of it; what it did not take waits on."""
        taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        left = taken
        try:
            stored = await asyncio.gather(*(self._attempt(note) for note in taken))
            left = [note for note, done in zip(taken, stored, strict=True) if not done]
        finally:
            self._waiting.extendleft(reversed(left))
        return not left

    async def _attempt(self, note: Note) -> bool:
        """True when it has not to be tried again."""
        try:
            if await self._wanted(note.tenant):
                await self.store(note)
        except _NOT_NOW:
            return False
        except Exception:  # noqa: BLE001 - one note that cannot be stored must not hold up the others
            self.lost += 1
        return True
