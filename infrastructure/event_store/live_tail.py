"""The `LiveLog` port: which documents have changed, in this process or another, and how far we know."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from application.ports.live_log import Listener
from domain.shared.ids import TenantId
from infrastructure.background import background
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.milestones import Milestones
from infrastructure.postgres.pool import Pool

LOOK_SECONDS = 1.0
DEAF_SECONDS = 5.0
PACE_SECONDS = 0.005
"""The rest after a reading: of those who write all the time, several commits are read together."""

RETRY_SECONDS = 0.2
_BATCH = 2000

_HEADS = b"SELECT tenant_id, position FROM daybook.log_heads"
_CHANGES = b"""
    SELECT e.tenant_id, e.stream_id, max(e.version)::integer, max(e.position)
    FROM unnest(%b::text[], %b::bigint[]) AS w (tenant_id, after)
    CROSS JOIN LATERAL (
        SELECT tenant_id, stream_id, version, position FROM daybook.events
        WHERE tenant_id = w.tenant_id AND position > w.after
        ORDER BY position LIMIT %b
    ) AS e
    GROUP BY e.tenant_id, e.stream_id
"""

_log = structlog.get_logger(__name__)


class LiveTail:
    """Hears of commits through `Heads` and then reads what they touched; begins where the logs end.

    What this process wrote itself it is told, which saves reading it.

    When the database has not answered for `DEAF_SECONDS` no position is told any more, so that nobody
    trusts a memory which may be outdated.
    """

    def __init__(self, pool: Pool, heads: Heads) -> None:
        self._pool = pool
        self._heads = heads
        self._feed = heads.feed()
        self._heard: Milestones[TenantId] = Milestones()
        self._listeners: list[Listener] = []
        self._answered_at = time.monotonic()

    @asynccontextmanager
    async def following(self) -> AsyncIterator["LiveTail"]:
        """Listen in the background until the end of the block."""
        self._heard.announce(await self._read_heads())
        self._answered_at = time.monotonic()
        try:
            async with background(self._run()):
                yield self
        finally:
            self._heads.close(self._feed)

    def listen(self, listener: Listener) -> None:
        """Tell a listener of every change before the position moves."""
        self._listeners.append(listener)

    def position(self, tenant: TenantId) -> int | None:
        """How far this process has heard; None when it may be deaf."""
        if time.monotonic() - self._answered_at > DEAF_SECONDS:
            return None
        return self._heard.position(tenant)

    def wrote(self, tenant: TenantId, after: int, position: int, grown: Mapping[str, int]) -> None:
        """Take in what this process has just committed behind `after`; it need not be read to be known.

        When something before it has not been heard yet, all of it is read, so that positions stay in order.
        """
        if self._heard.position(tenant) == after:
            self._take(tenant, position, grown)

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """True once it has heard the tenant's log up to `position`; False after `seconds`."""
        return await self._heard.wait(tenant, position, seconds)

    async def _run(self) -> None:
        while True:
            await self._feed.wait(LOOK_SECONDS)
            try:
                await self._take_in()
            except (psycopg.Error, PoolTimeout, OSError) as error:
                _log.warning("the log is not readable", error=str(error))
                self._feed.suspect()
                await asyncio.sleep(RETRY_SECONDS)
            await self._rest()

    async def _rest(self) -> None:
        await asyncio.sleep(PACE_SECONDS)

    async def _take_in(self) -> None:
        news, suspicious = self._feed.take()
        if suspicious:
            news |= await self._read_heads()
        behind = self._behind(news)
        while behind:
            heard = await self._read_changes(behind)
            behind = self._behind({tenant: news[tenant] for tenant in heard})
        self._answered_at = time.monotonic()

    def _behind(self, heads: Mapping[TenantId, int]) -> list[TenantId]:
        return [tenant for tenant, head in heads.items() if head > self._heard.position(tenant)]

    async def _read_heads(self) -> dict[TenantId, int]:
        heads = await self._pool.ask(_HEADS, (), door="log")
        return {TenantId(tenant): position for tenant, position in heads}

    async def _read_changes(self, tenants: list[TenantId]) -> dict[TenantId, int]:
        """Take in one batch of each tenant; how far those were heard that had something to say."""
        after = [self._heard.position(tenant) for tenant in tenants]
        asked = ([str(tenant) for tenant in tenants], after, _BATCH)
        rows = await self._pool.ask(_CHANGES, asked, *tenants)
        changed: dict[TenantId, dict[str, int]] = {}
        heard: dict[TenantId, int] = {}
        for name, stream_id, version, position in rows:
            tenant = TenantId(name)
            changed.setdefault(tenant, {})[stream_id] = version
            heard[tenant] = max(position, heard.get(tenant, 0))
        for tenant, streams in changed.items():
            self._take(tenant, heard[tenant], streams)
        return heard

    def _take(self, tenant: TenantId, position: int, streams: Mapping[str, int]) -> None:
        for listener in self._listeners:
            listener(tenant, streams)
        self._heard.announce({tenant: position})
