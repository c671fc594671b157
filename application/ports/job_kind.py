"""A kind of long work, which can stop after any step and go on from there in another process."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from application.ports.job_queue import Step, Turn
from application.request import Request


class CannotGoOn(Exception):
    """The job cannot go on, however often it is tried; it fails, and says why in `detail`."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def name(self) -> str:
        """The typed name on the wire."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker is given: on whose behalf (`request`), where it stands, and what it works on.

    `fingerprint` is the SHA-256 of what the job works on, the same for the same content.
    """

    turn: Turn
    request: Request
    fingerprint: str
    pieces: Callable[[], AsyncIterator[bytes]]


class JobKind(Protocol):
    """Work in steps. A step may be done again after a crash, and must then have no second effect."""

    @property
    def name(self) -> str:
        """What jobs of the kind are called in the log; it never changes."""

    @property
    def permission(self) -> str:
        """The operation that whoever started the job must still be permitted to do."""

    def steps(self, assignment: Assignment) -> AsyncGenerator[Step, None]:
        """Do what is left, a step at a time; raises `CannotGoOn`."""
