"""Tokens that somebody made up: each is refused, and all are refused alike."""

import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from application.failures import InvalidToken
from application.ports.tokens import Bearer
from infrastructure.security.key_set import KeySet, SigningKey
from infrastructure.security.tokens import JwtTokens
from tests.infrastructure.security.forging import STRANGER, Forge, by_hand, segment
from tests.infrastructure.security.test_tokens import ANN

REQUIRED = (
    "iss", "aud", "sub", "exp", "iat", "nbf", "jti", "tenant", "email", "roles", "session",
)  # fmt: skip


def forge_of(tokens: JwtTokens, key: SigningKey, bearer: Bearer) -> Forge:
    """What can be made around the tokens that we issue."""
    return Forge(
        genuine=tokens.issue(bearer).text,
        another=tokens.issue(bearer).text,
        sign=key.private.sign,
        public={
            "octets": key.public.public_bytes(Encoding.Raw, PublicFormat.Raw),
            "PEM": key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        },
        jwk=key.jwk,
        algorithm="EdDSA",
    )


def hostile_to_us(forge: Forge) -> Mapping[str, str]:
    """What is wrong with one of our tokens, and with those of anybody."""
    claims, head = forge.claims(), forge.header()
    first, _, last = forge.genuine.split(".")
    other_tenant = str(claims["tenant"])[:-1] + ("8" if str(claims["tenant"])[-1] == "9" else "9")
    edited = segment(json.dumps({**claims, "tenant": other_tenant}).encode())
    return {
        **forge.hostile(),
        "another tenant under the old signature": f"{first}.{edited}.{last}",
        "signature spelt another way": forge.genuine[:-1] + chr(ord(forge.genuine[-1]) + 1),
        "type JWT": forge.with_header(typ="JWT"),
        "for several audiences": forge.saying(aud=["daybook-api", "another-api"]),
        "subject a tenant": forge.saying(sub=claims["tenant"]),
        "subject without prefix": forge.saying(sub=str(claims["sub"]).partition("_")[2]),
        "subject with SQL": forge.saying(sub=f"{claims['sub']}'--"),
        "tenant a user": forge.saying(tenant=claims["sub"]),
        "tenant null": forge.saying(tenant=None),
        "roles a text": forge.saying(roles="admin"),
        "roles with a number": forge.saying(roles=["admin", 1]),
        "session null": forge.saying(session=None),
        "a claim that we never write": forge.saying(admin=True),
        "a header that we never write": forge.signed({**head, "x": 1}, claims),
        **{f"without {name}": forge.without(name) for name in REQUIRED},
    }


KEYS = KeySet.fixed([Ed25519PrivateKey.generate()])
KEY = KEYS.newest
TOKENS = JwtTokens(KEYS)
FORGE = forge_of(TOKENS, KEY, ANN)
HOSTILE = hostile_to_us(FORGE)


def test_the_genuine_token_is_taken_so_that_refusals_mean_something() -> None:
    assert TOKENS.verify(FORGE.genuine) == ANN
    assert TOKENS.verify(FORGE.signed(FORGE.header(), FORGE.claims())) == ANN


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused_like_every_other(name: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        TOKENS.verify(HOSTILE[name])
    assert refused.value.detail == InvalidToken().detail
    assert refused.value.facts == {}
    assert refused.value.__cause__ is None


def test_a_key_swapped_by_its_id_does_not_verify_the_other_ones_token() -> None:
    both = KeySet.fixed([KEY.private, STRANGER])
    swapped = by_hand(
        FORGE.header(kid=SigningKey.of(STRANGER).id), FORGE.claims(), KEY.private.sign
    )
    with pytest.raises(InvalidToken):
        JwtTokens(both).verify(swapped)


def test_a_token_of_a_key_that_was_taken_away_is_refused_even_if_remembered() -> None:
    private = [STRANGER, KEY.private]
    stamps = [0]
    keys = KeySet(lambda: private, lambda: stamps[0])
    tokens = JwtTokens(keys)
    head = FORGE.header(kid=SigningKey.of(STRANGER).id)
    old = by_hand(head, FORGE.claims(), STRANGER.sign)
    assert tokens.verify(old) == ANN
    del private[0]
    stamps[0] += 1
    assert keys.newest == SigningKey.of(KEY.private)
    with pytest.raises(InvalidToken):
        tokens.verify(old)


def test_a_token_of_a_key_that_was_taken_away_is_refused_a_second_later_by_who_issues_none() -> (
    None
):
    private, stamps, seconds = [STRANGER, KEY.private], [0], [FORGE.claims()["iat"]]
    tokens = JwtTokens(KeySet(lambda: private, lambda: stamps[0]), now=lambda: seconds[0])
    head = FORGE.header(kid=SigningKey.of(STRANGER).id)
    old = by_hand(head, FORGE.claims(), STRANGER.sign)
    assert tokens.verify(old) == ANN
    del private[0]
    stamps[0] += 1
    seconds[0] += 1
    with pytest.raises(InvalidToken):
        tokens.verify(old)
