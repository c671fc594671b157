"""What the log holds, by name and in pages, however much it is: the tenants and their streams."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool

PAGE = 1000

_TENANTS = """
    SELECT tenant_id FROM daybook.log_heads
    WHERE position > 0 AND tenant_id > %b ORDER BY tenant_id LIMIT %b
"""
_STREAMS = """
    SELECT stream_id, stream_type FROM daybook.events
    WHERE tenant_id = %b AND version = 1 AND stream_id > %b ORDER BY stream_id LIMIT %b
"""
_TENANT_OF = """
    SELECT h.tenant_id FROM daybook.log_heads AS h
    WHERE EXISTS (
        SELECT FROM daybook.events AS e
        WHERE e.tenant_id = h.tenant_id AND e.stream_id = %b AND e.version = 1
    ) LIMIT 1
"""
_COUNT = "SELECT count(*) FROM daybook.events WHERE tenant_id = %b AND version = 1"


@dataclass(frozen=True, slots=True)
class StreamName:
    """A stream and the kind of document that it is."""

    stream_id: str
    stream_type: str


async def tenant_ids(pool: Pool) -> AsyncIterator[TenantId]:
    """Every tenant that has a log, in the order of the ids."""
    after = ""
    while True:
        async with pool.connection() as connection:
            rows = await (await connection.execute(_TENANTS, (after, PAGE))).fetchall()
        for row in rows:
            after = row[0]
            yield TenantId(after)
        if len(rows) < PAGE:
            return


async def stream_count(pool: Pool, tenant: TenantId) -> int:
    """How many streams the tenant has."""
    async with pool.connection() as connection:
        row = await (await connection.execute(_COUNT, (str(tenant),))).fetchone()
    return int(row[0]) if row else 0


async def stream_pages(pool: Pool, tenant: TenantId) -> AsyncIterator[list[StreamName]]:
    """All streams of the tenant in the order of their names, a page at a time.

    A stream that begins meanwhile may be left out.
    """
    after = ""
    while True:
        async with pool.connection() as connection:
            found = await connection.execute(_STREAMS, (str(tenant), after, PAGE))
            page = [StreamName(*row) for row in await found.fetchall()]
        if page:
            yield page
            after = page[-1].stream_id
        if len(page) < PAGE:
            return


async def tenant_of(pool: Pool, stream_id: str) -> TenantId | None:
    """Whose the stream is; None when nobody has one of that name."""
    async with pool.connection() as connection:
        row = await (await connection.execute(_TENANT_OF, (stream_id,))).fetchone()
    return TenantId(row[0]) if row else None
