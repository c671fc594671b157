"""Loops that run beside a block of code and end with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from application.ports.event_store import StoreUnavailable

_PATIENCE_SECONDS = 1.0

_log = structlog.get_logger(__name__)


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


async def keep_working(
    work: Callable[[], Awaitable[int]], news: asyncio.Event, seconds: float, what: str
) -> None:
    """Work until cancelled, whatever comes of it; `work` says how much there was to do.

    When that was nothing it waits for news, at most so many `seconds`: those of other processes do not come.
    """
    while not asked_to_end():
        news.clear()
        if not await _worked(work, what):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await news.wait()


async def _worked(work: Callable[[], Awaitable[int]], what: str) -> int:
    try:
        return await work()
    except StoreUnavailable as failure:
        _log.warning(f"{what} wait for the database", reason=str(failure))
    except Exception as failure:  # noqa: BLE001 - the loop outlives whatever becomes of one of them
        _log.error(f"looking for {what} failed", exc_info=failure)
    return 0
