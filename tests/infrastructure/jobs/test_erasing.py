"""Whoever is erased while their file waits is in no table any more, and does not come back by it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher

from api.bootstrap import Daybook, running_on
from application.identity.importing.user_import import IMPORT_USERS
from application.identity.registration import FirstUser
from application.ports.event_store import Upto
from application.ports.job_queue import JobName, LeaseLost, Step, Turn
from application.ports.job_reports import ProblemPlace
from application.request import Request
from domain.identity.role import Role
from domain.identity.tenant.commands import Open
from domain.identity.user.commands import Register
from domain.jobs.job.machine import JOB, Job
from domain.jobs.job.tally import Tally
from domain.shared.context import SYSTEM
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import JobId, TenantId, UserId
from infrastructure.identity.reservations import PostgresReservations
from infrastructure.jobs.queue import PostgresJobQueue
from infrastructure.security.passwords import Argon2Passwords
from infrastructure.settings import Settings
from tests.api.http.searching import tables
from tests.cluster import Database

CARA = EmailAddress("cara.canary@example.com")
FILE = (
    "email,name,roles\nann@example.com,Ann,buyer\n"
    'CARA.canary@example.com,"Cara\n ""Canary""",buyer\nben@example.com,Ben,buyer\n'
    "cara.canary@example.com,Cara Canary,buyer\ncleo@example.com,Cleo,buyer\n"
)
UNDER_WAY = Step(1, Tally(succeeded=1, skipped=0, failed=0))


@pytest.fixture
async def daybook(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Daybook]:
    """A process that works on jobs when it is told to, and keeps files in small pieces."""
    monkeypatch.setattr("application.identity.importing.intake._PIECE", 60)
    cheap = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    settings = Settings(home=tmp_path, pool_size=4)
    async with running_on(database.dsn, settings, frozenset(), passwords=cheap) as running:
        yield running


async def tenant_with_cara(daybook: Daybook) -> tuple[Request, UserId]:
    """A tenant and somebody in it who was not imported."""
    request = Request(TenantId.of(uuid4()), SYSTEM)
    ada = FirstUser(EmailAddress("ada@example.com"), "Ada", "correct horse battery staple")
    opening = Open(name="Acme", base_currency=Currency("EUR"))
    await daybook.registration.open_tenant(request, opening, ada)
    cara = Register(email=CARA, name="Cara Canary", roles=(Role.BUYER,))
    done = await daybook.registration.register(
        request, cara, None, lambda it: it.stream_id.encode()
    )
    return request, UserId(done.answer.decode())


async def sent(daybook: Daybook, request: Request) -> JobName:
    """The job of a file that names her twice."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(FILE), 30):
            yield FILE.encode()[at : at + 30]

    done = await daybook.long_work.user_imports.receive(
        request.tenant, pieces(), lambda _: request, lambda it: it.stream_id.encode()
    )
    return JobName(request.tenant, JobId(done.answer.decode()))


async def worked_off(daybook: Daybook, name: JobName) -> Job:
    """The job, once somebody has done what there was to do."""
    async with asyncio.timeout(60), daybook.long_work.working():
        while True:
            job = (await daybook.storage.states.load_at(name.tenant, JOB, name.job, Upto())).state
            if job.over:
                return job
            await asyncio.sleep(0.02)


async def the_turn_is_over(daybook: Daybook, turn: Turn) -> None:
    """Whoever had it records nothing any more, and gets no address."""
    pool = daybook.storage.pool
    with pytest.raises(LeaseLost):
        await PostgresReservations(pool).reserve_all(turn, {CARA: UserId.of(uuid4())})
    with pytest.raises(LeaseLost):
        await PostgresJobQueue(pool).record(turn, UNDER_WAY)


async def test_nothing_is_left_of_somebody_in_a_file_that_is_worked_on(
    daybook: Daybook, database: Database
) -> None:
    request, cara = await tenant_with_cara(daybook)
    name = await sent(daybook, request)
    turn = await PostgresJobQueue(daybook.storage.pool).take([IMPORT_USERS], "somebody")
    assert turn is not None
    found = {table for table, _ in tables(database)}
    assert found == {"daybook.credentials", "daybook.job_pieces"}
    await daybook.read_side.eraser.clean(request.tenant, cara, [])
    assert list(tables(database)) == []
    await the_turn_is_over(daybook, turn)
    job = await worked_off(daybook, name)
    assert job.tally == Tally(succeeded=3, skipped=0, failed=2)
    problems = await daybook.long_work.reports.problems(name, ProblemPlace(0, 0), 10)
    told = [(each.problem.line, each.problem.error) for each in problems]
    assert told == [(3, "UserErased"), (6, "UserErased")]
    assert list(tables(database)) == []


async def test_a_file_that_names_others_goes_on_undisturbed(
    daybook: Daybook, database: Database
) -> None:
    request, _ = await tenant_with_cara(daybook)
    name = await sent(daybook, request)
    queue = PostgresJobQueue(daybook.storage.pool)
    turn = await queue.take([IMPORT_USERS], "somebody")
    assert turn is not None
    dora = Register(email=EmailAddress("dora@example.com"), name="Dora", roles=(Role.BUYER,))
    done = await daybook.registration.register(
        request, dora, None, lambda it: it.stream_id.encode()
    )
    await daybook.read_side.eraser.clean(request.tenant, UserId(done.answer.decode()), [])
    await queue.record(turn, UNDER_WAY)
    with psycopg.connect(database.administrator_dsn) as connection:
        kept = connection.execute(
            "SELECT string_agg(content, '' ORDER BY number) FROM daybook.job_pieces "
            "WHERE job_id = %s",
            (name.job,),
        ).fetchone()
    assert kept == (FILE.encode(),)
