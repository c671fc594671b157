"""Whether next tables hold the same rows as the live ones, with both at the same places."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from domain.shared.ids import TenantId
from infrastructure.postgres.pool import Pool
from infrastructure.rebuilding.places import PLACES, Place

_SUMS = sql.SQL("""
    SELECT tenant_id, count(*), sum(hashtextextended(row::text, 0)::numeric)
    FROM {table} AS row GROUP BY tenant_id
""")

Sums = dict[tuple[str, TenantId], tuple[int, int]]
"""For each table and tenant the number of rows, and the sum of their hashes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of a tenant that are not the same in both; the numbers of rows may be, or not."""

    table: str
    tenant: TenantId
    live_rows: int
    next_rows: int


async def live_sums(
    pool: Pool, names: Sequence[str], tables: Sequence[str], tenants: Sequence[TenantId]
) -> tuple[dict[Place, int], Sums]:
    """What the live tables hold, and where the followers that keep them stood at that very moment."""
    async with pool.reaching(*tenants, door="log", frozen=True) as connection:
        cursor = await connection.execute(PLACES, (list(names),))
        places = {(name, TenantId(whose)): at for name, whose, at in await cursor.fetchall()}
        wanted = frozenset(tenants)
        return (
            {place: at for place, at in places.items() if place[1] in wanted},
            await _sums(connection, "projections", tables),
        )


async def next_sums(pool: Pool, tables: Sequence[str], tenants: Sequence[TenantId]) -> Sums:
    """What the next tables hold."""
    async with pool.reaching(*tenants) as connection:
        return await _sums(connection, "projections_next", tables)


def differences(live: Sums, following: Sums) -> list[Difference]:
    """Where the two are not the same."""
    nothing = (0, 0)
    return [
        Difference(*place, live.get(place, nothing)[0], following.get(place, nothing)[0])
        for place in sorted({*live, *following})
        if live.get(place, nothing) != following.get(place, nothing)
    ]


async def _sums(connection: AsyncConnection[TupleRow], schema: str, tables: Sequence[str]) -> Sums:
    found: Sums = {}
    for table in tables:
        cursor = await connection.execute(_SUMS.format(table=sql.Identifier(schema, table)))
        for tenant, rows, total in await cursor.fetchall():
            found[table, TenantId(tenant)] = (rows, int(total))
    return found
