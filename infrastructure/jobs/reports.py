"""How far jobs have got, and what was wrong with their items, from the tables that say so."""

from collections.abc import Sequence

from application.ports.job_queue import JobName, RowProblem
from application.ports.job_reports import ListedProblem, ProblemPlace, Progress
from domain.jobs.job.tally import Tally
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool

_PROGRESS = """
    SELECT succeeded, skipped, failed,
           CASE WHEN leased_until > clock_timestamp() THEN rate END, started_at, ended_at
    FROM daybook.jobs WHERE tenant_id = %s AND job_id = %s AND stage IN ('open', 'over')
"""
_PROBLEMS = """
    SELECT line, number, field, error, sentence, shown FROM daybook.job_problems
    WHERE tenant_id = %s AND job_id = %s AND (line, number) > (%s, %s)
    ORDER BY line, number LIMIT %s
"""


class PostgresJobReports:
    """Implements `JobReports`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def progress(self, name: JobName) -> Progress | None:
        """How far a job has got; None when that is not known any more."""
        async with connected(self._pool, name.tenant) as connection:
            asked = (str(name.tenant), str(name.job))
            row = await (await connection.execute(_PROGRESS, asked)).fetchone()
        if row is None:
            return None
        succeeded, skipped, failed, rate, started_at, ended_at = row
        tally = Tally(succeeded=succeeded, skipped=skipped, failed=failed)
        return Progress(tally, rate, started_at, ended_at)

    async def problems(
        self, name: JobName, after: ProblemPlace, limit: int
    ) -> Sequence[ListedProblem]:
        """What was wrong behind a place, in the order of lines."""
        asked = (str(name.tenant), str(name.job), *after, limit)
        async with connected(self._pool, name.tenant) as connection:
            rows = await (await connection.execute(_PROBLEMS, asked)).fetchall()
        return [
            ListedProblem(ProblemPlace(line, number), RowProblem(line, *rest))
            for line, number, *rest in rows
        ]
