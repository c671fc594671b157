"""An event loop on a thread of its own, so that threads can share what is asynchronous."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Background(Generic[R]):
    """Keeps a resource open on its own loop and runs coroutines there; safe to use from many threads."""

    def __init__(self, resource: Callable[[], AbstractAsyncContextManager[R]], name: str) -> None:
        """Returns when the resource is open; raises what opening it raises."""
        self._ended = asyncio.Event()
        opened: Future[tuple[asyncio.AbstractEventLoop, R]] = Future()
        self._thread = threading.Thread(
            target=_serve, args=(resource, opened, self._ended), name=name, daemon=True
        )
        self._thread.start()
        self._loop, self.resource = opened.result()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the coroutine returns or raises; the calling thread waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """Close the resource and end the thread; harmless when that was done before."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
        if threading.current_thread() is not self._thread:
            self._thread.join()


def _serve(
    resource: Callable[[], AbstractAsyncContextManager[R]],
    opened: "Future[tuple[asyncio.AbstractEventLoop, R]]",
    ended: asyncio.Event,
) -> None:
    try:
        asyncio.run(_keep_open(resource, opened, ended))
    except BaseException as failure:
        if opened.done():
            raise
        opened.set_exception(failure)


async def _keep_open(
    resource: Callable[[], AbstractAsyncContextManager[R]],
    opened: "Future[tuple[asyncio.AbstractEventLoop, R]]",
    ended: asyncio.Event,
) -> None:
    async with resource() as thing:
        opened.set_result((asyncio.get_running_loop(), thing))
        await ended.wait()
