"""The `Clock` port: the real time, and how far the sandboxes are ahead of it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from application.ports.event_store import StoreUnavailable
from domain.identity.tenant.events import SandboxClockAdvanced
from domain.shared.ids import TenantId
from infrastructure.event_store.contents import tenant_pages
from infrastructure.postgres.connected import told_as_unavailable
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_LEADS = """
    SELECT e.tenant_id,
           sum((e.payload ->> 'advancedTo')::timestamptz - (e.payload ->> 'stoodAt')::timestamptz)
    FROM unnest(%b::text[]) AS asked (tenant)
    JOIN daybook.events AS e
        ON e.tenant_id = asked.tenant AND e.stream_id = asked.tenant AND e.event_type = %b
    GROUP BY e.tenant_id
"""

RETRY_SECONDS = 0.5


class TenantClock:
    """Knows the lead of every sandbox; hears of changes from this process and from others."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now
        self._leads: dict[TenantId, timedelta] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self, tenant: TenantId) -> datetime:
        """Aware, UTC, microseconds."""
        now = self._now()
        lead = self._leads.get(tenant)
        return now if lead is None else now + lead

    async def learn(self, tenant: TenantId | None = None) -> None:
        """Read the lead of one sandbox, or of all; raises `StoreUnavailable`."""
        with told_as_unavailable():
            if tenant is not None:
                await self._read([tenant])
                return
            async for page in tenant_pages(self._pool):
                await self._read(page)

    async def _read(self, tenants: Iterable[TenantId]) -> None:
        names = [str(tenant) for tenant in tenants]
        rows = await self._pool.ask(_LEADS, (names, SandboxClockAdvanced.event_type), *names)
        self._leads |= {TenantId(name): lead for name, lead in rows}

    def heard(self, tenant: TenantId, streams: Mapping[str, int]) -> None:
        """A listener of the live log: a tenant's own stream grew, so its clock may have moved."""
        if tenant in streams:
            task = asyncio.get_running_loop().create_task(self._learn_again(tenant))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop looking."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _learn_again(self, tenant: TenantId) -> None:
        while True:
            try:
                return await self.learn(tenant)
            except StoreUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
