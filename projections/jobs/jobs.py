"""Which long work was asked for, and what came of it?"""

from datetime import datetime

from application.documents.job import render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.jobs.job.machine import JOB, Job, Status
from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId, UserId
from domain.shared.message import Message
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter


class JobSummary(Message):
    """A job as a row of the list; how far it has got while it runs is told by the job itself."""

    id: JobId
    job_id: JobId
    status: Status
    version: int
    kind: str
    items: int
    tally: Tally | None
    queued_by: UserId
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[Job]) -> JobSummary:
    """The row of a folded job."""
    job, job_id = folded.state, JobId(folded.stream_id)
    assert job.status
    assert folded.created_at
    assert folded.updated_at
    return JobSummary(
        id=job_id,
        job_id=job_id,
        status=job.status,
        version=folded.version,
        kind=job.kind,
        items=job.items,
        tally=job.tally,
        queued_by=job.starter,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


JOBS = ReadModel(
    name="jobs",
    table="jobs",
    decider=JOB,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("kind", ColumnType.TEXT, lambda folded: folded.state.kind),
        Column("queued_by", ColumnType.TEXT, lambda folded: folded.state.starter),
    ),
    shape=ListShape(
        name="jobs",
        filters=(
            status_filter("Running"),
            equal_filter("kind", "kind", "Of this kind, for example users.import."),
            equal_filter("queuedBy", "queued_by", "Started by this user."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
)
