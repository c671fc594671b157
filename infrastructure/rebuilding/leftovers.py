"""Rebuilds that nobody goes on with: their tables hold what the log said when they were left."""

from datetime import datetime

from infrastructure.event_store.partitions import lock_class
from infrastructure.postgres.pool import Pool
from infrastructure.rebuilding.next_projection import next_name
from infrastructure.rebuilding.workshop import OURS

_UNFINISHED = "SELECT projection, begun_at FROM daybook.rebuilds WHERE ended_at IS NULL ORDER BY 1"
_AT_WORK = """
    SELECT classid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND objid::bigint = %b
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def left_over(pool: Pool) -> dict[str, datetime]:
    """The projections whose rebuild has begun, and is not under way; when it began."""
    rows = await pool.ask(_UNFINISHED, ())
    at_work = {number for (number,) in await pool.ask(_AT_WORK, (OURS,))}
    return {
        projection: begun
        for projection, begun in rows
        if lock_class(next_name(projection)) & 0xFFFF_FFFF not in at_work
    }
