"""Loops that run beside a block of code and end with it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

_PATIENCE_SECONDS = 1.0


@asynccontextmanager
async def background(loop: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run an endless loop until the end of the block, which does not end before the loop has.

    A cancellation can get lost: the driver cancels the query that is running, and when that hits the next
    statement instead, its error takes the place of the cancellation. So it is asked again.
    """
    task = asyncio.create_task(loop)
    try:
        yield
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=_PATIENCE_SECONDS)
        if not task.cancelled():
            task.result()


def asked_to_end() -> bool:
    """True once the running task was cancelled, also when an error has taken the cancellation's place."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
