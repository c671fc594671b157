"""The life of a job: queued, started, and over in one of four ways."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.jobs.job.commands import Cancel, Complete, Fail, Queue, Start
from domain.jobs.job.events import (
    JobCancelled,
    JobCompleted,
    JobCompletedWithErrors,
    JobFailed,
    JobQueued,
    JobStarted,
)
from domain.jobs.job.rules import every_item_is_accounted_for
from domain.jobs.job.tally import Tally
from domain.shared.context import Context
from domain.shared.ids import JobId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """Whether it waits, is worked on, or is over."""

    QUEUED = "Queued"
    RUNNING = "Running"
    COMPLETED = "Completed"
    COMPLETED_WITH_ERRORS = "CompletedWithErrors"
    FAILED = "Failed"
    CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the history tells it; `tally` is known once it is over, unless it was cancelled."""

    status: Status | None = None
    kind: str = ""
    items: int = 0
    fingerprint: str = ""
    queued_by: UserId | None = None
    tally: Tally | None = None
    error: str | None = None
    reason: str | None = None

    @property
    def over(self) -> bool:
        """True when nothing more will be done for it."""
        return self.status not in (None, Status.QUEUED, Status.RUNNING)

    @property
    def starter(self) -> UserId:
        """Who had it done; asked only of a job that exists."""
        assert self.queued_by is not None
        return self.queued_by


MACHINE = Machine(
    "job",
    (
        Row(None, Queue, JobQueued, Status.QUEUED),
        Row(Status.QUEUED, Start, JobStarted, Status.RUNNING),
        Row(Status.QUEUED, Cancel, JobCancelled, Status.CANCELLED),
        Row(Status.QUEUED, Fail, JobFailed, Status.FAILED),
        Row(
            Status.RUNNING,
            Complete,
            JobCompleted,
            Status.COMPLETED,
            (every_item_is_accounted_for,),
        ),
        Row(
            Status.RUNNING,
            Complete,
            JobCompletedWithErrors,
            Status.COMPLETED_WITH_ERRORS,
            (every_item_is_accounted_for,),
        ),
        Row(Status.RUNNING, Cancel, JobCancelled, Status.CANCELLED),
        Row(Status.RUNNING, Fail, JobFailed, Status.FAILED),
    ),
)


def _queue(_: Job, command: Queue, context: Context) -> tuple[Event, ...]:
    return (JobQueued(**dict(command), queued_by=context.actor),)


def _start(_: Job, __: Start, ___: Context) -> tuple[Event, ...]:
    return (JobStarted(),)


def _complete(_: Job, command: Complete, __: Context) -> tuple[Event, ...]:
    if command.tally.failed:
        return (JobCompletedWithErrors(tally=command.tally),)
    return (JobCompleted(tally=command.tally),)


def _fail(_: Job, command: Fail, __: Context) -> tuple[Event, ...]:
    return (JobFailed(**dict(command)),)


def _cancel(_: Job, command: Cancel, context: Context) -> tuple[Event, ...]:
    return (JobCancelled(reason=command.reason, cancelled_by=context.actor),)


def _queued(state: Job, event: JobQueued) -> Job:
    return replace(
        state,
        kind=event.kind,
        items=event.items,
        fingerprint=event.fingerprint,
        queued_by=event.queued_by,
    )


def _started(state: Job, _: JobStarted) -> Job:
    return state


def _completed(state: Job, event: JobCompleted | JobCompletedWithErrors) -> Job:
    return replace(state, tally=event.tally)


def _failed(state: Job, event: JobFailed) -> Job:
    return replace(state, error=event.error, reason=event.reason, tally=event.tally)


def _cancelled(state: Job, event: JobCancelled) -> Job:
    return replace(state, reason=event.reason)


JOB = Decider(
    machine=MACHINE,
    stream_type="jobs.job",
    id_type=JobId,
    initial=Job(),
    decisions={
        Queue: _queue,
        Start: _start,
        Complete: _complete,
        Fail: _fail,
        Cancel: _cancel,
    },
    applications={
        JobQueued: _queued,
        JobStarted: _started,
        JobCompleted: _completed,
        JobCompletedWithErrors: _completed,
        JobFailed: _failed,
        JobCancelled: _cancelled,
    },
)
