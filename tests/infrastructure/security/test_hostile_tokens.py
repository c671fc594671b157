"""Tokens that somebody made up: each is refused, and all are refused alike."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from application.failures import InvalidToken
from infrastructure.security.key_set import KeySet, SigningKey
from infrastructure.security.tokens import JwtTokens
from tests.infrastructure.security.test_tokens import ANN

KEYS = KeySet.fixed([Ed25519PrivateKey.generate()])
KEY = KEYS.newest
STRANGER = KeySet.fixed([Ed25519PrivateKey.generate()]).newest
TOKENS = JwtTokens(KEYS)
GENUINE = TOKENS.issue(ANN).text
REQUIRED = (
    "iss", "aud", "sub", "exp", "iat", "nbf", "jti", "tenant", "email", "roles", "session",
)  # fmt: skip

Claims = dict[str, Any]


def claims(**changed: Any) -> Claims:
    """What a genuine token says, with changes."""
    return {**jwt.decode(GENUINE, options={"verify_signature": False}), **changed}


def header(**changed: Any) -> dict[str, Any]:
    """What a genuine header says, with changes."""
    return {"alg": "EdDSA", "typ": "at+jwt", "kid": KEY.id, **changed}


def segment(value: bytes) -> str:
    """Base64url without padding, as tokens are written."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def by_hand(head: object, payload: object, sign: Callable[[bytes], bytes]) -> str:
    """A token that no library would write."""
    written = [
        part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, payload)
    ]
    signed = ".".join(segment(part) for part in written)
    return f"{signed}.{segment(sign(signed.encode()))}"


def ours(head: object, payload: object) -> str:
    """Signed with our own key, so that nothing but its content can be what is wrong with it."""
    return by_hand(head, payload, KEY.private.sign)


def hmac_with_public_key(octets: bytes, digest: str) -> str:
    """The classic: our public key, which everybody has, taken for a shared secret."""
    head = header(alg=digest.replace("sha", "HS"))
    return by_hand(head, claims(), lambda text: hmac.digest(octets, text, digest))


