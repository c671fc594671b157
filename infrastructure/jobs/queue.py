"""Whose turn it is. Every change is one statement or one transaction, and names the term it rests on."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.job_queue import JobName, LeaseLost, RowProblem, Step, Turn
from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId, TenantId
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool

LEASE = timedelta(seconds=3)
"""How long after its last sign of life a worker's job may be taken over."""

DOUBTFUL_AFTER = timedelta(seconds=5)
"""When a process that took a job in should have told the log of it and let work begin."""

UNFINISHED_FOR = timedelta(hours=1)
"""How long what never became a job is kept."""

KEPT_FOR = timedelta(days=90)
"""How long after the end of a job its figures and problems are kept; the log has what came of it."""

# A tenant's place in the line is when any of its jobs had its last turn; a process that died gives its
# turn to the next one as soon as its lease is over.
_TAKE = """
    WITH line AS (
        SELECT tenant_id, max(served_at) AS served_at,
               count(*) FILTER (WHERE leased_until > clock_timestamp()) AS busy
        FROM daybook.jobs WHERE stage = 'open' GROUP BY tenant_id
    ), next AS (
        SELECT j.tenant_id, j.job_id FROM daybook.jobs AS j JOIN line USING (tenant_id)
        WHERE j.stage = 'open' AND j.kind = ANY (%(kinds)s)
          AND (j.leased_until IS NULL OR j.leased_until <= clock_timestamp())
          AND (j.not_before IS NULL OR j.not_before <= clock_timestamp())
        ORDER BY line.busy, line.served_at NULLS FIRST, j.touched_at, j.job_id
        LIMIT 1 FOR UPDATE OF j SKIP LOCKED
    )
    UPDATE daybook.jobs AS j
    SET term = j.term + 1, tries = j.tries + 1, worker = %(worker)s, not_before = NULL,
        leased_until = clock_timestamp() + %(lease)s, served_at = clock_timestamp(),
        started_at = coalesce(j.started_at, clock_timestamp()), recorded_at = clock_timestamp()
    FROM next WHERE j.tenant_id = next.tenant_id AND j.job_id = next.job_id
    RETURNING j.tenant_id, j.job_id, j.kind, j.term, j.items, j.checkpoint,
              j.succeeded, j.skipped, j.failed, j.tries
"""
_KEEP = """
    UPDATE daybook.jobs SET leased_until = clock_timestamp() + %(lease)s
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND term = %(term)s AND stage = 'open'
"""
_RECORD = """
    UPDATE daybook.jobs
    SET succeeded = succeeded + %(succeeded)s, skipped = skipped + %(skipped)s,
        failed = failed + %(failed)s, checkpoint = %(checkpoint)s, tries = 0,
        rate = (0.8 * coalesce(rate, 0) + 0.2 * (%(checkpoint)s - checkpoint)
                / greatest(extract(epoch FROM clock_timestamp() - recorded_at)::float8, 0.001))
               / (CASE WHEN rate IS NULL THEN 0.2 ELSE 1 END),
        recorded_at = clock_timestamp(), leased_until = clock_timestamp() + %(lease)s
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND term = %(term)s AND stage = 'open'
"""
_ADD_PROBLEMS = """
    INSERT INTO daybook.job_problems
        (tenant_id, job_id, line, number, field, error, sentence, shown)
    SELECT %s, %s, line, number, field, error, sentence, shown
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS p (line, number, field, error, sentence, shown)
"""
_GIVE_BACK = """
    UPDATE daybook.jobs
    SET leased_until = NULL, rate = NULL, served_at = clock_timestamp(),
        not_before = clock_timestamp() + %(pause)s
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND term = %(term)s AND stage = 'open'
"""
_OTHERS_WAIT = """
    SELECT EXISTS (
        SELECT FROM daybook.jobs
        WHERE stage = 'open' AND tenant_id <> %s
          AND (leased_until IS NULL OR leased_until <= clock_timestamp())
          AND (not_before IS NULL OR not_before <= clock_timestamp())
    )
"""
_END = """
    UPDATE daybook.jobs
    SET stage = 'over', leased_until = NULL, rate = NULL, ended_at = clock_timestamp()
    WHERE tenant_id = %(tenant)s AND job_id = %(job)s AND term = %(term)s AND stage = 'open'
"""
_DELETE_PIECES = "DELETE FROM daybook.job_pieces WHERE tenant_id = %s AND job_id = %s"
_DOUBTFUL = """
    SELECT tenant_id, job_id FROM daybook.jobs
    WHERE stage = 'sealed' AND touched_at <= clock_timestamp() - %s::interval
"""
_FORGET_UNFINISHED = """
    DELETE FROM daybook.jobs
    WHERE stage IN ('arriving', 'sealed') AND touched_at <= clock_timestamp() - %s::interval
"""
_FORGET_OVER = """
    DELETE FROM daybook.jobs
    WHERE stage = 'over' AND ended_at <= clock_timestamp() - %s::interval
"""


