"""Questions of one moment travel together, and nobody's trouble is another's."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from application.coalescer import Coalescer


class Oracle:
    """Answers each key with itself doubled, when it is let; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.let = asyncio.Event()
        self.let.set()
        self.failure: Exception | None = None

    async def ask(self, keys: Sequence[int]) -> Mapping[int, int]:
        """Answers keys."""
        self.asked.append(list(keys))
        await self.let.wait()
        if self.failure:
            raise self.failure
        return {key: 2 * key for key in keys}


async def turns() -> None:
    """Lets everything happen that can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_keys_of_the_same_moment_are_asked_for_together_and_each_once() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask)
    assert await asyncio.gather(*(coalescer.get(key) for key in (1, 2, 1, 3))) == [2, 4, 2, 6]
    assert oracle.asked == [[1, 2, 3]]


async def test_later_keys_wait_for_a_free_flight_and_then_go_together() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask, most=2, flights=2)
    oracle.let.clear()
    several = asyncio.gather(*(coalescer.get(key) for key in range(7)))
    await turns()
    assert oracle.asked == [[0, 1], [2, 3]]
    oracle.let.set()
    assert await several == [0, 2, 4, 6, 8, 10, 12]
    assert oracle.asked == [[0, 1], [2, 3], [4, 5], [6]]


async def test_a_failure_reaches_everybody_who_asked_and_nobody_after() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask)
    oracle.failure = RuntimeError("broken")
    outcomes = await asyncio.gather(*map(coalescer.get, (1, 2)), return_exceptions=True)
    assert outcomes == [oracle.failure] * 2
    oracle.failure = None
    assert await coalescer.get(1) == 2


async def test_a_key_without_an_answer_is_an_error_for_those_who_wait() -> None:
    async def forgetful(_: Sequence[int]) -> Mapping[int, int]:
        return {}

    with pytest.raises(KeyError):
        await Coalescer(forgetful).get(1)


async def test_whoever_leaves_takes_nothing_from_the_others() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask)
    oracle.let.clear()
    leaves, stays = (asyncio.ensure_future(coalescer.get(1)) for _ in range(2))
    await turns()
    leaves.cancel()
    oracle.let.set()
    assert await stays == 2
    assert leaves.cancelled()
    assert await coalescer.get(3) == 6
