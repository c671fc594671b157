"""What the log holds, by name and in pages, however much it is: the tenants and their streams."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool

PAGE = 1000

_TENANTS = """
    SELECT tenant_id, position FROM daybook.log_heads
    WHERE tenant_id > %b ORDER BY tenant_id LIMIT %b
"""
_STREAMS = """
    SELECT stream_id, stream_type FROM daybook.events
    WHERE tenant_id = %b AND version = 1 AND stream_id > %b ORDER BY stream_id LIMIT %b
"""
_TENANT_OF = """
    SELECT known.tenant FROM unnest(%b::text[]) AS known (tenant)
    WHERE EXISTS (
        SELECT FROM daybook.events AS e
        WHERE e.tenant_id = known.tenant AND e.stream_id = %b AND e.version = 1
    ) LIMIT 1
"""
_COUNT = "SELECT count(*) FROM daybook.events WHERE tenant_id = %b AND version = 1"


@dataclass(frozen=True, slots=True)
class StreamName:
    """A stream and the kind of document that it is."""

    stream_id: str
    stream_type: str


async def tenant_ids(pool: Pool) -> AsyncIterator[TenantId]:
    """Every tenant that has events, in the order of the ids."""
    async for page in tenant_pages(pool):
        for tenant, position in page.items():
            if position > 0:
                yield tenant


async def tenant_pages(pool: Pool) -> AsyncIterator[Mapping[TenantId, int]]:
    """Every tenant that has a log, with where it ends, a page at a time and in the order of the ids.

    Whoever has to look into the logs of all tenants takes them into reach page by page.
    """
    after = ""
    while True:
        rows = await pool.ask(_TENANTS, (after, PAGE), door="log")
        if rows:
            after = rows[-1][0]
            yield {TenantId(tenant): position for tenant, position in rows}
        if len(rows) < PAGE:
            return


async def stream_count(pool: Pool, tenant: TenantId) -> int:
    """How many streams the tenant has."""
    ((count,),) = await pool.ask(_COUNT, (str(tenant),), tenant)
    return int(count)


async def stream_pages(pool: Pool, tenant: TenantId) -> AsyncIterator[list[StreamName]]:
    """All streams of the tenant in the order of their names, a page at a time.

    A stream that begins meanwhile may be left out.
    """
    after = ""
    while True:
        rows = await pool.ask(_STREAMS, (str(tenant), after, PAGE), tenant)
        page = [StreamName(*row) for row in rows]
        if page:
            yield page
            after = page[-1].stream_id
        if len(page) < PAGE:
            return


async def tenant_of(pool: Pool, stream_id: str) -> TenantId | None:
    """Whose the stream is; None when nobody has one of that name."""
    async for page in tenant_pages(pool):
        tenants = list(page)
        found = await pool.ask(_TENANT_OF, (tenants, stream_id), *tenants)
        if found:
            return TenantId(found[0][0])
    return None
