"""Loops that run beside a block of code and end with it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


@asynccontextmanager
async def background(loop: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run an endless loop until the end of the block, which does not end before the loop has."""
    task = asyncio.create_task(loop)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
