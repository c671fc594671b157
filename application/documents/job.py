"""A job as the API shows it: what the log tells of it, and how far it has got."""

from datetime import datetime

from application.ports.job_reports import Progress
from application.ports.states import Folded
from domain.jobs.job.machine import Job, Status
from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId, UserId
from domain.shared.message import Message


class JobRows(Message):
    """The rows of a job: all, those that were looked at, and what became of each of these."""

    total: int
    done: int
    imported: int
    skipped: int
    failed: int


class JobDocument(Message):
    """Who had what done, how far it has got, and what came of it.

    `rowsPerSecond` and `secondsLeft` are told while a process works on it.
    """

    id: JobId
    job_id: JobId
    status: Status
    version: int
    kind: str
    rows: JobRows
    rows_per_second: float | None
    seconds_left: int | None
    queued_by: UserId
    error: str | None
    reason: str | None
    started_at: datetime | None
    finished_at: datetime | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Job], progress: Progress | None = None) -> JobDocument:
    """What a folded job looks like to others; without progress, as far as the log alone tells it."""
    job, job_id = folded.state, JobId(folded.stream_id)
    assert job.status
    assert folded.created_at
    assert folded.updated_at
    tally = job.tally or (progress.tally if progress else Tally())
    rate = progress.rate if progress and not job.over else None
    return JobDocument(
        id=job_id,
        job_id=job_id,
        status=job.status,
        version=folded.version,
        kind=job.kind,
        rows=JobRows(
            total=job.items,
            done=tally.done,
            imported=tally.succeeded,
            skipped=tally.skipped,
            failed=tally.failed,
        ),
        rows_per_second=round(rate, 1) if rate else None,
        seconds_left=round((job.items - tally.done) / rate) if rate else None,
        queued_by=job.starter,
        error=job.error,
        reason=job.reason,
        started_at=progress.started_at if progress else None,
        finished_at=_finished_at(folded, progress),
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _finished_at(folded: Folded[Job], progress: Progress | None) -> datetime | None:
    """By the same clock as the beginning, where the progress is known."""
    if not folded.state.over:
        return None
    return (progress.ended_at if progress else None) or folded.updated_at


def render(folded: Folded[Job]) -> bytes:
    """The document as JSON, as far as the log alone tells it."""
    return document(folded).model_dump_json().encode()
