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
_SMALLEST_RSA_EXPONENT = 65537
"""As NIST SP 800-56B asks for; a small one has been the way into careless verifiers."""

_PRIME = 2**255 - 19
_OF_ORDER_8 = 55188659117513257062467267217118295137698188065244968500265048394206261417927
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _OF_ORDER_8, _PRIME - _OF_ORDER_8})
"""Ed25519 points for which anybody finds a signature of any text (RFC 8032, 5.1.7 does not look for them)."""

_LONGEST_KEY_ID = 256


class NoKeySet(Exception):
    """What came is no JSON Web Key Set, or one that says two things."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and the algorithms for which it may be used: both what it is and what was configured."""

    key: Any
    algorithms: tuple[str, ...]


def public_keys(document: bytes, allowed: Collection[str]) -> Mapping[str, PublicKey]:
    """The usable keys by their ids, of which there may be none; raises NoKeySet."""
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
        case RSAPublicKey() if _is_strong(key):
            return key, ("RS256", "PS256")
        case EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
            return key, ("ES256",)
        case Ed25519PublicKey() if _y_of(key) not in _SMALL_ORDER:
            return key, ("EdDSA",)
        case _:
            return None


def _is_strong(key: RSAPublicKey) -> bool:
    bits, exponent = key.key_size, key.public_numbers().e
    return _FEWEST_RSA_BITS <= bits <= _MOST_RSA_BITS and exponent >= _SMALLEST_RSA_EXPONENT


def _y_of(key: Ed25519PublicKey) -> int:
    """The coordinate that stands in the key, without the sign of the other."""
    return int.from_bytes(key.public_bytes_raw(), "little") & ~(1 << 255)
