"""Public keys as an issuer publishes them (RFC 7517); one that we cannot use is passed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

MOST_KEYS = 100
_FEWEST_RSA_BITS = 2048
_MOST_RSA_BITS = 8192
_LONGEST_KEY_ID = 256


class NoKeySet(Exception):
    """What came is no JSON Web Key Set, or not one that we would use."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and the algorithms for which it may be used: both what it is and what was configured."""

    key: Any
    algorithms: tuple[str, ...]


def public_keys(document: bytes, allowed: Collection[str]) -> Mapping[str, PublicKey]:
    """The usable keys by their ids; raises NoKeySet."""
    try:
        said = orjson.loads(document)
    except orjson.JSONDecodeError:
        raise NoKeySet("it is no JSON") from None
    keys = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(keys, list) or len(keys) > MOST_KEYS:
        raise NoKeySet(f"it has no list of at most {MOST_KEYS} keys")
    found: dict[str, PublicKey] = {}
    for jwk in keys:
        usable = _usable(jwk, allowed)
        if usable is not None and found.setdefault(jwk["kid"], usable) is not usable:
            raise NoKeySet("two keys have one id")
    if not found:
        raise NoKeySet("none of its keys can be used")
    return found


def _usable(jwk: Any, allowed: Collection[str]) -> PublicKey | None:
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    key_id = jwk.get("kid")
    if not isinstance(key_id, str) or not 0 < len(key_id) <= _LONGEST_KEY_ID:
        return None
    if jwk.get("kty") not in ("RSA", "EC", "OKP"):
        return None  # above all no "oct": a shared secret is no public key
    public = {name: value for name, value in jwk.items() if name in _PUBLIC}
    fitting = _fitting(public)
    if fitting is None:
        return None
    key, could = fitting
    algorithms = tuple(each for each in could if each in allowed and jwk.get("alg", each) == each)
    return PublicKey(key, algorithms) if algorithms else None


_PUBLIC = frozenset({"kty", "crv", "x", "y", "n", "e", "kid", "use"})


def _fitting(public: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]] | None:
    """The key with the algorithms that it can be used for at all."""
    try:
        key = jwt.PyJWK.from_dict(dict(public)).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    match key:
        case RSAPublicKey() if _FEWEST_RSA_BITS <= key.key_size <= _MOST_RSA_BITS:
            return key, ("RS256", "PS256")
        case EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
            return key, ("ES256",)
        case Ed25519PublicKey():
            return key, ("EdDSA",)
        case _:
            return None
