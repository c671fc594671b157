"""A house that trusts another issuer, and somebody whom that issuer knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.api.http.company import Company, Person
from tests.api.http.house import House
from tests.infrastructure.security.issuer import AUDIENCE, RunningIssuer, running_issuer

ROLES: dict[str, Any] = {
    "realm_access": {"roles": ["purchaser", "requester", "admin", "offline_access"]}
}


@dataclass
class Outside:
    """A house that trusts an issuer, and a company that the issuer may speak for."""

    issuer: RunningIssuer
    company: Company
    buyer: Person
    email: str

    def holding(self, token: str) -> Person:
        """Whoever shows that token."""
        return replace(self.buyer, token=token)

    def comes(self, algorithm: str = "RS256", **claims: Any) -> Person:
        """The buyer with a token of the issuer."""
        return self.holding(self.issuer.token(self.email, algorithm, **claims))


@contextmanager
def trusting(house: House, folder: Path) -> Iterator[Outside]:
    """A second process beside the house, on its database and keys, that trusts an issuer.

    The file of issuers names the tenant, so that is opened before by the house itself.
    """
    before, trusted = Company.opened(house), folder / "issuers.toml"
    with running_issuer(folder) as issuer:
        trusted.write_text(_told(issuer, before.tenant))
        settings = {"trusted_issuers": trusted}
        with House(house.database, house.home, settings).open() as second:
            company = Company(second, before.tenant, replace(before.admin, house=second))
            buyer = company.person("buyer", "requester")
            email = company.admin.see(f"/v1/users/{buyer.user}")["email"]
            yield Outside(issuer, company, buyer, email)


def _told(issuer: RunningIssuer, tenant: str) -> str:
    return f"""
        [[issuer]]
        issuer = "{issuer.url}"
        audience = "{AUDIENCE}"
        algorithms = ["RS256", "PS256", "ES256", "EdDSA"]
        tenants = ["{tenant}"]
        roles_claim = "realm_access.roles"
        roles = {{ purchaser = "buyer" }}
        refresh_seconds = 0.2
        cooldown_seconds = 0.2
    """
