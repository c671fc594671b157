"""What jobs work on, kept in the database until they are over."""

from collections.abc import AsyncGenerator

from application.ports.job_intake import TooManyJobs
from application.ports.job_queue import JobName
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool

MOST_OPEN = 20
"""Jobs that one tenant may have waiting or under way."""

_BEGIN = """
    INSERT INTO daybook.jobs (tenant_id, job_id, kind, stage, touched_at)
    SELECT %(tenant)s, %(job)s, %(kind)s, 'arriving', clock_timestamp()
    WHERE (SELECT count(*) FROM daybook.jobs WHERE tenant_id = %(tenant)s AND stage <> 'over')
          < %(most)s
"""
_ADD = """
    WITH job AS (
        UPDATE daybook.jobs SET touched_at = clock_timestamp()
        WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND stage = 'arriving'
        RETURNING tenant_id, job_id
    )
    INSERT INTO daybook.job_pieces (tenant_id, job_id, number, content)
    SELECT tenant_id, job_id,
           (SELECT count(*) + 1 FROM daybook.job_pieces
            WHERE tenant_id = %(tenant)s AND job_id = %(job)s),
           %(content)s
    FROM job
"""
_SEAL = """
    UPDATE daybook.jobs SET stage = 'sealed', items = %(items)s, touched_at = clock_timestamp()
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND stage = 'arriving'
"""
_ADMIT = """
    UPDATE daybook.jobs SET stage = 'open', touched_at = clock_timestamp()
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND stage = 'sealed'
"""
_DROP = """
    DELETE FROM daybook.jobs
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND stage IN ('arriving', 'sealed')
"""
_PIECE = """
    SELECT content FROM daybook.job_pieces
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND number = %(number)s
"""


class PostgresJobIntake:
    """Implements `JobIntake`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, name: JobName, kind: str) -> None:
        """Make a place for what comes; raises `TooManyJobs`."""
        if await self._change(_BEGIN, name, kind=kind, most=MOST_OPEN) == 0:
            raise TooManyJobs(f"at most {MOST_OPEN} jobs may be under way", limit=MOST_OPEN)

    async def add(self, name: JobName, piece: bytes) -> None:
        """Keep the next piece."""
        added = await self._change(_ADD, name, content=piece)
        assert added == 1, "the place of the job is gone"

    async def seal(self, name: JobName, items: int) -> None:
        """Everything came: this many items."""
        sealed = await self._change(_SEAL, name, items=items)
        assert sealed == 1, "the place of the job is gone"

    async def admit(self, name: JobName) -> None:
        """The log has the job, so let somebody work on it; harmless when somebody does already."""
        await self._change(_ADMIT, name)

    async def drop(self, name: JobName) -> None:
        """Delete what came; nobody will work on it."""
        await self._change(_DROP, name)

    async def pieces(self, name: JobName) -> AsyncGenerator[bytes, None]:
        """What came, in order, from the beginning; one piece is in memory at a time."""
        number = 1
        while True:
            asked = {"tenant": name.tenant, "job": name.job, "number": number}
            async with connected(self._pool, name.tenant) as connection:
                row = await (await connection.execute(_PIECE, asked, binary=True)).fetchone()
            if row is None:
                return
            yield row[0]
            number += 1

    async def _change(self, statement: str, name: JobName, **values: object) -> int:
        named = {"tenant": str(name.tenant), "job": str(name.job), **values}
        async with connected(self._pool, name.tenant) as connection:
            return (await connection.execute(statement, named)).rowcount
