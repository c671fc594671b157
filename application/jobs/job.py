"""Use cases of jobs: one function per command."""

from application.desk import Task
from application.ports.states import Folded
from application.work import Work
from domain.jobs.job.commands import Cancel, Complete, Fail, Queue, Start
from domain.jobs.job.machine import JOB, Job
from domain.shared.ids import JobId
from domain.shared.message import Command


def queue_job(job: JobId, command: Queue) -> Task:
    """Have work done; what it works on was taken in before."""

    async def task(work: Work) -> Folded[Job]:
        return work.decide(work.start(JOB, job), command, work.context)

    return task


def cancel_job(job: JobId, command: Cancel) -> Task:
    """Stop a job; whoever works on it finds out with its next step."""

    async def task(work: Work) -> Folded[Job]:
        return work.decide(await work.target(JOB, job), command, work.context)

    return task


def report(job: JobId, command: Start | Complete | Fail) -> Task:
    """What whoever works on a job says of it, unless it is over or was said before."""

    async def task(work: Work) -> Folded[Job]:
        folded = await work.load(JOB, job)
        if not _is_news(folded, command):
            return folded
        return work.decide(folded, command, work.context)

    return task


def _is_news(folded: Folded[Job], command: Command) -> bool:
    return JOB.machine.takes(folded.state.status, type(command))
