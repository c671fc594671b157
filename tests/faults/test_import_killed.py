"""Whoever imports users is killed at any point: another process goes on, and each row has had one effect."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from time import monotonic
from uuid import uuid4

import psycopg
import pytest

from api.bootstrap import Daybook, running_on
from application.identity.registration import FirstUser
from application.ports.event_store import Upto
from application.ports.job_queue import JobName
from application.ports.job_reports import ProblemPlace
from application.request import Request
from domain.identity.tenant.commands import Open
from domain.jobs.job.machine import JOB, Job, Status
from domain.shared.context import SYSTEM
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import JobId, TenantId
from infrastructure.settings import Settings
from tests.api.cli.command_line import PATIENCE, until
from tests.cluster import Database
from tests.faults.importing_process import THERE
from tests.faults.mortal_processes import Mortal, hears, started

MODULE = "tests.faults.importing_process"
BAD = 50
"""Each so manieth row is wrong."""

SLOWEST = 50.0
"""Rows per second that a machine does which is busy with other tests."""


async def pieces(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


async def queued(daybook: Daybook, rows: int) -> JobName:
    """A job with some good and some bad rows, in a tenant of its own."""
    tenant, mark = TenantId.of(uuid4()), uuid4().hex[:8]
    first = FirstUser(
        EmailAddress(f"ada-{mark}@example.com"), "Ada", "correct horse battery staple"
    )
    opening = Open(name="Acme", base_currency=Currency("EUR"))
    await daybook.registration.open_tenant(Request(tenant, SYSTEM), opening, first)
    lines = (
        f"p{n}-{mark}@example.com,Person {n},{'buyer' if n % BAD else 'king'}"
        for n in range(1, rows + 1)
    )
    content = "\n".join(("email,name,roles", *lines)).encode()
    done = await daybook.long_work.user_imports.receive(
        tenant, pieces(content), lambda _: Request(tenant, SYSTEM), lambda it: it.stream_id.encode()
    )
    return JobName(tenant, JobId(done.answer.decode()))


class Watch:
    """What the database says of a job, whoever works on it."""

    def __init__(self, database: Database, name: JobName) -> None:
        self._connection = psycopg.connect(database.administrator_dsn, autocommit=True)
        self._name = name

    def asked(self, column: str) -> int:
        """A figure of the job."""
        statement = f"SELECT {column} FROM daybook.jobs WHERE job_id = %s"
        row = self._connection.execute(statement.encode(), (self._name.job,)).fetchone()
        assert row is not None
        return int(row[0])

    def done(self) -> int:
        return self.asked("checkpoint")

    def over(self) -> bool:
        return bool(self.asked("(stage = 'over')::int"))

    def registered(self) -> tuple[int, int]:
        """How many registrations there are, and of how many addresses."""
        row = self._connection.execute(
            "SELECT count(*), count(DISTINCT payload ->> 'email') FROM daybook.events "
            "WHERE tenant_id = %s AND event_type = 'identity.user.registered'",
            (self._name.tenant,),
        ).fetchone()
        assert row is not None
        return row


async def told(daybook: Daybook, name: JobName) -> Job:
    return (await daybook.storage.states.load_at(name.tenant, JOB, name.job, Upto())).state


async def works_until(mortal: Mortal, look: Callable[[], bool], rows: int) -> None:
    """Wait as long as so many rows may take; fails at once when the process ends before."""

    def so() -> bool:
        assert mortal.alive, "the process ended by itself"
        return look()

    await asyncio.to_thread(until, so, PATIENCE + rows / SLOWEST)


def _reaches(watch: Watch, point: int) -> Callable[[], bool]:
    return lambda: watch.done() >= point


async def survives(database: Database, home: Path, rows: int, kills: int) -> None:
    """Import `rows`, killing whoever does it at random points; each good row is there once at the end."""
    chance = random.Random(rows)
    async with running_on(database.dsn, Settings(home=home, pool_size=2), frozenset()) as daybook:
        name = await queued(daybook, rows)
        watch = Watch(database, name)
        for point in sorted(chance.sample(range(rows // 2), kills)):
            with started(MODULE, database.dsn, str(home)) as doomed:
                await works_until(doomed, _reaches(watch, point), rows)
                doomed.kill()
                doomed.wait()
        assert not watch.over()
        with started(MODULE, database.dsn, str(home)) as survivor:
            await works_until(survivor, watch.over, rows)
        bad = rows // BAD
        job = await told(daybook, name)
        assert job.status is Status.COMPLETED_WITH_ERRORS
        assert job.tally is not None
        assert (job.tally.succeeded, job.tally.skipped, job.tally.failed) == (rows - bad, 0, bad)
        assert watch.registered() == (rows - bad + 1, rows - bad + 1)
        problems = await daybook.long_work.reports.problems(name, ProblemPlace(0, 0), rows)
        lines = [each.problem.line for each in problems]
        assert lines == [n + 1 for n in range(1, rows + 1) if n % BAD == 0]


async def test_every_row_has_one_effect_however_often_the_process_is_killed(
    database: Database, tmp_path: Path
) -> None:
    await survives(database, tmp_path, rows=1_000, kills=1)


@pytest.mark.long
async def test_every_row_of_a_hundred_thousand_has_one_effect(
    database: Database, tmp_path: Path
) -> None:
    await survives(database, tmp_path, rows=100_000, kills=12)


@pytest.mark.long
async def test_another_process_takes_over_within_five_seconds(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, pool_size=2)
    async with running_on(database.dsn, settings, frozenset()) as daybook:
        name = await queued(daybook, 20_000)
        watch = Watch(database, name)
        with started(MODULE, database.dsn, str(tmp_path)) as doomed:
            await asyncio.to_thread(until, lambda: watch.done() > 0)
            with started(MODULE, database.dsn, str(tmp_path)) as heir:
                await hears(heir, THERE)
                term = watch.asked("term")
                doomed.kill()
                killed_at = monotonic()
                await asyncio.to_thread(until, lambda: watch.asked("term") > term)
                assert monotonic() - killed_at < 5
