"""How far jobs have got, and what was wrong with their items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from application.ports.job_queue import JobName, RowProblem
from domain.jobs.job.tally import Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the items so far; `rate` is items per second of late, None while nobody works on it."""

    tally: Tally
    rate: float | None
    started_at: datetime | None
    ended_at: datetime | None


class ProblemPlace(NamedTuple):
    """Where in the list a problem stands: its line, and the how manieth of that line it is."""

    line: int
    number: int


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem and its place."""

    place: ProblemPlace
    problem: RowProblem


class JobReports(Protocol):
    """Answers from outside the log; a job of another tenant looks like one that does not exist."""

    async def progress(self, name: JobName) -> Progress | None:
        """How far a job has got; None when that is not known any more."""

    async def problems(
        self, name: JobName, after: ProblemPlace, limit: int
    ) -> Sequence[ListedProblem]:
        """What was wrong behind a place, in the order of lines."""
