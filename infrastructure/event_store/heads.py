"""Where each tenant's log ends, as far as this process has heard; wakes whoever follows."""

import asyncio
from collections.abc import Iterable

from domain.shared.ids import TenantId


class Heads:
    """News of commits, from our own writer at once and from other processes by the listener."""

    def __init__(self) -> None:
        self._known: dict[TenantId, int] = {}
        self._feeds: list[Feed] = []

    def feed(self) -> "Feed":
        """A view of its own for somebody who follows all tenants."""
        feed = Feed(self)
        self._feeds.append(feed)
        return feed

    def close(self, feed: "Feed") -> None:
        """Forget a feed that nobody reads any more."""
        self._feeds.remove(feed)

    def announce(self, heads: Iterable[tuple[TenantId, int]]) -> None:
        """Tenants whose logs end at these positions at least; older news changes nothing."""
        for tenant, position in heads:
            if position > self._known.get(tenant, 0):
                self._known[tenant] = position
                for feed in self._feeds:
                    feed.put(tenant, position)

    def suspect(self) -> None:
        """Something may have happened that nobody told in detail: whoever follows asks the database."""
        for feed in self._feeds:
            feed.suspect()


class Feed:
    """What one follower has not yet taken in."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._news: dict[TenantId, int] = {}
        self._suspicious = True
        self._bell = asyncio.Event()

    def put(self, tenant: TenantId, position: int) -> None:
        """Called by `Heads`."""
        self._news[tenant] = position
        self._bell.set()

    def suspect(self) -> None:
        """Make the reader ask the database at its next turn."""
        self._suspicious = True
        self._bell.set()

    def ring(self) -> None:
        """Give the reader a turn without news."""
        self._bell.set()

    async def wait(self, seconds: float) -> None:
        """Returns when there may be news, or with the suspicion that some was lost after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            self._suspicious = True
        self._bell.clear()

    async def quiet(self, seconds: float) -> bool:
        """True when no news come for so long; such as come are there for whoever waits next."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return True
        return False

    def take(self) -> tuple[dict[TenantId, int], bool]:
        """The news since the last time, and whether the database should be asked for more."""
        taken = self._news, self._suspicious
        self._news, self._suspicious = {}, False
        return taken

    def close(self) -> None:
        """No more news."""
        self._heads.close(self)
