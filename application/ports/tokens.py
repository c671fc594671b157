"""Access tokens: short-lived proofs of who asks, verified without asking anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token speaks for: a user of a tenant with the roles they had when it was issued.

    `session` is what they logged in to; empty when nobody logged in and whoever runs the product, who
    holds the key, vouches for them for as long as the token is good.
    `via` names what speaks in the user's name, where it is not a session of theirs: a service account
    with its key, or an issuer that we trust.
    """

    tenant: TenantId
    user: UserId
    email: str
    roles: frozenset[str]
    session: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A signed token and for how many seconds it is good."""

    text: str = field(repr=False)
    expires_in: int


class Tokens(Protocol):
    """Issues and verifies; synchronous, because neither waits for anything."""

    def issue(self, bearer: Bearer, seconds: int | None = None) -> AccessToken:
        """A token for the bearer, signed with the newest key; good for `seconds`, if that is less."""

    def verify(self, token: str) -> Bearer:
        """Who the token speaks for; raises `InvalidToken`, which never says why."""

    def public_keys(self) -> Mapping[str, Any]:
        """The JSON Web Key Set with which others can verify our tokens."""
