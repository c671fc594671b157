"""Of what an issuer publishes, only keys that we would verify with are used."""

import base64
import json
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa

from infrastructure.security.foreign.jwks import _SMALL_ORDER, MOST_KEYS, NoKeySet, public_keys
from tests.infrastructure.security.issuer import jwk_of

EVERY = ("EdDSA", "ES256", "RS256", "PS256")
RSA = jwk_of("rsa", generate_rsa(65537, 2048))
WEAK = jwk_of("weak", generate_rsa(65537, 1024))
EC = jwk_of("ec", generate_private_key(SECP256R1()))
ED = jwk_of("ed", Ed25519PrivateKey.generate())
LARGER_CURVE = {**EC, "crv": "P-384"}
EXPONENT_OF_THREE = {**RSA, "e": "Aw"}
PRIME = 2**255 - 19


class Point(NamedTuple):
    """A point of the curve of Ed25519 (RFC 8032, 5.1)."""

    x: int
    y: int

    @classmethod
    def of(cls, y: int) -> "Point":
        """Either of the two that have this y."""
        square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
        x = pow(square, (PRIME + 3) // 8, PRIME)
        if (x * x - square) % PRIME:
            x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
        assert (x * x - square) % PRIME == 0, "on the curve"
        return cls(x, y)

    def doubled(self) -> "Point":
        """Twice the point, by the law of the curve."""
        mixed = D * self.x * self.x * self.y * self.y
        x = 2 * self.x * self.y * pow(1 + mixed, -1, PRIME) % PRIME
        y = (self.y * self.y + self.x * self.x) * pow(1 - mixed, -1, PRIME) % PRIME
        return Point(x, y)


D = -121665 * pow(121666, -1, PRIME) % PRIME


def read(*keys: Any, allowed: tuple[str, ...] = EVERY) -> dict[str, tuple[str, ...]]:
    """The ids of the usable keys, each with its algorithms."""
    found = public_keys(json.dumps({"keys": keys}).encode(), allowed)
    return {key_id: key.algorithms for key_id, key in found.items()}


def test_each_kind_of_key_has_the_algorithms_that_fit_it() -> None:
    fitting = {"rsa": ("RS256", "PS256"), "ec": ("ES256",), "ed": ("EdDSA",)}
    assert read(RSA, EC, ED) == fitting


def test_only_configured_algorithms_are_used_and_a_key_may_say_which_it_is_for() -> None:
    assert read(RSA, EC, ED, allowed=("RS256",)) == {"rsa": ("RS256",)}
    assert read({**RSA, "alg": "PS256"}) == {"rsa": ("PS256",)}


@pytest.mark.parametrize(
    "useless",
    [
        {"kty": "oct", "kid": "secret", "k": "AAAA", "alg": "HS256"},
        {**RSA, "use": "enc"},
        {**RSA, "alg": "RSA-OAEP"},
        {**RSA, "kid": None},
        {**RSA, "kid": ""},
        {**RSA, "kid": "k" * 300},
        {**RSA, "n": "AAAA"},
        {name: value for name, value in RSA.items() if name != "n"},
        {**EC, "x": ED["x"], "y": "AAAA"},
        LARGER_CURVE,
        WEAK,
        EXPONENT_OF_THREE,
        {"kid": "no kind"},
        "no key",
        None,
    ],
)
def test_what_cannot_be_used_is_passed_over(useless: Any) -> None:
    assert read(ED, useless) == {"ed": ("EdDSA",)}
    assert read(useless) == {}


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", sorted(_SMALL_ORDER))
def test_a_point_with_which_anybody_signs_is_no_key(y: int, sign: int) -> None:
    """Eight times such a point is the neutral one, so that a signature says nothing of who made it."""
    point = Point.of(y % PRIME)
    for _ in range(3):
        point = point.doubled()
    assert point == Point(0, 1)
    octets = (y | sign << 255).to_bytes(32, "little")
    weak = {**ED, "kid": "weak", "x": base64.urlsafe_b64encode(octets).rstrip(b"=").decode()}
    assert read(ED, weak) == {"ed": ("EdDSA",)}


def test_an_issuer_that_withdraws_all_its_keys_has_none() -> None:
    assert read() == {}


def test_a_key_that_shows_its_private_half_is_read_as_the_public_one() -> None:
    assert read({**ED, "d": ED["x"]}) == {"ed": ("EdDSA",)}


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        json.dumps({"keys": [ED, {**EC, "kid": "ed"}]}).encode(),
        json.dumps({"keys": [ED] * (MOST_KEYS + 1)}).encode(),
    ],
)
def test_what_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(NoKeySet):
        public_keys(document, EVERY)


def test_a_curve_that_is_not_configured_is_not_used() -> None:
    assert generate_private_key(SECP384R1()).key_size == 384
    assert read(ED, {**ED, "kid": "other", "crv": "Ed448"}) == {"ed": ("EdDSA",)}