def flipped(token: str, part: int) -> str:
    """One bit of a segment turned over."""
    parts = token.split(".")
    octets = bytearray(base64.urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    octets[len(octets) // 2] ^= 1
    parts[part] = segment(bytes(octets))
    return ".".join(parts)


RAW = KEY.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
PEM = KEY.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
NOW = int(time.time())


def nothing(_: bytes) -> bytes:
    """No signature at all."""
    return b""


HOSTILE = {
    "empty": "",
    "one word": "token",
    "two dots": "..",
    "two parts": ".".join(GENUINE.split(".")[:2]),
    "four parts": f"{GENUINE}.{GENUINE.split('.')[2]}",
    "truncated": GENUINE[:-10],
    "padded": f"{GENUINE}==",
    "with a line break": f"{GENUINE}\n",
    "with a space in front": f" {GENUINE}",
    "not ASCII": GENUINE.replace("e", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
    "a lone surrogate": "\ud800." + GENUINE,
    "a megabyte": "a" * 2**20,
    "a megabyte in one claim": ours(header(), claims(email="a" * 2**20)),
    "nested without end": ours(header(), b'{"a":' * 1000 + b"1" + b"}" * 1000),
    "header changed": flipped(GENUINE, 0),
    "payload changed": flipped(GENUINE, 1),
    "signature changed": flipped(GENUINE, 2),
    "signature of zeros": GENUINE.rsplit(".", 1)[0] + "." + segment(bytes(64)),
    "signature missing": GENUINE.rsplit(".", 1)[0] + ".",
    "signature of another token": GENUINE.rsplit(".", 1)[0]
    + "."
    + TOKENS.issue(ANN).text.rsplit(".", 1)[1],
    "another tenant under the old signature": ".".join(
        [
            GENUINE.split(".")[0],
            segment(json.dumps(claims(tenant=str(ANN.tenant)[:-1] + "9")).encode()),
            GENUINE.split(".")[2],
        ]
    ),
    "algorithm none": by_hand(header(alg="none"), claims(), nothing),
    "algorithm None": by_hand(header(alg="None"), claims(), nothing),
    "algorithm NONE": by_hand(header(alg="NONE"), claims(), nothing),
    "algorithm nOnE with our signature": ours(header(alg="nOnE"), claims()),
    "algorithm empty": ours(header(alg=""), claims()),
    "algorithm null": ours(header(alg=None), claims()),
    "algorithm a list": ours(header(alg=["EdDSA", "none"]), claims()),
    "algorithm in lower case": ours(header(alg="eddsa"), claims()),
    "algorithm missing": ours({"typ": "at+jwt", "kid": KEY.id}, claims()),
    "HS256 with the public key": hmac_with_public_key(RAW, "sha256"),
    "HS256 with the public key as PEM": hmac_with_public_key(PEM, "sha256"),
    "HS512 with the public key": hmac_with_public_key(RAW, "sha512"),
    "HS256 with an empty secret": hmac_with_public_key(b"", "sha256"),
    "ES256 by a key of their own": jwt.encode(
        claims(), generate_private_key(SECP256R1()), "ES256", {"kid": KEY.id, "typ": "at+jwt"}
    ),
    "by a stranger": jwt.encode(
        claims(), STRANGER.private, "EdDSA", {"kid": STRANGER.id, "typ": "at+jwt"}
    ),
    "by a stranger under our key id": jwt.encode(
        claims(), STRANGER.private, "EdDSA", {"kid": KEY.id, "typ": "at+jwt"}
    ),
    "key id missing": ours({"alg": "EdDSA", "typ": "at+jwt"}, claims()),
    "key id a path": ours(header(kid="../../../../dev/null"), claims()),
    "key id SQL": ours(header(kid="' OR 1=1 --"), claims()),
    "key id a number": ours(header(kid=1), claims()),
    "key id a list": ours(header(kid=[KEY.id]), claims()),
    "key brought along": ours(header(jwk=dict(KEY.jwk)), claims()),
    "stranger's key brought along": by_hand(
        header(jwk=dict(STRANGER.jwk)), claims(), STRANGER.private.sign
    ),
    "key to be fetched": ours(header(jku="http://127.0.0.1/keys"), claims()),
    "certificate to be fetched": ours(header(x5u="http://127.0.0.1/keys"), claims()),
    "certificate brought along": ours(header(x5c=["AAAA"]), claims()),
    "critical extension": ours(header(crit=["exp"]), claims()),
    "payload unencoded": ours(header(b64=False, crit=["b64"]), claims()),
    "compressed": ours(header(zip="DEF"), claims()),
    "type JWT": ours(header(typ="JWT"), claims()),
    "type missing": ours({"alg": "EdDSA", "kid": KEY.id}, claims()),
    "a refresh token's type": ours(header(typ="rt+jwt"), claims()),
    "header a list": ours(["EdDSA"], claims()),
    "header no JSON": ours(b"EdDSA", claims()),
    "payload a list": ours(header(), [claims()]),
    "payload a text": ours(header(), "claims"),
    "payload no JSON": ours(header(), b"claims"),
    "payload empty": ours(header(), {}),
    "payload not UTF-8": ours(header(), b'{"iss": "\xff"}'),
    "of another issuer": ours(header(), claims(iss="https://example.com")),
    "of several issuers": ours(header(), claims(iss=["daybook"])),
    "for another audience": ours(header(), claims(aud="another-api")),
    "for several audiences": ours(header(), claims(aud=["daybook-api", "another-api"])),
    "for an empty audience": ours(header(), claims(aud="")),
    "claims said twice": ours(
        header(), json.dumps(claims()).replace('"sub"', '"sub": "x", "sub"').encode()
    ),
    "header said twice": ours(
        json.dumps(header()).replace('"alg"', '"alg": "none", "alg"').encode(), claims()
    ),
    "signature spelt another way": GENUINE[:-1] + chr(ord(GENUINE[-1]) + 1),
    "expired": ours(header(), claims(exp=NOW - 60)),
    "expired long ago": ours(header(), claims(exp=0, iat=0, nbf=0)),
    "expires below zero": ours(header(), claims(exp=-1)),
    "expires in words": ours(header(), claims(exp="tomorrow")),
    "expires as text": ours(header(), claims(exp=str(NOW + 600))),
    "expires in fractions": ours(header(), claims(exp=NOW + 600.5)),
    "expires at true": ours(header(), claims(exp=True)),
    "expires after all numbers": ours(header(), claims(exp=float("inf"))),
    "not yet good": ours(header(), claims(nbf=NOW + 86400)),
    "issued tomorrow": ours(header(), claims(iat=NOW + 86400)),
    "subject a number": ours(header(), claims(sub=1)),
    "subject a tenant": ours(header(), claims(sub=ANN.tenant)),
    "subject without prefix": ours(header(), claims(sub=str(ANN.user.uuid))),
    "subject with SQL": ours(header(), claims(sub=f"{ANN.user}'--")),
    "tenant a user": ours(header(), claims(tenant=ANN.user)),
    "tenant null": ours(header(), claims(tenant=None)),
    "roles a text": ours(header(), claims(roles="admin")),
    "roles with a number": ours(header(), claims(roles=["admin", 1])),
    "session null": ours(header(), claims(session=None)),
    "a claim that we never write": ours(header(), claims(admin=True)),
    **{
        f"without {name}": ours(header(), {k: v for k, v in claims().items() if k != name})
        for name in REQUIRED
    },
}


def test_the_genuine_token_is_taken_so_that_refusals_mean_something() -> None:
    assert TOKENS.verify(GENUINE) == ANN
    assert TOKENS.verify(ours(header(), claims())) == ANN


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused_like_every_other(name: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        TOKENS.verify(HOSTILE[name])
    assert refused.value.detail == InvalidToken().detail
    assert refused.value.facts == {}
    assert refused.value.__cause__ is None


def test_a_key_swapped_by_its_id_does_not_verify_the_other_ones_token() -> None:
    both = KeySet.fixed([KEY.private, STRANGER.private])
    swapped = by_hand(header(kid=STRANGER.id), claims(), KEY.private.sign)
    with pytest.raises(InvalidToken):
        JwtTokens(both).verify(swapped)


def test_a_token_of_a_key_that_was_taken_away_is_refused_even_if_remembered() -> None:
    private = [STRANGER.private, KEY.private]
    stamps = [0]
    keys = KeySet(lambda: private, lambda: stamps[0])
    tokens = JwtTokens(keys)
    old = by_hand(header(kid=STRANGER.id), claims(), STRANGER.private.sign)
    assert tokens.verify(old) == ANN
    del private[0]
    stamps[0] += 1
    assert keys.newest == SigningKey.of(KEY.private)
    with pytest.raises(InvalidToken):
        tokens.verify(old)
