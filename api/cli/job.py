"""`daybook job`: long work, how far it has got, and what was wrong with its rows."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Annotated, NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant
from api.cli.complaint import NotFound
from api.cli.exit_code import ExitCode
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import as_operator, chosen_tenant, work
from application.documents.job import document
from application.jobs.job import cancel_job
from application.ports.event_store import LogQuery, Upto
from application.ports.job_queue import JobName
from application.ports.job_reports import ProblemPlace
from domain.jobs.job.commands import Cancel
from domain.jobs.job.events import JobQueued
from domain.jobs.job.machine import JOB, Status
from domain.shared.ids import JobId, TenantId

app = program(of_many=True)

Job = Annotated[str, typer.Argument(metavar="ID", help="The id of a job.")]

_LISTED = ("id", "kind", "status", "rows", "createdAt")
_PROBLEMS = ("line", "column", "error", "sentence", "value")
_PAGE = 500
_LOOK_SECONDS = 0.2


@app.callback()
def job() -> None:
    """Follow long work, see what was wrong with its rows, and stop it."""


@app.command("list")
def list_all(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """List the jobs of a tenant, the oldest first."""

    async def listed(daybook: Daybook) -> list[Row]:
        chosen = await chosen_tenant(daybook, tenant)
        return [await shown(daybook, JobName(chosen, job)) async for job in _jobs(daybook, chosen)]

    write_rows(work(listed), _LISTED, output)


@app.command()
def watch(job_id: Job, *, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Wait until a job is over, and show it; works on it too, if no server does."""

    async def watched(daybook: Daybook) -> Row:
        name = await _named(daybook, tenant, job_id)
        async with daybook.long_work.working():
            return await follow(daybook, name)

    tell_and_end(work(watched), output)


@app.command()
def show(job_id: Job, *, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Show how far a job has got."""

    async def found(daybook: Daybook) -> Row:
        return await shown(daybook, await _named(daybook, tenant, job_id))

    write_record(work(found), output)


@app.command()
def errors(job_id: Job, *, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """List what was wrong with the rows of a job."""

    async def listed(daybook: Daybook) -> list[Row]:
        name = await _named(daybook, tenant, job_id)
        return [row async for row in _problems(daybook, name)]

    write_rows(work(listed), _PROBLEMS, output)


@app.command()
def cancel(job_id: Job, *, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Stop a job; what it has done stays."""

    async def cancelled(daybook: Daybook) -> Row:
        name = await _named(daybook, tenant, job_id)
        task = cancel_job(name.job, Cancel())
        await daybook.desk.carry_out(as_operator(name.tenant), task)
        return await shown(daybook, name)

    write_record(work(cancelled), output)


async def follow(daybook: Daybook, name: JobName) -> Row:
    """The job once it is over; how far it has got is shown on standard error meanwhile."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    ) as bar:
        row = await shown(daybook, name)
        task = bar.add_task(str(row["kind"]), total=row["rows"]["total"])
        while row["status"] in (Status.QUEUED, Status.RUNNING):
            await asyncio.sleep(_LOOK_SECONDS)
            row = await shown(daybook, name)
            bar.update(task, completed=row["rows"]["done"])
    return row


async def shown(daybook: Daybook, name: JobName) -> Row:
    """A job as the API shows it; raises NotFound."""
    progress = await daybook.long_work.reports.progress(name)
    folded = await daybook.storage.states.load_at(name.tenant, JOB, name.job, Upto())
    if folded.version == 0:
        raise NotFound(f"there is no job {name.job}", "daybook job list")
    row: Row = orjson.loads(document(folded, progress).model_dump_json())
    return row


def tell_and_end(row: Row, output: Format) -> NoReturn:
    """Show a job that is over; the exit code says whether all of it succeeded."""
    write_record(row, output)
    if row["status"] == Status.COMPLETED:
        raise typer.Exit(ExitCode.DONE)
    if row["rows"]["failed"]:
        say(f"{row['rows']['failed']} rows have problems:  daybook job errors {row['id']}")
    raise typer.Exit(ExitCode.FAILED)


async def _named(daybook: Daybook, tenant: str, job_id: str) -> JobName:
    return JobName(await chosen_tenant(daybook, tenant), JobId(job_id))


async def _jobs(daybook: Daybook, tenant: TenantId) -> AsyncIterator[JobId]:
    after = 0
    while True:
        query = LogQuery(after=after, limit=_PAGE, types=(JobQueued.event_type,))
        page = await daybook.storage.store.log(tenant, query)
        for event in page:
            yield JobId(event.stream_id)
        if len(page) < _PAGE:
            return
        after = page[-1].position


async def _problems(daybook: Daybook, name: JobName) -> AsyncIterator[Row]:
    await shown(daybook, name)
    after = ProblemPlace(0, 0)
    while page := await daybook.long_work.reports.problems(name, after, _PAGE):
        for listed in page:
            found = listed.problem
            values = (found.line, found.field, found.error, found.sentence, found.shown)
            yield dict(zip(_PROBLEMS, values, strict=True))
        after = page[-1].place
