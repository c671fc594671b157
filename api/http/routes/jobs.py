"""Long work: how far it has got, what was wrong with its rows, and how to stop it."""

import re
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field, field_validator

from api.csv_table import csv_lines
from api.http.advice import splice
from api.http.answer import (
    PRIVATE,
    VARIES,
    Answer,
    Header,
    StreamedAnswer,
    digest_of,
    etag,
    position,
)
from api.http.commanding import Commander
from api.http.headers import acceptable, none_match
from api.http.idempotency import Told
from api.http.kinds import JOBS
from api.http.listing import CSV, CSV_TYPE, OFFERED, page_of
from api.http.models import AllowedCommand, PageOf, Wire
from api.http.operation import Gives
from api.http.past import PARAMETERS, PastQuery, WholeNumber
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.job import JobDocument, document
from application.jobs.job import cancel_job
from application.ports.job_queue import JobName
from application.ports.job_reports import JobReports, ListedProblem, ProblemPlace, Progress
from application.ports.read_models import MOST_ROWS, USUAL_ROWS
from application.ports.states import Folded
from application.work import Work
from domain.jobs.job.commands import Cancel
from domain.jobs.job.machine import JOB, Job
from domain.shared.ids import JobId
from projections.jobs.jobs import JobSummary

jobs = Resource("/v1/jobs", "Jobs")

_CURSOR = re.compile(r"([0-9]{1,12})\.([0-9]{1,4})").fullmatch
_IN_ONE_GO = 1000
_COLUMNS = ("line", "column", "error", "sentence", "value")
_BEGINNING = ProblemPlace(0, 0)


class JobAnswer(JobDocument):
    """A job, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


class JobProblem(Wire):
    """What is wrong with a row; `value` is a hint at it that names nobody."""

    line: int = Field(description="The line of the file, counted from 1.")
    column: str = Field(description="The column; empty when it is the row as a whole.")
    error: str = Field(description="The typed name of the problem, for programs.")
    sentence: str
    value: str


class JobProblems(Wire):
    """One page of a job's problems, in the order of the file."""

    items: list[JobProblem]
    next_cursor: str | None = Field(None, description="Absent on the last page.")


class ProblemsWanted(BaseModel):
    """Which part of a job's problems is asked for."""

    model_config = PARAMETERS

    limit: Annotated[int, WholeNumber, Field(ge=1, le=MOST_ROWS)] = USUAL_ROWS
    cursor: str | None = None

    @field_validator("cursor")
    @classmethod
    def _is_ours(cls, cursor: str | None) -> str | None:
        if cursor is not None and not _CURSOR(cursor):
            raise ValueError("must be one that an earlier answer gave")
        return cursor

    @property
    def after(self) -> ProblemPlace:
        """The place behind which it begins."""
        found = _CURSOR(self.cursor or "")
        return ProblemPlace(int(found[1]), int(found[2])) if found else _BEGINNING


@jobs.listing("", "jobs.list", of="jobs", gives=Gives(PageOf[JobSummary]))
async def list_all(asking: Asking) -> Answer:
    """Jobs by status, kind and who started them, the newest first."""
    return await page_of(asking, "jobs")


@jobs.query("/{job_id}", "jobs.read", Gives(JobAnswer))
async def show(job_id: JobId, past: PastQuery, asking: Asking) -> Answer:
    """One job with its progress, or as the log told it once."""
    if past.upto is not None:
        return await asking.document(JOBS, job_id, past)
    heard, work = await asking.heard(), asking.work()
    progress = await _progress(work, asking.services.job_reports, job_id)
    folded = await work.load(JOB, job_id)
    headers: list[Header] = [etag(folded.version), PRIVATE, VARIES, position(heard)]
    if folded.state.over and none_match(asking.exchange, str(folded.version)):
        return Answer(304, headers=headers)
    allowed = await asking.services.advice.now(work, JOBS, folded)
    return Answer(200, splice(_render(folded, progress), allowed), headers)


@jobs.query("/{job_id}/errors", "jobs.read", Gives(JobProblems, also=(CSV,)))
async def list_errors(
    job_id: JobId, wanted: Annotated[ProblemsWanted, Query()], asking: Asking
) -> Answer:
    """What was wrong with the rows, page by page; as CSV all of it from the cursor on."""
    media_type = acceptable(asking.exchange, OFFERED)
    heard = await asking.heard()
    await asking.work().load(JOB, job_id)
    reports, name = asking.services.job_reports, JobName(asking.caller.tenant, job_id)
    if media_type == CSV:
        return StreamedAnswer(_as_csv(reports, name, wanted.after), CSV_TYPE)
    found = await reports.problems(name, wanted.after, wanted.limit + 1)
    shown = found[: wanted.limit]
    more = "{}.{}".format(*shown[-1].place) if len(found) > len(shown) else None
    page = JobProblems(items=[_problem(each) for each in shown], next_cursor=more)
    body = page.model_dump_json(by_alias=True, exclude_none=True).encode()
    tag = digest_of(body)
    headers = [etag(tag), PRIVATE, VARIES, position(heard)]
    if none_match(asking.exchange, tag):
        return Answer(304, headers=headers)
    return Answer(200, body, headers)


@jobs.command("PATCH", "/{job_id}/cancel", "jobs.cancel", Gives(JobAnswer))
async def cancel(job_id: JobId, command: Cancel, by: Commander) -> Answer:
    """Stop a job with its next step; what it has done until then stays."""
    services, progress, allowed = by.services, None, b"[]"

    async def task(work: Work) -> Folded[Job]:
        nonlocal progress, allowed
        folded = await cancel_job(job_id, command)(work)
        progress = await _progress(work, services.job_reports, job_id)
        allowed = await services.advice.after(work, JOBS, folded)
        return folded

    def tell(folded: Folded[Job]) -> Told:
        return Told(200, folded.version, "", splice(_render(folded, progress), allowed))

    answer = await by.tell(task, tell)
    services.wake_worker()
    return answer


async def _progress(work: Work, reports: JobReports, job_id: JobId) -> Progress | None:
    return await reports.progress(JobName(work.request.tenant, job_id))


def _render(folded: Folded[Job], progress: Progress | None) -> bytes:
    return document(folded, progress).model_dump_json().encode()


def _problem(listed: ListedProblem) -> JobProblem:
    found = listed.problem
    return JobProblem(
        line=found.line,
        column=found.field,
        error=found.error,
        sentence=found.sentence,
        value=found.shown,
    )


async def _as_csv(
    reports: JobReports, name: JobName, after: ProblemPlace
) -> AsyncGenerator[bytes, None]:
    """All problems behind a place, some at a time, as nobody knows how many there are."""
    yield csv_lines([_COLUMNS])
    while found := await reports.problems(name, after, _IN_ONE_GO):
        shown = (_problem(each).model_dump(include=set(_COLUMNS)).values() for each in found)
        yield csv_lines(map(str, cells) for cells in shown)
        after = found[-1].place
