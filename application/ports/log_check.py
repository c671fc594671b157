"""The check of a whole log against its tree, its checkpoints and their copies outside the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.shared.ids import TenantId

Tell = Callable[[int, int], None]
"""Called as the check goes on, with how many events were looked at, and how many there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a position; with `until`, somewhere from there to that one.

    What is wrong with a checkpoint, while the events below it may be right, is `of_events` no more.
    """

    position: int
    problem: str
    until: int | None = None
    of_events: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at, and what is wrong: with events, the lowest position first, then the rest.

    `sealed` events are under a checkpoint; the others are new, and bound by nothing but their own hashes.
    """

    events: int
    sealed: int
    root: bytes
    checkpoints: int
    findings: Sequence[Finding]


class LogCheck(Protocol):
    """Reads every event of a log and makes its hash again."""

    async def check(self, tenant: TenantId, tell: Tell) -> Checked:
        """Everything that is wrong with a tenant's log."""
