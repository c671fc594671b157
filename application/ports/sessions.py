"""Sessions: what a log-in opens, refresh tokens carry on, and a log-out or another log-in ends."""

from dataclasses import dataclass, field
from typing import Protocol

from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session with the one refresh token that carries it on; only a hash of the token is stored."""

    id: str
    tenant: TenantId
    user: UserId
    refresh_token: str = field(repr=False)


class Sessions(Protocol):
    """A user has one session at a time."""

    async def begin(self, tenant: TenantId, user: UserId) -> OpenSession:
        """A new session, which ends every other one of that user."""

    async def carry_on(self, refresh_token: str) -> OpenSession | None:
        """The session with a new refresh token; None when it is over or the token is none of its own.

        A token that was used before ends the session: one of its two holders stole it.
        """

    async def end(self, session: str) -> None:
        """End a session; it may have ended already."""

    async def end_all(self, user: UserId) -> None:
        """End whatever session the user has."""
