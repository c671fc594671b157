"""Of what an issuer publishes, only keys that we would verify with are used."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa

from infrastructure.security.foreign.jwks import MOST_KEYS, NoKeySet, public_keys
from tests.infrastructure.security.issuer import jwk_of

EVERY = ("EdDSA", "ES256", "RS256", "PS256")
RSA = jwk_of("rsa", generate_rsa(65537, 2048))
WEAK = jwk_of("weak", generate_rsa(65537, 1024))
EC = jwk_of("ec", generate_private_key(SECP256R1()))
ED = jwk_of("ed", Ed25519PrivateKey.generate())
LARGER_CURVE = {**EC, "crv": "P-384"}


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
        {"kid": "no kind"},
        "no key",
        None,
    ],
)
def test_what_cannot_be_used_is_passed_over(useless: Any) -> None:
    assert read(ED, useless) == {"ed": ("EdDSA",)}
    with pytest.raises(NoKeySet):
        read(useless)


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
        b'{"keys": []}',
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
