"""Tokens of trusted issuers, by the same checklist as our own (RFC 8725); implements `ForeignTokens`."""

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import jwt

from application.failures import InvalidToken
from application.ports.foreign_tokens import ForeignIdentity
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId
from domain.shared.invalid_value import InvalidValue
from infrastructure.security.compact import objects_of
from infrastructure.security.foreign.configuration import (
    IssuersUnusable,
    TrustedIssuer,
    read_issuers,
)
from infrastructure.security.foreign.key_source import KeySource

SKEW_SECONDS = 2
_LONGEST = 8192
_REMEMBERED = 4096
_REQUIRED = ["iss", "aud", "sub", "exp", "iat"]
_ANOTHER_KEY = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"})
"""What a header may not say: where to find keys, which to use, or that it is to be read another way."""

Claims = Mapping[str, Any]
Remembered = tuple[ForeignIdentity, float, int]


class TrustedIssuers:
    """Finds the issuer that a token names among those that are configured; nobody else is ever asked."""

    def __init__(
        self, issuers: Iterable[TrustedIssuer], now: Callable[[], float] = time.time
    ) -> None:
        self._issuers = {each.issuer: _Issuer(each, now) for each in issuers}

    @classmethod
    def configured(cls, path: Path) -> "TrustedIssuers":
        """Those of a file; raises IssuersUnusable."""
        try:
            return cls(read_issuers(path))
        except (OSError, ssl.SSLError) as wrong:
            raise IssuersUnusable(
                f"the authorities of a trusted issuer cannot be read: {wrong}",
                "ca_file must name a PEM file with certificates",
            ) from None

    async def verify(self, token: str) -> ForeignIdentity:
        """Who the token speaks for; raises `InvalidToken`, which never says why."""
        try:
            header, claims = objects_of(token, _LONGEST)
            named = claims.get("iss")
            issuer = self._issuers.get(named) if isinstance(named, str) else None
            if issuer is None:
                raise InvalidToken
            return await issuer.verify(token, header)
        except (jwt.PyJWTError, InvalidValue, ValueError, RecursionError):
            raise InvalidToken from None

    def forget(self) -> None:
        """Remember no token that was verified."""
        for issuer in self._issuers.values():
            issuer.forget()

    async def close(self) -> None:
        """Stop fetching keys."""
        for issuer in self._issuers.values():
            await issuer.keys.close()


class _Issuer:
    """One issuer with its keys; a verified token is remembered until it expires or the keys change."""

    def __init__(self, trusted: TrustedIssuer, now: Callable[[], float]) -> None:
        self.keys = KeySource(trusted)
        self._trusted = trusted
        self._now = now
        self._verified: dict[str, Remembered] = {}

    async def verify(self, token: str, header: Mapping[str, Any]) -> ForeignIdentity:
        """Raises `InvalidToken`, and what the libraries raise."""
        remembered = self._verified.get(token)
        generation = self.keys.generation if self.keys.are_good else None
        if remembered is not None and remembered[2] == generation:
            self.keys.keep_fresh()
            if self._now() >= remembered[1]:
                del self._verified[token]
                raise InvalidToken
            return remembered[0]
        claims = await self._claims(token, header)
        identity = self._identity(claims)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        until = claims["exp"] + SKEW_SECONDS
        self._verified[token] = (identity, until, self.keys.generation)
        return identity

    def forget(self) -> None:
        """Remember no token."""
        self._verified.clear()

    async def _claims(self, token: str, header: Mapping[str, Any]) -> Claims:
        key_id, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(key_id, str) or not _ANOTHER_KEY.isdisjoint(header):
            raise InvalidToken
        if algorithm not in self._trusted.algorithms or not self._has_a_type(header):
            raise InvalidToken
        key = await self.keys.find(key_id)
        if key is None or algorithm not in key.algorithms:
            raise InvalidToken
        claims: Claims = jwt.decode(
            token,
            key.key,
            algorithms=list(key.algorithms),
            issuer=self._trusted.issuer,
            audience=self._trusted.audience,
            leeway=SKEW_SECONDS,
            options={"require": _REQUIRED},
        )
        for name in ("exp", "iat", "nbf"):
            if name in claims and type(claims[name]) is not int:
                raise InvalidToken
        if claims["exp"] - claims["iat"] > self._trusted.longest_life_seconds:
            raise InvalidToken
        return claims

    def _has_a_type(self, header: Mapping[str, Any]) -> bool:
        said = header.get("typ", "")
        known = {each.lower() for each in self._trusted.types}
        return isinstance(said, str) and said.lower().removeprefix("application/") in known

    def _identity(self, claims: Claims) -> ForeignIdentity:
        email = _at(claims, self._trusted.email_claim)
        verified = _at(claims, self._trusted.email_verified_claim)
        if not isinstance(email, str) or verified is not True:
            raise InvalidToken
        return ForeignIdentity(
            issuer=self._trusted.issuer,
            email=EmailAddress(email),
            tenant=self._tenant(claims),
            roles=self._roles(claims),
        )

    def _tenant(self, claims: Claims) -> TenantId:
        if self._trusted.tenant_claim is None:
            return self._trusted.tenants[0]
        named = _at(claims, self._trusted.tenant_claim)
        if not isinstance(named, str) or named not in self._trusted.tenants:
            raise InvalidToken
        return TenantId(named)

    def _roles(self, claims: Claims) -> frozenset[str] | None:
        if self._trusted.roles_claim is None:
            return None
        named = _at(claims, self._trusted.roles_claim)
        if not isinstance(named, list):
            return frozenset()
        ours = self._trusted.roles
        return frozenset(str(ours.get(each, each)) for each in named if isinstance(each, str))


def _at(claims: Claims, place: str) -> Any:
    """What a claim says; the name itself comes first, because some issuers name claims like addresses."""
    if place in claims:
        return claims[place]
    found: Any = claims
    for name in place.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
