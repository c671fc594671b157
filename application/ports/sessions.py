"""Sessions: what a log-in opens, refresh tokens carry on, and a log-out or another log-in ends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from: `network` is the part of the address that one subscriber has."""

    address: str = ""
    network: str = ""
    client: str = ""


SOMEBODY = Visitor()
"""Nothing is known of where they come from."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session with the one refresh token that carries it on; only a hash of the token is stored.

    It is over at `ends_at`, however much it is used. `ended` are the sessions that its begin has ended.
    """

    id: str
    tenant: TenantId
    user: UserId
    refresh_token: str = field(repr=False)
    ends_at: datetime
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StolenSession:
    """A session that has just ended, because one of its refresh tokens came a second time."""

    id: str
    tenant: TenantId
    user: UserId


class UserErased(Exception):
    """Whose session it would be was erased in this moment; nothing is kept of where they came from."""


class Claim(NamedTuple):
    """A session in a tenant, as a token names them."""

    tenant: TenantId
    session: str


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that goes on, and how many events the history of its user has."""

    user: UserId
    user_version: int


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as its user sees it."""

    id: str
    begun_at: datetime
    last_used_at: datetime
    ends_at: datetime
    visitor: Visitor


class Sessions(Protocol):
    """A user has one session at a time; using it slides its end forward, up to an absolute limit."""

    async def begin(
        self, tenant: TenantId, user: UserId, visitor: Visitor = SOMEBODY
    ) -> OpenSession:
        """A new session, which ends every other one of that user; raises `UserErased`."""

    async def carry_on(self, refresh_token: str) -> OpenSession | StolenSession | None:
        """The session with a new refresh token; None when it is over or the token is none of its own.

        A token that was used before ends the session: one of its two holders stole it.
        """

    async def live(self, claims: Collection[Claim]) -> Mapping[Claim, LiveSession]:
        """Those of the sessions that go on, each of which counts as used now."""

    async def open_to(self, user: UserId) -> Sequence[SeenSession]:
        """The sessions of a user that go on; looking at them does not count as use."""

    async def knows(self, user: UserId | None, network: str) -> bool:
        """Whether the user has logged in from that network within the last month; nobody never has."""

    async def end(self, session: str, user: UserId) -> bool:
        """End a session of the user; False when they have no such session that goes on."""

    async def end_all(self, user: UserId) -> Sequence[str]:
        """End whatever session the user has, and tell which went on until now."""
