"""What this process hears of the log: every tenant's new events, in order, without leading anybody."""

import asyncio
from collections.abc import Mapping

import structlog
from psycopg import Error
from psycopg_pool import PoolTimeout

from application.ports.live_log import Listener as ChangeListener
from domain.shared.ids import TenantId
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.milestones import Milestones
from infrastructure.event_store.wake import Listener
from infrastructure.postgres.pool import Pool

POLL_SECONDS = 5.0
MOST_EVENTS = 10_000
RETRY_SECONDS = 0.5

_log = structlog.get_logger(__name__)

_HEADS = "SELECT tenant_id, position FROM daybook.log_heads"
_HEAD = "SELECT position FROM daybook.log_heads WHERE tenant_id = %b"
_CHANGES = """
    SELECT w.tenant_id, e.stream_id, max(e.version)
    FROM unnest(%b::text[], %b::bigint[], %b::bigint[]) AS w (tenant_id, after, until)
    JOIN daybook.events AS e
        ON e.tenant_id = w.tenant_id AND e.position > w.after AND e.position <= w.until
    GROUP BY w.tenant_id, e.stream_id
"""


class Tail:
    """Implements `LiveLog` for all tenants, from where their logs ended when it started.

    It may be deaf: before it has started, and after its connection to the news broke until it has
    caught up. Then it says so, and `attend` asks the database.
    """

    def __init__(self, pool: Pool, heads: Heads, source: Listener) -> None:
        self._pool = pool
        self._source = source
        self._feed = heads.feed()
        self._heard: Milestones[TenantId] = Milestones()
        self._listeners: list[ChangeListener] = []
        self._session: int | None = None
        self._started = False
        self._turn = asyncio.Lock()

    def position(self, tenant: TenantId) -> int | None:
        """How far this process has heard; None when it may be deaf."""
        deaf = self._session is None or self._session != self._source.session
        return None if deaf else self._heard.position(tenant)

    async def attend(self, tenant: TenantId) -> int:
        """Hear everything of a tenant that is in the log now; returns how far that is."""
        async with self._turn:
            await self._start()
            async with self._pool.connection() as connection:
                row = await (await connection.execute(_HEAD, (str(tenant),))).fetchone()
            if row is not None:
                await self._hear({tenant: row[0]})
            return self._heard.position(tenant)

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """True once it has heard the tenant's log up to `position`; False after `seconds`."""
        return await self._heard.wait(tenant, position, seconds)

    def listen(self, listener: ChangeListener) -> None:
        """Tell a listener of every change before the position moves; it must be quick and not raise."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                session = self._source.session
                news, suspicious = self._feed.take()
                if suspicious:
                    news = await self._all_heads()
                async with self._turn:
                    await self._start()
                    await self._hear(news)
                if suspicious:
                    self._session = session
                await self._feed.wait(POLL_SECONDS)
            except (Error, PoolTimeout) as error:
                _log.warning("the tail of the log is not readable", error=str(error))
                self._feed.suspect()
                await asyncio.sleep(RETRY_SECONDS)

    async def _start(self) -> None:
        if not self._started:
            self._heard.announce(await self._all_heads())
            self._started = True

    async def _hear(self, news: Mapping[TenantId, int]) -> None:
        """Tell who listens, a bounded number of events at a time, then move."""
        while ahead := {t: head for t, head in news.items() if head > self._heard.position(t)}:
            after = {tenant: self._heard.position(tenant) for tenant in ahead}
            until = {t: min(head, after[t] + MOST_EVENTS) for t, head in ahead.items()}
            for tenant, streams in (await self._changes(after, until)).items():
                for listener in self._listeners:
                    listener(tenant, streams)
            self._heard.announce(until)

    async def _changes(
        self, after: Mapping[TenantId, int], until: Mapping[TenantId, int]
    ) -> dict[TenantId, dict[str, int]]:
        bounds = list(after.values()), [until[tenant] for tenant in after]
        changes: dict[TenantId, dict[str, int]] = {}
        async with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(_CHANGES, ([str(tenant) for tenant in after], *bounds))
            for tenant, stream, version in await cursor.fetchall():
                changes.setdefault(TenantId(tenant), {})[stream] = version
        return changes

    async def _all_heads(self) -> dict[TenantId, int]:
        async with self._pool.connection() as connection:
            cursor = await connection.cursor(binary=True).execute(_HEADS)
            return {TenantId(tenant): position for tenant, position in await cursor.fetchall()}
