"""A loop ends with its block, also when the first request to end gets lost."""

import asyncio

import pytest

from application.ports.event_store import StoreUnavailable
from infrastructure import background as module
from infrastructure.background import asked_to_end, background, keep_working


async def test_a_loop_ends_before_its_block_does():
    ended = []

    async def loop() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async with background(loop()):
        await asyncio.sleep(0)
    assert ended == [True]


async def test_a_lost_cancellation_is_noticed_by_a_loop_that_looks():
    async def loop() -> None:
        while not asked_to_end():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue

    async with background(loop()):
        await asyncio.sleep(0)


async def test_a_lost_cancellation_is_repeated_for_a_loop_that_does_not(monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.01)
    lost = []

    async def loop() -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                lost.append(True)
                if len(lost) == 3:
                    raise

    async with background(loop()):
        await asyncio.sleep(0)
    assert len(lost) == 3


async def test_a_loop_that_broke_down_is_told_at_the_end():
    async def loop() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        async with background(loop()):
            await asyncio.sleep(0)


async def test_work_goes_on_after_whatever_went_wrong():
    failures = [ValueError("never seen before"), StoreUnavailable("the database does not answer")]
    done = asyncio.Event()

    async def work() -> int:
        if failures:
            raise failures.pop()
        done.set()
        return 0

    async with background(keep_working(work, asyncio.Event(), 0.001, "works")):
        await asyncio.wait_for(done.wait(), 20)


async def test_work_begins_again_at_once_while_there_is_some_and_when_news_come():
    found, news, idle = [2, 1, 0, 2, 0, 1, 0], asyncio.Event(), asyncio.Event()

    async def work() -> int:
        there_was = found.pop(0)
        if len(found) == 4:
            news.set()  # while nothing was found
        if len(found) in (0, 2):
            idle.set()
        return there_was

    async with background(keep_working(work, news, 3600, "works")):
        await asyncio.wait_for(idle.wait(), 20)
        assert found == [1, 0]
        idle.clear()
        news.set()
        await asyncio.wait_for(idle.wait(), 20)
    assert found == []
