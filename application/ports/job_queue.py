"""Jobs that are under way, and whose turn it is. Exactly one process works on a job at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.jobs.job.tally import Tally
from domain.shared.ids import JobId, TenantId


@dataclass(frozen=True, slots=True)
class JobName:
    """A job, and whose it is."""

    tenant: TenantId
    job: JobId


@dataclass(frozen=True, slots=True)
class Turn:
    """A job that this process works on until its lease ends; `term` is what outdated workers fail on.

    `checkpoint` counts the items that need not be looked at again, `tally` what became of them, and
    `tries` how often the job was begun or taken over since it last got on.
    """

    name: JobName
    kind: str
    term: int
    items: int
    checkpoint: int
    tally: Tally
    tries: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with an item: where in the file, in a sentence; `shown` hints at the value.

    It says nothing that would name a person: whoever has the file finds the rest by the line.
    """

    line: int
    field: str
    error: str
    sentence: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The next items are done, up to `checkpoint`, with this outcome."""

    checkpoint: int
    tally: Tally
    problems: Sequence[RowProblem] = ()


class LeaseLost(Exception):
    """Another process works on the job by now, or it is over; whatever this one still does is harmless."""


class JobQueue(Protocol):
    """Gives out turns, fairly between tenants; what is recorded of a turn is stored whole or not at all."""

    async def take(self, kinds: Collection[str], worker: str) -> Turn | None:
        """The next turn, of whichever tenant has waited longest; None when nobody waits."""

    async def keep(self, turn: Turn) -> None:
        """Stay at it for some more seconds; raises `LeaseLost`."""

    async def record(self, turn: Turn, step: Step) -> None:
        """Keep what a step came to and stay at it; raises `LeaseLost` and keeps nothing then."""

    async def others_wait(self, turn: Turn) -> bool:
        """True when a job of another tenant waits for somebody to work on it."""

    async def give_back(self, turn: Turn, pause_seconds: float = 0.0) -> None:
        """Let others have their turn, and go on with it after the pause."""

    async def end(self, turn: Turn) -> None:
        """The job is over: what it worked on is deleted, its figures and problems stay for a while."""

    async def doubtful(self) -> Sequence[JobName]:
        """Jobs that were taken in completely and neither begun nor dropped; the log knows which are meant."""

    async def forget_old(self) -> None:
        """Delete what nobody finished sending, and what is left of jobs that were over long ago."""
