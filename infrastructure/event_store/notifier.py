"""Tells other processes that logs have grown: after the commit, never in it, and not for every batch."""

import asyncio
import contextlib
from collections.abc import Iterable

import psycopg
from psycopg_pool import PoolTimeout

from domain.shared.ids import TenantId
from infrastructure.event_store.wake import CHANNEL
from infrastructure.postgres.pool import Pool

# PostgreSQL takes less than 8000 bytes. News that is longer goes out empty: "ask the database".
_LONGEST = 7900

# A NOTIFY makes its transaction write to disk; nobody needs this one to survive a crash.
_NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), daybook.tell(%s, %s)"


class Notifier:
    """Sends at once when it was quiet, then at most every `interval` seconds, always the newest news."""

    def __init__(self, pool: Pool, interval: float = 0.02) -> None:
        self._pool = pool
        self._interval = interval
        self._news: dict[TenantId, int] = {}
        self._task: asyncio.Task[None] | None = None

    def announce(self, heads: Iterable[tuple[TenantId, int]]) -> None:
        """Tenants with the positions that their logs have reached; older news changes nothing."""
        for tenant, position in heads:
            self._news[tenant] = max(position, self._news.get(tenant, 0))
        if self._news and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._send_all())

    async def close(self) -> None:
        """Send what is left."""
        if self._task is not None:
            await self._task

    async def _send_all(self) -> None:
        while self._news:
            news, self._news = self._news, {}
            # Followers also look by themselves now and then, so news may get lost.
            with contextlib.suppress(psycopg.Error, PoolTimeout):
                async with self._pool.connection() as connection:
                    await connection.execute(_NOTIFY, (CHANNEL, news_text(news)))
            await asyncio.sleep(self._interval)
        self._task = None


def news_text(heads: dict[TenantId, int]) -> str:
    """News as the listener reads it: ``tenant:position`` for each, or nothing when that is too long."""
    text = " ".join(f"{tenant}:{position}" for tenant, position in heads.items())
    return text if len(text) <= _LONGEST else ""
