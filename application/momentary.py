"""Answers that may be a moment old: asked again after a second, or at once when something changed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

A_MOMENT = 1.0
"""Seconds for which an answer is believed."""

MOST = 10_000
"""How many answers are kept; beyond that the oldest go."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[V]):
    """An answer with the streams that it was made from; news of any of them ends it."""

    value: V
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept(Generic[V]):
    answered: Answered[V]
    asked_at: float


@dataclass(slots=True)
class _Question(Generic[V]):
    """A question under way, with what was heard meanwhile: each stream, and when first, counted in news.

    `outdated` is when the first news came of what the answer turned out to be made from.
    """

    asked_at: float
    heard: dict[str, int] = field(default_factory=dict)
    forgotten: int | None = None
    outdated: int | None = None
    task: "asyncio.Task[V] | None" = None

    def conclude(self, answered: Answered[V]) -> None:
        """Now that it is known what the answer is made from, look which news concern it."""
        news = [self.heard[stream] for stream in answered.streams if stream in self.heard]
        if self.forgotten is not None:
            news.append(self.forgotten)
        self.outdated = min(news, default=None)


class Momentary(Generic[K, V]):
    """Keeps what `ask` answered for a moment, counted from when it was asked; many who ask share one answer.

    Nobody is told what was outdated by news that came before they asked, also when those came while the
    question was under way and nobody knew yet what its answer would be made from. With `ahead`, an answer
    of that age which is still in use is asked for again beside those who use it. What `ask` raises is told
    to those who wait for it and kept for nobody.
    """

    def __init__(
        self,
        ask: Callable[[K], Awaitable[Answered[V]]],
        *,
        seconds: float = A_MOMENT,
        ahead: float | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._seconds = seconds
        self._ahead = seconds if ahead is None else ahead
        self._now = now
        self._news = 0
        self._kept: dict[K, _Kept[V]] = {}  # about the oldest first
        self._made_from: dict[str, set[K]] = {}
        self._asking: dict[K, _Question[V]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: K) -> V:
        """The answer for a key, at most a moment old."""
        kept, now = self._kept.get(key), self._now()
        if kept is not None and now - kept.asked_at < self._seconds:
            if now - kept.asked_at >= self._ahead and key not in self._asking:
                self._begin(key)
            return kept.answered.value
        news = self._news
        while True:  # twice at most: what is asked from now on is new, and knows of all news so far
            question = self._asking.get(key) or self._begin(key)
            assert question.task is not None
            value = await asyncio.shield(question.task)
            is_new = now - question.asked_at < self._seconds
            if is_new and (question.outdated is None or question.outdated > news):
                return value

    def changed(self, streams: Iterable[str]) -> None:
        """Forget at once whatever is made from one of these streams, also what is being asked."""
        self._news += 1
        for stream in streams:
            for key in tuple(self._made_from.get(stream, ())):
                self._drop(key)
            for question in self._asking.values():
                question.heard.setdefault(stream, self._news)

    def forget(self) -> None:
        """Forget everything at once, also what is being asked."""
        self._news += 1
        self._kept.clear()
        self._made_from.clear()
        for question in self._asking.values():
            question.forgotten = question.forgotten or self._news

    def _begin(self, key: K) -> _Question[V]:
        question = self._asking[key] = _Question[V](self._now())
        question.task = asyncio.get_running_loop().create_task(self._fresh(key, question))
        question.task.add_done_callback(_take_notice)
        return question

    async def _fresh(self, key: K, question: _Question[V]) -> V:
        try:
            answered = await self._ask(key)
        finally:
            del self._asking[key]
        question.conclude(answered)
        if question.outdated is None:
            self._keep(key, _Kept(answered, question.asked_at))
        return answered.value

    def _keep(self, key: K, kept: _Kept[V]) -> None:
        self._drop(key)
        self._make_room()
        self._kept[key] = kept
        for stream in kept.answered.streams:
            self._made_from.setdefault(stream, set()).add(key)

    def _make_room(self) -> None:
        """Drop what is too old to be used, and the oldest when there is too much."""
        oldest = self._now() - self._seconds
        while self._kept:
            key, kept = next(iter(self._kept.items()))
            if kept.asked_at > oldest and len(self._kept) < MOST:
                return
            self._drop(key)

    def _drop(self, key: K) -> None:
        kept = self._kept.pop(key, None)
        for stream in kept.answered.streams if kept is not None else ():
            keys = self._made_from[stream]
            keys.discard(key)
            if not keys:
                del self._made_from[stream]


def _take_notice(task: "asyncio.Task[V]") -> None:
    """A question that failed beside those who use the last answer is nobody's failure."""
    if not task.cancelled():
        task.exception()
