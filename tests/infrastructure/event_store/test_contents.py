"""Whatever a log holds can be listed page by page, and nothing is left out or told twice."""

from uuid import UUID

import pytest

from domain.shared.ids import TenantId
from infrastructure.event_store import contents
from infrastructure.event_store.contents import (
    StreamName,
    stream_count,
    stream_pages,
    tenant_ids,
    tenant_of,
)
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database

TENANTS = [TenantId.of(UUID(int=(4 << 76) | (2 << 62) | number)) for number in range(1, 6)]
_HEAD = b"INSERT INTO daybook.log_heads VALUES (%b, %b)"
_EVENT = b"""
    INSERT INTO daybook.events
    VALUES (%b, %b, %b, 'test.thing', %b, gen_random_uuid(), 'test.thing.done', 1, '{}', '{}',
            now(), now(), sha256(''))
"""


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
async def test_tenants_and_streams_are_listed_whatever_the_page(
    database: Database, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(contents, "PAGE", page)
    async with open_pool(database.administrator_dsn, size=1) as pool:
        async with pool.connection() as connection:
            for tenant in TENANTS[:4]:
                await connection.execute(_HEAD, (str(tenant), 6))
                for number in range(3):
                    for version in (1, 2):
                        place = (str(tenant), number * 2 + version, f"{tenant}:{number}", version)
                        await connection.execute(_EVENT, place)
            await connection.execute(_HEAD, (str(TENANTS[4]), 0))
        assert [tenant async for tenant in tenant_ids(pool)] == TENANTS[:4]
        for tenant in TENANTS[:4]:
            names = [name async for each in stream_pages(pool, tenant) for name in each]
            assert names == [StreamName(f"{tenant}:{n}", "test.thing") for n in range(3)]
            assert await stream_count(pool, tenant) == 3
            assert await tenant_of(pool, f"{tenant}:1") == tenant
        assert await tenant_of(pool, "nobody's") is None
        assert [each async for each in stream_pages(pool, TENANTS[4])] == []
