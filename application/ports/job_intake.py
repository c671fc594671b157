"""How what a job works on is taken in, piece by piece, and handed to whoever works on it."""

from collections.abc import AsyncIterator
from typing import Protocol

from application.failures import Failure
from application.ports.job_queue import JobName


class TooManyJobs(Failure):
    """The tenant has as many jobs under way as it may have; wait for one to end, or cancel one."""


class JobIntake(Protocol):
    """Between `begin` and `admit` nobody works on the job, and nothing else knows of it."""

    async def begin(self, name: JobName, kind: str) -> None:
        """Make a place for what comes; raises `TooManyJobs`."""

    async def add(self, name: JobName, piece: bytes) -> None:
        """Keep the next piece."""

    async def seal(self, name: JobName, items: int) -> None:
        """Everything came: this many items."""

    async def admit(self, name: JobName) -> None:
        """The log has the job, so let somebody work on it; harmless when somebody does already."""

    async def drop(self, name: JobName) -> None:
        """Delete what came; nobody will work on it."""

    def pieces(self, name: JobName) -> AsyncIterator[bytes]:
        """What came, in order, from the beginning."""
