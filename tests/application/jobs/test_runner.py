"""A turn at a job goes on as long as its lease does."""

import asyncio
from collections.abc import AsyncGenerator
from uuid import uuid4

import pytest

from application.jobs import runner
from application.jobs.job import queue_job
from application.jobs.runner import JobRunner, Workshop
from application.ports.event_store import StoreUnavailable, Upto
from application.ports.job_kind import Assignment
from application.ports.job_queue import JobName, Step, Turn
from application.request import Request
from domain.jobs.job.commands import Queue
from domain.jobs.job.machine import JOB, Status
from domain.jobs.job.tally import Tally
from domain.shared.context import SYSTEM
from domain.shared.ids import JobId
from infrastructure.jobs.intake import PostgresJobIntake
from infrastructure.jobs.queue import PostgresJobQueue
from infrastructure.postgres.pool import Pool, open_pool
from tests.application.stage import Stage
from tests.cluster import Database

KIND = "users.import"


class Deaf(PostgresJobQueue):
    """Does not hear the first signs of life."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.missed = 0
        self.heard = asyncio.Event()

    async def keep(self, turn: Turn) -> None:
        """Be busy, and then not."""
        if self.missed < 3:
            self.missed += 1
            raise StoreUnavailable("the database does not answer")
        await super().keep(turn)
        self.heard.set()


class OneStep:
    """Work that ends when a sign of life was heard."""

    name = permission = KIND

    def __init__(self, queue: Deaf) -> None:
        self._queue = queue

    async def steps(self, _: Assignment) -> AsyncGenerator[Step, None]:
        """The only one."""
        await self._queue.heard.wait()
        yield Step(1, Tally(succeeded=1))


async def test_a_sign_of_life_that_does_not_get_through_interrupts_nobody(
    stage: Stage, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_KEEP_SECONDS", 0.01)
    name = JobName(stage.tenant, JobId.of(uuid4()))
    async with open_pool(database.dsn, size=2) as pool:
        intake, queue = PostgresJobIntake(pool), Deaf(pool)
        await intake.begin(name, KIND)
        await intake.seal(name, 1)
        queued = Queue(kind=KIND, items=1, fingerprint="0" * 64)
        await stage.desk.carry_out(Request(stage.tenant, SYSTEM), queue_job(name.job, queued))
        await intake.admit(name)
        workshop = Workshop(queue, intake, stage.desk, stage.states)
        assert await JobRunner(workshop, [OneStep(queue)], "here").take_turn()
    told = await stage.states.load_at(stage.tenant, JOB, name.job, Upto())
    assert (told.state.status, queue.missed) == (Status.COMPLETED, 3)
