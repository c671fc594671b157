"""Forgets what idempotency keys were answered, once nobody repeats those requests any more."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from domain.shared.ids import TenantId
from infrastructure.event_store.contents import tenant_pages
from infrastructure.postgres.pool import Pool
from infrastructure.postgres.unreachable import UNREACHABLE

KEPT = timedelta(days=7)

# A little at a time, by the place of each row. One that an erasure has just emptied may have moved; it is
# there the next time.
_FORGET = b"""
    DELETE FROM daybook.idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM daybook.idempotency_keys WHERE recorded_at < %s
        LIMIT 1000
    ))
"""


async def forget_answers(pool: Pool, before: datetime) -> int:
    """Forget the answers that were given before an instant; how many there were."""
    return sum([await _forget(pool, page, before) async for page in tenant_pages(pool)])


async def _forget(pool: Pool, tenants: Iterable[TenantId], before: datetime) -> int:
    forgotten = 0
    while True:
        async with pool.reaching(*tenants) as connection:
            deleted = (await connection.execute(_FORGET, (before,))).rowcount
        forgotten += deleted
        if deleted == 0:
            return forgotten


async def keep_forgetting(
    pool: Pool, now: Callable[[], datetime], every: timedelta = timedelta(hours=1)
) -> None:
    """Forget what is older than `KEPT`, now and then, until cancelled."""
    while True:
        # When the database is busy or away there is always a next time.
        with contextlib.suppress(*UNREACHABLE):
            await forget_answers(pool, now() - KEPT)
        await asyncio.sleep(every.total_seconds())
