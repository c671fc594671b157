"""What a mail says that proves who got it: random, good once, for a while, and only the newest."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId


class Purpose(StrEnum):
    """What a token may be used for."""

    VERIFY = "verify"
    PASSWORD = "password"  # noqa: S105 - what it is for, not what it says


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a token was sent to."""

    email: EmailAddress
    user: UserId


class MailTokens(Protocol):
    """Kept as hashes only."""

    async def issue(self, purpose: Purpose, to: Addressee, life: timedelta) -> str:
        """A new token, which puts an end to the user's older one of that purpose."""

    async def find(self, purpose: Purpose, token: str) -> Addressee | None:
        """Whose the token is, while it can be used."""

    async def use(self, purpose: Purpose, token: str) -> bool:
        """Use the token up; False when it cannot be used, or somebody else was faster."""
