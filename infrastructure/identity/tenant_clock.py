"""The `Clock` port: the real time, and how far the sandboxes are ahead of it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from application.ports.event_store import StoreUnavailable
from domain.identity.tenant.events import SandboxClockAdvanced
from domain.shared.ids import TenantId
from infrastructure.identity.connected import connected
from infrastructure.postgres.pool import Pool

_LEADS = """
    SELECT e.tenant_id,
           sum((e.payload ->> 'advancedTo')::timestamptz - (e.payload ->> 'stoodAt')::timestamptz)
    FROM daybook.log_heads AS h
    JOIN daybook.events AS e
        ON e.tenant_id = h.tenant_id AND e.stream_id = h.tenant_id AND e.event_type = %b
    WHERE %b::text IS NULL OR h.tenant_id = %b
    GROUP BY e.tenant_id
"""

RETRY_SECONDS = 0.5


def _real_time() -> datetime:
    return datetime.now(UTC)


class TenantClock:
    """Knows the lead of every sandbox; hears of changes from this process and from others."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = _real_time) -> None:
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
        asked = (SandboxClockAdvanced.event_type, tenant, tenant)
        async with connected(self._pool) as connection:
            rows = await (await connection.execute(_LEADS, asked)).fetchall()
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
