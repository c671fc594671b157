"""The `LogTrees` port over its three tables, and the statements that extend and sign trees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.ports.log_trees import SignedCheckpoint
from domain.audit.merkle.tiles import TileName, Tiles
from domain.shared.ids import TenantId
from infrastructure.postgres.connected import told_as_unavailable
from infrastructure.postgres.pool import Pool

LEAVES_AT_ONCE = 8192

_STANDS = """
    SELECT h.tenant_id, h.position, coalesce(t.size, 0), coalesce(t.signed_size, 0), t.signed_at
    FROM daybook.log_heads AS h LEFT JOIN daybook.log_trees AS t USING (tenant_id)
    WHERE h.position > coalesce(t.signed_size, 0)
"""
_STANDS_OF = f"{_STANDS} AND h.tenant_id = ANY (%b)"
_EVERY_STAND = """
    SELECT h.tenant_id, h.position, coalesce(t.size, 0), coalesce(t.signed_size, 0), t.signed_at
    FROM daybook.log_heads AS h LEFT JOIN daybook.log_trees AS t USING (tenant_id)
    WHERE h.tenant_id = ANY (%b) ORDER BY h.tenant_id
"""
_OLDEST = """
    SELECT max(extract(epoch FROM clock_timestamp() - e.recorded_at))::float8
    FROM unnest(%b::text[], %b::bigint[]) AS waits (tenant, position)
    JOIN daybook.events AS e ON e.tenant_id = waits.tenant AND e.position = waits.position
"""
_SIZE = "SELECT size FROM daybook.log_trees WHERE tenant_id = %b"
_LEAVES = """
    SELECT wanted.tenant, count(*), string_agg(leaf.leaf_hash, ''::bytea ORDER BY leaf.position)
    FROM unnest(%b::text[], %b::bigint[], %b::bigint[]) AS wanted (tenant, after, upto)
    CROSS JOIN LATERAL (
        SELECT e.position, e.leaf_hash FROM daybook.events AS e
        WHERE e.tenant_id = wanted.tenant AND e.position > wanted.after AND e.position <= wanted.upto
    ) AS leaf
    GROUP BY wanted.tenant
"""
_TILES = """
    SELECT t.tenant_id, t.level, t.number, t.hashes FROM daybook.tree_tiles AS t
    JOIN unnest(%b::text[], %b::smallint[], %b::bigint[]) AS w (tenant_id, level, number)
        USING (tenant_id, level, number)
"""
_EXTEND = "SELECT daybook.extend_trees(%b, %b, %b, %b, %b, %b, %b)"
_RECORD = """
    INSERT INTO daybook.tree_checkpoints (tenant_id, size, root, note, signed_at)
    VALUES (%b, %b, %b, %b, %b) ON CONFLICT DO NOTHING
"""
_SIGNED = """
    UPDATE daybook.log_trees SET signed_size = %b, signed_at = %b
    WHERE tenant_id = %b AND signed_size < %b
"""
_CHECKPOINTS = """
    SELECT size, root, note, signed_at FROM daybook.tree_checkpoints
    WHERE tenant_id = %b AND size < %b ORDER BY size DESC LIMIT %b
"""
_COVERING = """
    SELECT size, root, note, signed_at FROM daybook.tree_checkpoints
    WHERE tenant_id = %b AND size >= %b ORDER BY size LIMIT 1
