"""Tokens of issuers that a deployment trusts beside us."""

from dataclasses import dataclass
from typing import Protocol

from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class ForeignIdentity:
    """Who another issuer says is asking, and in which tenant; `roles` limits them where it names any."""

    issuer: str
    email: EmailAddress
    tenant: TenantId
    roles: frozenset[str] | None = None


class ForeignTokens(Protocol):
    """Verifies tokens by the published keys of their issuers."""

    async def verify(self, token: str) -> ForeignIdentity:
        """Who the token speaks for; raises `InvalidToken`, which never says why."""

    def forget(self) -> None:
        """Remember no token that was verified."""
