"""Which issuers are trusted, and for what: a TOML file that the deployment writes and nobody else can."""

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FilePath, ValidationError

from domain.identity.role import Role
from domain.shared.ids import TenantId
from infrastructure.fault import Fault

Algorithm = Literal["EdDSA", "ES256", "RS256", "PS256"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class IssuersUnusable(Fault):
    """The file that DAYBOOK_TRUSTED_ISSUERS names cannot be used as it is."""


def safe_address(url: str) -> str:
    """The same address, if nobody on the way can change what it answers; raises ValueError."""
    parts = urlsplit(url)
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise ValueError("must be an address without a user and without a fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("must be https; http reaches this machine only")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_this_machine(url: str) -> bool:
    """True when an address leads to the machine itself, or to what answers on its own link."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback or address.is_link_local or address.is_unspecified


Address = Annotated[str, Field(max_length=2000), AfterValidator(safe_address)]


class TrustedIssuer(BaseModel):
    """One issuer. Claims are named with dots where they lie inside others: `realm_access.roles`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Address
    """What the claim `iss` says, to the letter."""

    audience: Name
    """What the claim `aud` must name: the client of the issuer that stands for this Daybook."""

    algorithms: Annotated[tuple[Algorithm, ...], Field(min_length=1)]
    """With which signatures its tokens may come, whatever they say themselves."""

    tenants: Annotated[tuple[TenantId, ...], Field(min_length=1, max_length=1000)]
    """For which tenants it may speak."""

    tenant_claim: Name | None = None
    """Where a token names the tenant; needed when there are several."""

    jwks_url: Address | None = None
    """Where its keys are, if not where its discovery document says."""

    email_claim: Name = "email"
    email_verified_claim: Name = "email_verified"
    roles_claim: Name | None = None
    """Where a token names roles; without it people have the roles that they have here."""

    roles: Mapping[str, Role] = Field(default_factory=dict)
    """What the issuer's roles are called here; one that is not listed counts under its own name."""

    types: tuple[str, ...] = ("JWT", "at+jwt")
    """Which `typ` its tokens have; an empty one stands for none."""

    longest_life_seconds: Annotated[int, Field(gt=0, le=7 * 86_400)] = 86_400
    ca_file: FilePath | None = None
    """Who vouches for its certificate, if nobody whom this machine trusts does."""

    refresh_seconds: Annotated[float, Field(ge=0.1, le=3600)] = 300.0
    """After how long its keys are fetched again, while the ones we have go on being used."""

    cooldown_seconds: Annotated[float, Field(ge=0.1, le=3600)] = 10.0
    """How often it is asked at most, whatever tokens come."""

    @property
    def discovery_url(self) -> str:
        """Where OpenID Connect Discovery has the issuer's document."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Annotated[tuple[TrustedIssuer, ...], Field(min_length=1, max_length=100)]


def read_issuers(path: Path) -> tuple[TrustedIssuer, ...]:
    """The issuers of a file, each once; raises IssuersUnusable, which names the place."""
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).issuer
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise _unusable(path, str(wrong)) from None
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        raise _unusable(path, f"{place}: {first['msg']}") from None
    for each in found:
        if len(each.tenants) > 1 and each.tenant_claim is None:
            raise _unusable(
                path, f"{each.issuer} speaks for several tenants without a tenant_claim"
            )
    if len({each.issuer for each in found}) < len(found):
        raise _unusable(path, "an issuer is named twice")
    return found


def _unusable(path: Path, why: str) -> IssuersUnusable:
    return IssuersUnusable(
        f"the trusted issuers in {path.name} cannot be used: {why}",
        "correct the file that DAYBOOK_TRUSTED_ISSUERS names; docs/how-to/trust-an-issuer.md shows one",
    )
