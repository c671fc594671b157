"""Letters that wait until they can be written and sent: asked for once, tried until it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.shared.email_address import EmailAddress


class LetterKind(StrEnum):
    """What a letter is about."""

    SIGN_UP = "sign-up"
    NEW_PASSWORD = "new-password"  # noqa: S105 - what it is about, not what it says
    INVITATION = "invitation"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that somebody is trying to send; `attempts` counts this one too."""

    id: str
    kind: LetterKind
    email: EmailAddress
    facts: Mapping[str, str]
    queued_at: datetime
    attempts: int


class Letters(Protocol):
    """Survives the process; a letter is tried by one process at a time, and at least once."""

    async def queue(self, kind: LetterKind, email: EmailAddress, facts: Mapping[str, str]) -> None:
        """Have a letter written as soon as can be."""

    async def take(self, most: int) -> Sequence[Letter]:
        """Letters that are due, the oldest first; nobody else gets them for a minute."""

    async def done(self, letter: Letter) -> bool:
        """Forget a letter, because it was sent or will not be; False when an erasure was faster."""

    async def put_off(self, letter: Letter, wait: timedelta) -> None:
        """Try again after a while."""
