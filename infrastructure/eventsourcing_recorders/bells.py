"""Wakes subscriptions, which wait on threads, with what the event loop hears of commits."""

import asyncio
import threading

from infrastructure.event_store.heads import Heads

POLL_SECONDS = 1.0
"""How long a commit can stay unheard when its announcement is lost."""


class Bells:
    """The subscriptions of one engine; a bell is a thread's event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: set[threading.Event] = set()

    def add(self, bell: threading.Event) -> None:
        """Ring this one too from now on."""
        with self._lock:
            self._bells.add(bell)
        bell.set()

    def remove(self, bell: threading.Event) -> None:
        """Ring it no more."""
        with self._lock:
            self._bells.discard(bell)

    def ring(self) -> None:
        """There may be news."""
        with self._lock:
            for bell in self._bells:
                bell.set()

    async def ring_on_news(self, heads: Heads) -> None:
        """Ring for every commit that is heard of, and now and then without; until cancelled."""
        feed = heads.feed()
        try:
            while True:
                await feed.wait(POLL_SECONDS)
                feed.take()
                self.ring()
        except asyncio.CancelledError:
            feed.close()
            raise
