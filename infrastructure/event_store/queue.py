"""Appends that wait for the writer: bounded, first come first served, never two of one stream at a time."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from application.ports.event_store import Appended, StoreOverloaded, StoreUnavailable
from infrastructure.event_store.encoding import EncodedAppend

_RETRY_AFTER = 1.0


@dataclass(eq=False, slots=True)
class Waiting:
    """An append and whoever awaits its outcome until `deadline` (of the loop's clock).

    `in_doubt` once it was sent over a connection that died before the answer came.
    """

    append: EncodedAppend
    outcome: "asyncio.Future[Appended]"
    deadline: float
    in_doubt: bool = False

    def succeed(self, appended: Appended) -> None:
        """Tell the caller, unless it has gone."""
        if not self.outcome.done():
            self.outcome.set_result(appended)

    def fail(self, failure: Exception) -> None:
        """Tell the caller, unless it has gone."""
        if not self.outcome.done():
            self.outcome.set_exception(failure)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait, and how much goes into one batch."""

    waiting: int = 4096
    waiting_bytes: int = 64 * 1024 * 1024
    batch: int = 256
    batch_bytes: int = 4 * 1024 * 1024
    lanes: int = 2
    """Batches under way at a time: the database works on one while we prepare the other."""
    beside: int = 32
    """So many must wait for a batch to set off beside another. It would not be written any sooner, as the
    database takes one after the other, and fewer are better off with those who come meanwhile."""


class AppendQueue:
    """What waits to be written."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0
        self._bell = asyncio.Event()
        self._closed = False
        self._free = 0
        self._idle = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, waiting: Waiting) -> None:
        """Stand in line; raises `StoreOverloaded` when it is too long, `StoreUnavailable` when closed."""
        if self._closed:
            raise StoreUnavailable("the store is closing")
        limits, size = self._limits, waiting.append.size
        if len(self._waiting) >= limits.waiting or (
            self._waiting and self._bytes + size > limits.waiting_bytes
        ):
            raise StoreOverloaded(_RETRY_AFTER)
        self._waiting.append(waiting)
        self._bytes += size
        if self._due():
            self._bell.set()

    def put_back(self, batch: Iterable[Waiting]) -> None:
        """Return to the front what could not be written; it was let in before, so it is not refused."""
        returned = list(batch)
        self._waiting.extendleft(reversed(returned))
        self._bytes += sum(waiting.append.size for waiting in returned)
        if self._due():
            self._bell.set()

    def close(self) -> None:
        """Let nobody in any more; what waits is still taken."""
        self._closed = True
        self._bell.set()

    async def wait(self) -> bool:
        """True once a batch is due; False when closed and nothing is left."""
        self._free += 1
        try:
            while not self._due():
                if self._closed:
                    return False
                self._bell.clear()
                self._idle += 1
                try:
                    await self._bell.wait()
                    await asyncio.sleep(0)  # those who were woken together arrive together
                finally:
                    self._idle -= 1
            return True
        finally:
            self._free -= 1

    def take(self) -> list[Waiting]:
        """The next batch: in order, but whoever meets a stream or key of an earlier one stays in line.

        When other lanes are idle it is not more than a fair share of the line.
        """
        share = ceil(len(self._waiting) / (1 + self._idle))
        most = min(self._limits.batch, max(self._limits.beside, share))
        batch: list[Waiting] = []
        deferred: list[Waiting] = []
        claims = _Claims()
        size = 0
        while self._waiting and len(batch) + len(deferred) < 2 * self._limits.batch:
            waiting = self._waiting[0]
            if batch and size + waiting.append.size > self._limits.batch_bytes:
                break
            self._waiting.popleft()
            self._bytes -= waiting.append.size
            if waiting.outcome.done():
                continue
            if claims.admit(waiting.append):
                batch.append(waiting)
                size += waiting.append.size
                if len(batch) == most:
                    break
            else:
                deferred.append(waiting)
        self.put_back(deferred)
        return batch

    def _due(self) -> bool:
        enough = 1 if self._closed or self._free == self._limits.lanes else self._limits.beside
        return len(self._waiting) >= enough

    def expire(self, now: float) -> None:
        """Give up on those whose deadline has passed."""
        kept = [waiting for waiting in self._waiting if now < waiting.deadline]
        for waiting in self._waiting:
            if now >= waiting.deadline:
                waiting.fail(StoreUnavailable("the database did not answer in time"))
        self._waiting = deque(kept)
        self._bytes = sum(waiting.append.size for waiting in kept)


class _Claims:
    """What the appends of a batch touch: a stream has one writer or several readers, a key one user."""

    def __init__(self) -> None:
        self._written: set[tuple[str, str]] = set()
        self._read: set[tuple[str, str]] = set()
        self._keys: set[bytes] = set()

    def admit(self, append: EncodedAppend) -> bool:
        """True when it meets none before it; when it does, those after it still queue up behind it."""
        tenant, free = append.tenant, True
        for check in append.checks:
            stream = (tenant, check.stream_id)
            if stream in self._written or (check.writes and stream in self._read):
                free = False
            (self._written if check.writes else self._read).add(stream)
        if append.key is not None:
            if append.key.digest in self._keys:
                free = False
            self._keys.add(append.key.digest)
        return free
