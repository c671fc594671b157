"""Waiting for subscribers: woken by those that this process leads, asking the database about the others."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress

import structlog
from psycopg import Error
from psycopg_pool import PoolTimeout

from domain.shared.ids import TenantId
from infrastructure.event_store.milestones import Milestones
from infrastructure.postgres.pool import Pool

FIRST_LOOK_SECONDS = 0.005
LONGEST_LOOK_SECONDS = 0.1

Place = tuple[str, TenantId]
"""A subscriber in a tenant's log."""

_log = structlog.get_logger(__name__)

_POSITIONS = """
    SELECT c.subscriber, c.tenant_id, c.position FROM daybook.checkpoints AS c
    JOIN unnest(%b::text[], %b::text[]) AS w (subscriber, tenant_id) USING (subscriber, tenant_id)
"""


class CheckpointProgress:
    """Implements `Progress`; all waiters of a process share one look at the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._places: Milestones[Place] = Milestones()
        self._looking: asyncio.Task[None] | None = None
        self._patience = FIRST_LOOK_SECONDS

    def announce(self, positions: Mapping[Place, int]) -> None:
        """These were stored; whoever waited for them goes on."""
        self._places.announce(positions)

    async def reached(
        self, subscriber: str, tenant: TenantId, position: int, seconds: float
    ) -> bool:
        """True once the subscriber's effect up to `position` can be read; False after `seconds`."""
        place = (subscriber, tenant)
        if self._places.position(place) >= position:
            return True
        self._patience = FIRST_LOOK_SECONDS
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await self._places.wait(place, position, seconds)

    async def close(self) -> None:
        """Stop looking; those who still wait run into their time-out."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        """Ask ever less often; most waits end before the first look, when this process leads."""
        await asyncio.sleep(self._patience)
        while self._places:
            try:
                self.announce(await self._positions(self._places))
            except (Error, PoolTimeout) as error:
                _log.warning("checkpoints not readable", error=str(error))
            await asyncio.sleep(self._patience)
            self._patience = min(self._patience * 2, LONGEST_LOOK_SECONDS)

    async def _positions(self, places: Iterable[Place]) -> dict[Place, int]:
        wanted = list(places)
        names, tenants = [name for name, _ in wanted], [str(tenant) for _, tenant in wanted]
        rows = await self._pool.ask(_POSITIONS, (names, tenants), *set(tenants))
        return {(name, TenantId(tenant)): position for name, tenant, position in rows}