"""
_BEYOND = 1 << 62


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a tenant's log ends, how far its tree has grown, and how far that is signed."""

    tenant: TenantId
    head: int
    size: int
    signed: int
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree of `origin` events that becomes one of `goal`, with the tiles that are new or longer."""

    tenant: TenantId
    origin: int
    goal: int
    tiles: Tiles


class PostgresLogTrees:
    """Implements `LogTrees`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def size(self, tenant: TenantId) -> int:
        """How many events the tree has."""
        with told_as_unavailable():
            rows = await self._pool.ask(_SIZE, (str(tenant),), tenant)
        return int(rows[0][0]) if rows else 0

    async def tiles(self, tenant: TenantId, names: Iterable[TileName]) -> Tiles:
        """Those of the named tiles that there are."""
        with told_as_unavailable():
            found = await self.tiles_of({tenant: names})
        return found[tenant]

    async def tiles_of(
        self, wanted: Mapping[TenantId, Iterable[TileName]]
    ) -> Mapping[TenantId, Tiles]:
        """The same for several tenants at once."""
        named = [(str(tenant), *name) for tenant, names in wanted.items() for name in names]
        found: dict[TenantId, dict[TileName, bytes]] = {tenant: {} for tenant in wanted}
        if named:
            asked = (
                [each[0] for each in named],
                [each[1] for each in named],
                [each[2] for each in named],
            )
            for tenant, level, number, hashes in await self._pool.ask(_TILES, asked, *wanted):
                found[TenantId(tenant)][TileName(level, number)] = hashes
        return found

    async def checkpoints(
        self, tenant: TenantId, *, below: int | None, limit: int
    ) -> list[SignedCheckpoint]:
        """Signed heads, the newest first."""
        asked = (str(tenant), _BEYOND if below is None else below, limit)
        with told_as_unavailable():
            rows = await self._pool.ask(_CHECKPOINTS, asked, tenant)
        return [SignedCheckpoint(*row) for row in rows]

    async def covering(self, tenant: TenantId, size: int) -> SignedCheckpoint | None:
        """The first checkpoint of at least so many events."""
        with told_as_unavailable():
            rows = await self._pool.ask(_COVERING, (str(tenant), size), tenant)
        return SignedCheckpoint(*rows[0]) if rows else None

    async def stands(self, tenants: Iterable[TenantId] | None = None) -> list[Stand]:
        """The trees that are not signed to the end of their logs; of all tenants or of some."""
        if tenants is None:
            rows = await self._pool.ask(_STANDS, (), door="log")
        else:
            names = [str(tenant) for tenant in tenants]
            rows = await self._pool.ask(_STANDS_OF, (names,), *names)
        return [Stand(TenantId(tenant), *rest) for tenant, *rest in rows]

    async def every_stand(self, tenants: Sequence[TenantId]) -> list[Stand]:
        """The trees of these tenants, signed to the end of their logs or not."""
        names = [str(tenant) for tenant in tenants]
        rows = await self._pool.ask(_EVERY_STAND, (names,), *names)
        return [Stand(TenantId(tenant), *rest) for tenant, *rest in rows]

    async def oldest_unsigned(self, stands: Sequence[Stand]) -> float:
        """How many seconds ago the oldest event was recorded that no checkpoint covers; 0 without one."""
        if not stands:
            return 0.0
        tenants = [str(stand.tenant) for stand in stands]
        asked = (tenants, [stand.signed + 1 for stand in stands])
        ((seconds,),) = await self._pool.ask(_OLDEST, asked, *tenants)
        return float(seconds or 0)

    async def leaves(self, stands: Sequence[Stand]) -> Mapping[TenantId, tuple[int, bytes]]:
        """How many leaf hashes follow each tree, and these in order; at most `LEAVES_AT_ONCE` of each."""
        asked = (
            [str(stand.tenant) for stand in stands],
            [stand.size for stand in stands],
            [min(stand.head, stand.size + LEAVES_AT_ONCE) for stand in stands],
        )
        rows = await self._pool.ask(_LEAVES, asked, *{stand.tenant for stand in stands})
        return {TenantId(tenant): (count, hashes) for tenant, count, hashes in rows}

    async def extend(self, growths: Sequence[Growth]) -> frozenset[TenantId]:
        """Store them; those that somebody else has extended meanwhile are left as they are now."""
        tiles = [(g.tenant, *name, content) for g in growths for name, content in g.tiles.items()]
        asked = (
            [str(each.tenant) for each in growths],
            [each.origin for each in growths],
            [each.goal for each in growths],
            [str(each[0]) for each in tiles],
            [each[1] for each in tiles],
            [each[2] for each in tiles],
            [each[3] for each in tiles],
        )
        ((extended,),) = await self._pool.ask(_EXTEND, asked, *{each.tenant for each in growths})
        return frozenset(TenantId(tenant) for tenant in extended)

    async def record(self, tenant: TenantId, signed: SignedCheckpoint) -> None:
        """Keep a signed head; of two for the same size, which say the same, the first stays."""
        row = (str(tenant), signed.size, signed.root, signed.note, signed.signed_at)
        async with self._pool.reaching(tenant) as connection:
            await connection.execute(_RECORD, row)
            await connection.execute(
                _SIGNED, (signed.size, signed.signed_at, str(tenant), signed.size)
            )
