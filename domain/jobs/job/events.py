"""What happens to a job. The file it works on and its list of errors live outside the log."""

from typing import ClassVar

from domain.jobs.job.tally import Count, Tally
from domain.shared.ids import UserId
from domain.shared.message import Event
from domain.shared.text import Code, Reason


class JobQueued(Event):
    """Somebody had work done; `fingerprint` is the SHA-256 of what it works on, in hexadecimal."""

    event_type: ClassVar[str] = "jobs.job.queued"

    kind: Code
    items: Count
    fingerprint: Code
    queued_by: UserId


class JobStarted(Event):
    """A process began; that another one goes on where it was interrupted is told by nobody."""

    event_type: ClassVar[str] = "jobs.job.started"


class JobCompleted(Event):
    """Every item has its effect, now or from before."""

    event_type: ClassVar[str] = "jobs.job.completed"

    tally: Tally


class JobCompletedWithErrors(Event):
    """Every item was looked at, and nothing could be made of some."""

    event_type: ClassVar[str] = "jobs.job.completed-with-errors"

    tally: Tally


class JobFailed(Event):
    """The job could not go on; what it had done until then stays."""

    event_type: ClassVar[str] = "jobs.job.failed"

    error: Code
    reason: Reason
    tally: Tally


class JobCancelled(Event):
    """Somebody stopped it; what it had done until then stays."""

    event_type: ClassVar[str] = "jobs.job.cancelled"

    reason: Reason | None = None
    cancelled_by: UserId
