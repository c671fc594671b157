"""Answers that may be a moment old: asked again after a second, or at once when something changed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

A_MOMENT = 1.0
"""Seconds for which an answer is believed."""

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Answered(Generic[V]):
    """An answer with the streams that it was made from; news of any of them ends it."""

    value: V
    streams: tuple[str, ...] = ()


class Momentary(Generic[K, V]):
    """Keeps what `ask` answered for a moment, counted from when it was asked; many who ask share one answer.

    What `ask` raises is told to those who wait for it and kept for nobody.
    """

    def __init__(
        self,
        ask: Callable[[K], Awaitable[Answered[V]]],
        *,
        seconds: float = A_MOMENT,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._seconds = seconds
        self._now = now
        self._kept: dict[K, tuple[V, float]] = {}
        self._made_from: dict[str, set[K]] = {}
        self._asking: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K) -> V:
        """The answer for a key, at most a moment old."""
        kept = self._kept.get(key)
        if kept is not None and self._now() < kept[1]:
            return kept[0]
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.get_running_loop().create_task(self._fresh(key))
            self._asking[key] = asking
            asking.add_done_callback(lambda task: self._done(key, task))
        return await asyncio.shield(asking)

    def changed(self, streams: Iterable[str]) -> None:
        """Forget at once whatever is known to be made from one of these streams."""
        for stream in streams:
            for key in self._made_from.pop(stream, ()):
                self._kept.pop(key, None)
                self._asking.pop(key, None)

    def forget(self) -> None:
        """Forget everything at once, also what is being asked."""
        self._kept.clear()
        self._made_from.clear()
        self._asking.clear()

    async def _fresh(self, key: K) -> V:
        began = self._now()
        answered = await self._ask(key)
        if self._asking.get(key) is asyncio.current_task():
            self._keep(key, answered, began + self._seconds)
        return answered.value

    def _keep(self, key: K, answered: Answered[V], until: float) -> None:
        if len(self._kept) >= _MOST:
            self._kept.clear()
            self._made_from.clear()
        self._kept[key] = (answered.value, until)
        for stream in answered.streams:
            self._made_from.setdefault(stream, set()).add(key)

    def _done(self, key: K, task: "asyncio.Task[V]") -> None:
        if self._asking.get(key) is task:
            del self._asking[key]
        if not task.cancelled():
            task.exception()  # whoever asked may have gone away
