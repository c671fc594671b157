"""Questions of the same moment, asked together: one round trip answers everybody who waits."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Coalescer(Generic[K, V]):
    """Collects keys until the event loop's next turn and has them answered by one call of `ask`.

    At most `flights` calls are under way, `most` keys in each; further keys collect meanwhile. Whoever
    asks for a key that is already waiting shares its answer.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]],
        *,
        most: int = 64,
        flights: int = 2,
    ) -> None:
        self._ask = ask
        self._most = most
        self._free = flights
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._scheduled = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, key: K) -> V:
        """The answer for a key; raises what `ask` raised."""
        answer = self._waiting.get(key)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = self._waiting[key] = loop.create_future()
            if not self._scheduled and self._free:
                self._scheduled = True
                loop.call_soon(self._depart)
        return await asyncio.shield(answer)

    def _depart(self) -> None:
        self._scheduled = False
        while self._waiting and self._free:
            keys = list(self._waiting)[: self._most]
            asked = {key: self._waiting.pop(key) for key in keys}
            self._free -= 1
            task = asyncio.get_running_loop().create_task(self._fly(asked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fly(self, asked: Mapping[K, asyncio.Future[V]]) -> None:
        try:
            found = await self._ask(list(asked))
            for key, answer in asked.items():
                answer.set_result(found[key])
        except Exception as failure:  # noqa: BLE001 - it belongs to those who asked
            for answer in asked.values():
                if not answer.done():
                    answer.set_exception(failure)
                    answer.exception()  # somebody who asked may have gone away
        finally:
            for answer in asked.values():
                answer.cancel()
            self._free += 1
            self._depart()
