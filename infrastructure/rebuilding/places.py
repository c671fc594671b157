"""Where followers stand in the logs of all tenants."""

from collections.abc import Iterator, Mapping, Sequence

from domain.shared.ids import TenantId
from infrastructure.event_store.contents import tenant_pages
from infrastructure.postgres.pool import Pool

Place = tuple[str, TenantId]
"""A follower in a tenant's log."""

PLACES = """
    SELECT subscriber, tenant_id, position FROM daybook.checkpoints
    WHERE subscriber = ANY (%b) AND position > 0
    ORDER BY tenant_id, subscriber
"""
_FORGET = "DELETE FROM daybook.checkpoints WHERE subscriber = %b AND tenant_id = ANY (%b)"
_TENANTS_AT_ONCE = 200


async def places_of(pool: Pool, names: Sequence[str]) -> dict[Place, int]:
    """How far each of the named followers is in each log that it has begun with; tenant by tenant."""
    rows = await pool.ask(PLACES, (list(names),), door="log")
    return {(name, TenantId(tenant)): position for name, tenant, position in rows}


async def forget_places(pool: Pool, name: str) -> None:
    """Let a follower begin with every log once more."""
    async for page in tenant_pages(pool):
        for tenants in in_turn(list(page)):
            async with pool.reaching(*tenants) as connection:
                await connection.execute(_FORGET, (name, [str(each) for each in tenants]))


def in_turn(tenants: Sequence[TenantId]) -> Iterator[Sequence[TenantId]]:
    """As many tenants at once as a transaction should have in reach."""
    for start in range(0, len(tenants), _TENANTS_AT_ONCE):
        yield tenants[start : start + _TENANTS_AT_ONCE]


def tenants_of(places: Mapping[Place, int]) -> list[TenantId]:
    """The tenants of places, each once, in the order of their ids."""
    return sorted({tenant for _, tenant in places})
