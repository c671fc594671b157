"""Positions that only grow, and those who wait for them."""

import asyncio
from collections.abc import Hashable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Milestones(Generic[K]):
    """What was reached once is reached for ever."""

    def __init__(self) -> None:
        self._reached: dict[K, int] = {}
        self._waiters: dict[K, dict[asyncio.Future[None], int]] = {}

    def __iter__(self) -> Iterator[K]:
        """The keys that somebody waits for."""
        return iter(self._waiters)

    def __bool__(self) -> bool:
        """True while somebody waits."""
        return bool(self._waiters)

    def position(self, key: K) -> int:
        """How far a key is known to be; 0 before the first news."""
        return self._reached.get(key, 0)

    def announce(self, positions: Mapping[K, int]) -> None:
        """Whoever waits for these positions, or earlier ones, goes on."""
        for key, position in positions.items():
            self._reached[key] = max(position, self._reached.get(key, 0))
            for waiter, wanted in self._waiters.get(key, {}).items():
                if wanted <= position and not waiter.done():
                    waiter.set_result(None)

    async def wait(self, key: K, position: int, seconds: float) -> bool:
        """True once the position is reached; False after `seconds`."""
        if self.position(key) >= position:
            return True
        waiter = asyncio.get_running_loop().create_future()
        waiters = self._waiters.setdefault(key, {})
        waiters[waiter] = position
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return False
        finally:
            del waiters[waiter]
            if not waiters:
                self._waiters.pop(key, None)
        return True