class PostgresJobQueue:
    """Implements `JobQueue`."""

    def __init__(self, pool: Pool, lease: timedelta = LEASE) -> None:
        self._pool = pool
        self._lease = lease

    async def take(self, kinds: Collection[str], worker: str) -> Turn | None:
        """The next turn, of whichever tenant has waited longest; None when nobody waits."""
        asked = {"kinds": list(kinds), "worker": worker, "lease": self._lease}
        async with connected(self._pool, door="jobs") as connection:
            row = await (await connection.execute(_TAKE, asked)).fetchone()
        return _turn(row) if row is not None else None

    async def keep(self, turn: Turn) -> None:
        """Stay at it for some more seconds; raises `LeaseLost`."""
        async with connected(self._pool, turn.name.tenant) as connection:
            await self._change(connection, _KEEP, turn)

    async def record(self, turn: Turn, step: Step) -> None:
        """Keep what a step came to and stay at it; raises `LeaseLost` and keeps nothing then."""
        done = {"checkpoint": step.checkpoint, **step.tally.model_dump(by_alias=False)}
        async with connected(self._pool, turn.name.tenant) as connection:
            await self._change(connection, _RECORD, turn, **done)
            if step.problems:
                await connection.execute(_ADD_PROBLEMS, (*_named(turn.name), *_arrays(step)))

    async def others_wait(self, turn: Turn) -> bool:
        """True when a job of another tenant waits for somebody to work on it."""
        async with connected(self._pool, door="jobs") as connection:
            row = await (await connection.execute(_OTHERS_WAIT, (turn.name.tenant,))).fetchone()
        return row is not None and bool(row[0])

    async def give_back(self, turn: Turn, pause_seconds: float = 0.0) -> None:
        """Let others have their turn, and go on with it after the pause."""
        async with connected(self._pool, turn.name.tenant) as connection:
            pause = timedelta(seconds=pause_seconds)
            await self._change(connection, _GIVE_BACK, turn, pause=pause)

    async def end(self, turn: Turn) -> None:
        """The job is over: what it worked on is deleted, its figures and problems stay for a while."""
        async with connected(self._pool, turn.name.tenant) as connection:
            await connection.execute(_DELETE_PIECES, _named(turn.name))
            await self._change(connection, _END, turn)

    async def doubtful(self) -> Sequence[JobName]:
        """Jobs that were taken in completely and neither begun nor dropped."""
        async with connected(self._pool, door="jobs") as connection:
            rows = await (await connection.execute(_DOUBTFUL, (DOUBTFUL_AFTER,))).fetchall()
        return [JobName(TenantId(tenant), JobId(job)) for tenant, job in rows]

    async def forget_old(self) -> None:
        """Delete what nobody finished sending, and what is left of jobs that were over long ago."""
        async with connected(self._pool, door="jobs") as connection:
            await connection.execute(_FORGET_UNFINISHED, (UNFINISHED_FOR,))
            await connection.execute(_FORGET_OVER, (KEPT_FOR,))

    async def _change(
        self, connection: AsyncConnection[TupleRow], statement: str, turn: Turn, **values: object
    ) -> None:
        tenant, job = _named(turn.name)
        named = {"tenant": tenant, "job": job, "term": turn.term, "lease": self._lease, **values}
        if (await connection.execute(statement, named)).rowcount == 0:
            raise LeaseLost


def _named(name: JobName) -> tuple[str, str]:
    return str(name.tenant), str(name.job)


def _turn(row: TupleRow) -> Turn:
    tenant, job, kind, term, items, checkpoint, succeeded, skipped, failed, tries = row
    return Turn(
        JobName(TenantId(tenant), JobId(job)),
        kind,
        term,
        items,
        checkpoint,
        Tally(succeeded=succeeded, skipped=skipped, failed=failed),
        tries,
    )


def _arrays(step: Step) -> tuple[list[object], ...]:
    """Columns of the step's problems, each with its number among those of its line."""
    numbers: list[object] = []
    last: RowProblem | None = None
    for problem in step.problems:
        again = last is not None and last.line == problem.line
        numbers.append(int(str(numbers[-1])) + 1 if again else 1)
        last = problem
    return (
        [each.line for each in step.problems],
        numbers,
        [each.field for each in step.problems],
        [each.error for each in step.problems],
        [each.sentence for each in step.problems],
        [each.shown for each in step.problems],
    )
