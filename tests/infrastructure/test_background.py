"""A loop ends with its block, also when the first request to end gets lost."""

import asyncio

import pytest

from infrastructure import background as module
from infrastructure.background import asked_to_end, background


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
