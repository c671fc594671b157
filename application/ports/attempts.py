"""Attempts that are counted, so that trying again and again takes longer and longer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` attempts need not wait; then the wait doubles from `first` up to `longest`.

    After `forgotten_after` without an attempt nothing is held against anybody. Free 0 does not limit.
    """

    free: int
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(days=1)


class Attempts(Protocol):
    """One count per subject for all processes, which survives them."""

    async def take(self, subject: str, pace: Pace) -> timedelta | None:
        """Count an attempt that may go on now; how long it has to wait when it comes too early.

        Of attempts at the same time no more go on than one after the other could. One that comes too
        early is not counted.
        """

    async def wait(self, subject: str) -> timedelta | None:
        """How long the next attempt would have to wait; None when it would not."""

    async def clear(self, subject: str) -> None:
        """Hold nothing against the subject any more."""
