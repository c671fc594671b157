"""One process works on a job at a time, tenants take turns, and an outdated worker records nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.job_intake import TooManyJobs
from application.ports.job_queue import JobName, LeaseLost, RowProblem, Step, Turn
from application.ports.job_reports import ProblemPlace
from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId, TenantId
from infrastructure.jobs.intake import MOST_OPEN, PostgresJobIntake
from infrastructure.jobs.queue import PostgresJobQueue
from infrastructure.jobs.reports import PostgresJobReports
from infrastructure.postgres.pool import Pool, open_pool
from tests.api.cli.command_line import execute
from tests.cluster import Database

KIND = "test.count"
AT_ONCE = timedelta(0)


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """A few connections."""
    async with open_pool(database.dsn, size=2) as opened:
        yield opened


def tenant() -> TenantId:
    return TenantId.of(uuid4())


async def waiting(pool: Pool, whose: TenantId, items: int = 10) -> JobName:
    """A job that waits for a worker."""
    intake, name = PostgresJobIntake(pool), JobName(whose, JobId.of(uuid4()))
    await intake.begin(name, KIND)
    await intake.add(name, b"one,")
    await intake.add(name, b"two")
    await intake.seal(name, items)
    await intake.admit(name)
    return name


async def took(queue: PostgresJobQueue) -> Turn:
    turn = await queue.take([KIND], "here")
    assert turn is not None
    return turn


async def test_a_job_is_given_to_one_worker_until_its_lease_is_over(pool: Pool) -> None:
    name = await waiting(pool, tenant())
    queue, impatient = PostgresJobQueue(pool), PostgresJobQueue(pool, AT_ONCE)
    first = await took(queue)
    assert (first.name, first.checkpoint, first.tries) == (name, 0, 1)
    assert await queue.take([KIND], "there") is None
    await impatient.keep(first)
    second = await took(queue)
    assert (second.name, second.term, second.tries) == (name, first.term + 1, 2)


async def test_a_worker_that_was_replaced_records_nothing(pool: Pool) -> None:
    name = await waiting(pool, tenant())
    outdated = await took(PostgresJobQueue(pool, AT_ONCE))
    queue = PostgresJobQueue(pool)
    present = await took(queue)
    step = Step(4, Tally(succeeded=4), (RowProblem(1, "a", "Wrong", "is wrong"),))
    for late in (queue.record(outdated, step), queue.keep(outdated), queue.end(outdated)):
        with pytest.raises(LeaseLost):
            await late
    assert not await PostgresJobReports(pool).problems(name, ProblemPlace(0, 0), 9)
    await queue.record(present, Step(5, Tally(succeeded=4, failed=1)))
    await queue.give_back(present)
    again = await took(queue)
    assert (again.checkpoint, again.tally, again.tries) == (5, Tally(succeeded=4, failed=1), 1)


async def test_tenants_take_turns_however_many_jobs_one_of_them_has(pool: Pool) -> None:
    queue, greedy, modest = PostgresJobQueue(pool), tenant(), tenant()
    for _ in range(3):
        await waiting(pool, greedy)
    first = await took(queue)
    assert not await queue.others_wait(first)
    await waiting(pool, modest)
    assert await queue.others_wait(first)
    order = []
    for _ in range(4):
        await queue.give_back(first)
        first = await took(queue)
        order.append(first.name.tenant)
    assert order == [modest, greedy, modest, greedy]


async def test_a_job_that_was_interrupted_rests(pool: Pool) -> None:
    await waiting(pool, tenant())
    queue = PostgresJobQueue(pool)
    await queue.give_back(await took(queue), pause_seconds=60)
    assert await queue.take([KIND], "here") is None


async def test_the_content_is_gone_with_the_end_and_the_report_stays(pool: Pool) -> None:
    name, queue = await waiting(pool, tenant()), PostgresJobQueue(pool)
    intake, reports = PostgresJobIntake(pool), PostgresJobReports(pool)
    assert [piece async for piece in intake.pieces(name)] == [b"one,", b"two"]
    turn = await took(queue)
    problems = [RowProblem(line, "a", "Wrong", "is wrong", "x") for line in (3, 3, 8)]
    await queue.record(turn, Step(10, Tally(succeeded=8, failed=2), problems))
    await queue.end(turn)
    assert [piece async for piece in intake.pieces(name)] == []
    assert await queue.take([KIND], "here") is None
    progress = await reports.progress(name)
    assert progress is not None
    assert progress.tally == Tally(succeeded=8, failed=2)
    page = await reports.problems(name, ProblemPlace(0, 0), 2)
    rest = await reports.problems(name, page[-1].place, 2)
    assert [each.place for each in (*page, *rest)] == [(3, 1), (3, 2), (8, 1)]
    stranger = JobName(tenant(), name.job)
    assert await reports.progress(stranger) is None
    assert not await reports.problems(stranger, ProblemPlace(0, 0), 9)


async def test_what_nobody_finished_sending_is_forgotten(pool: Pool, database: Database) -> None:
    queue, intake = PostgresJobQueue(pool), PostgresJobIntake(pool)
    sealed, unfinished = JobName(tenant(), JobId.of(uuid4())), JobName(tenant(), JobId.of(uuid4()))
    for name in (sealed, unfinished):
        await intake.begin(name, KIND)
        await intake.add(name, b"half of")
    await intake.seal(sealed, 1)
    assert await queue.doubtful() == []
    execute(database, "UPDATE daybook.jobs SET touched_at = touched_at - interval '10 seconds'")
    assert await queue.doubtful() == [sealed]
    await queue.forget_old()
    assert await queue.doubtful() == [sealed]
    execute(database, "UPDATE daybook.jobs SET touched_at = touched_at - interval '2 hours'")
    await queue.forget_old()
    assert await queue.doubtful() == []
    assert [piece async for piece in intake.pieces(unfinished)] == []


async def test_a_tenant_has_only_so_many_jobs_under_way(pool: Pool) -> None:
    intake, whose = PostgresJobIntake(pool), tenant()
    for _ in range(MOST_OPEN):
        await intake.begin(JobName(whose, JobId.of(uuid4())), KIND)
    with pytest.raises(TooManyJobs):
        await intake.begin(JobName(whose, JobId.of(uuid4())), KIND)
    await intake.begin(JobName(tenant(), JobId.of(uuid4())), KIND)
