"""The list of jobs tells what was asked for and what came of it."""

from uuid import uuid4

from application.jobs.job import cancel_job, queue_job, report
from domain.jobs.job.commands import Cancel, Complete, Queue, Start
from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId
from tests.projections.play import MINUTE, Play


async def queued(play: Play) -> JobId:
    """Somebody has two users imported; the next job is queued later."""
    job = JobId.of(uuid4())
    queue = Queue(kind="users.import", items=2, fingerprint="f" * 64)
    await play.do(play.admin, queue_job(job, queue))
    play.stage.later(MINUTE)
    return job


async def test_jobs_come_the_newest_first_with_what_came_of_them(play: Play):
    first, second, third = [await queued(play) for _ in range(3)]
    tally = Tally(succeeded=1, failed=1)
    await play.do(play.admin, report(first, Start()))
    await play.do(play.admin, report(first, Complete(tally=tally)))
    await play.do(play.admin, cancel_job(second, Cancel()))
    rows = await play.page("jobs")
    assert [row["id"] for row in rows] == [third, second, first]
    assert [row["status"] for row in rows] == ["Queued", "Cancelled", "CompletedWithErrors"]
    assert (rows[2]["tally"], rows[1]["tally"]) == (tally.model_dump(), None)
    for filters, found in (
        ({"status": "Queued,Cancelled"}, [third, second]),
        ({"kind": "users.import", "status": "Queued"}, [third]),
        ({"queuedBy": play.admin}, [third, second, first]),
        ({"kind": "other"}, []),
    ):
        assert [row["id"] for row in await play.page("jobs", **filters)] == found


async def test_what_was_said_before_is_not_said_again(play: Play):
    job = await queued(play)
    for command in (Start(), Start(), Complete(tally=Tally(succeeded=2)), Start()):
        await play.do(play.admin, report(job, command))
    (row,) = await play.page("jobs")
    assert (row["status"], row["version"]) == ("Completed", 3)
