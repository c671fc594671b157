"""Tokens as nobody issues them, made around the genuine ones of an issuer."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Claims = dict[str, Any]
Sign = Callable[[bytes], bytes]

STRANGER = Ed25519PrivateKey.generate()


def segment(value: bytes) -> str:
    """Base64url without padding, as tokens are written."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def by_hand(head: object, payload: object, sign: Sign) -> str:
    """A token that no library would write."""
    written = [
        part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, payload)
    ]
    signed = ".".join(segment(part) for part in written)
    return f"{signed}.{segment(sign(signed.encode()))}"


def flipped(token: str, part: int) -> str:
    """One bit of a segment turned over."""
    parts = token.split(".")
    octets = bytearray(base64.urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    octets[len(octets) // 2] ^= 1
    parts[part] = segment(bytes(octets))
    return ".".join(parts)


def nothing(_: bytes) -> bytes:
    """No signature at all."""
    return b""


@dataclass(frozen=True)
class Forge:
    """A genuine token of an issuer, its key, and everything that is known of both."""

    genuine: str
    another: str
    sign: Sign
    public: Mapping[str, bytes]
    jwk: Mapping[str, Any]
    algorithm: str
    type: str = "at+jwt"

    def claims(self, **changed: Any) -> Claims:
        """What the genuine token says, with changes."""
        return {**jwt.decode(self.genuine, options={"verify_signature": False}), **changed}

    def header(self, **changed: Any) -> dict[str, Any]:
        """What its header says, with changes."""
        said = {"alg": self.algorithm, "typ": self.type, "kid": self.jwk["kid"]}
        return {**said, **changed}

    def signed(self, head: object, payload: object) -> str:
        """Signed with the right key, so that nothing but its content can be what is wrong with it."""
        return by_hand(head, payload, self.sign)

    def with_header(self, **changed: Any) -> str:
        """The genuine claims under another header."""
        return self.signed(self.header(**changed), self.claims())

    def saying(self, **changed: Any) -> str:
        """Other claims under the genuine header."""
        return self.signed(self.header(), self.claims(**changed))

    def without(self, claim: str) -> str:
        """The genuine claims but one."""
        rest = {name: said for name, said in self.claims().items() if name != claim}
        return self.signed(self.header(), rest)

    def broken(self) -> Mapping[str, str]:
        """What is no token, or none any more."""
        genuine = self.genuine
        body, _, signature = genuine.rpartition(".")
        return {
            "empty": "",
            "one word": "token",
            "two dots": "..",
            "two parts": body,
            "four parts": f"{genuine}.{signature}",
            "truncated": genuine[:-10],
            "padded": f"{genuine}==",
            "with a line break": f"{genuine}\n",
            "with a space in front": f" {genuine}",
            "not ASCII": genuine.replace("e", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
            "a lone surrogate": "\ud800." + genuine,
            "a megabyte": "a" * 2**20,
            "a megabyte in one claim": self.saying(email="a" * 2**20),
            "nested without end": self.signed(self.header(), b'{"a":' * 1000 + b"1" + b"}" * 1000),
            "header changed": flipped(genuine, 0),
            "payload changed": flipped(genuine, 1),
            "signature changed": flipped(genuine, 2),
            "signature of zeros": f"{body}.{segment(bytes(64))}",
            "signature missing": f"{body}.",
            "signature of another token": f"{body}.{self.another.rpartition('.')[2]}",
            "header a list": self.signed([self.algorithm], self.claims()),
            "header no JSON": self.signed(b"EdDSA", self.claims()),
            "payload a list": self.signed(self.header(), [self.claims()]),
            "payload a text": self.signed(self.header(), "claims"),
            "payload no JSON": self.signed(self.header(), b"claims"),
            "payload empty": self.signed(self.header(), {}),
            "payload not UTF-8": self.signed(self.header(), b'{"iss": "\xff"}'),
            "claims said twice": self.signed(
                self.header(),
                json.dumps(self.claims()).replace('"sub"', '"sub": "x", "sub"').encode(),
            ),
            "header said twice": self.signed(
                json.dumps(self.header()).replace('"alg"', '"alg": "none", "alg"').encode(),
                self.claims(),
            ),
        }

    def headed_otherwise(self) -> Mapping[str, str]:
        """What says in its header that it is to be read by another algorithm or in another way."""
        kid, claims = self.jwk["kid"], self.claims()
        return {
            "algorithm none": by_hand(self.header(alg="none"), claims, nothing),
            "algorithm None": by_hand(self.header(alg="None"), claims, nothing),
            "algorithm NONE": by_hand(self.header(alg="NONE"), claims, nothing),
            "algorithm nOnE with the right signature": self.with_header(alg="nOnE"),
            "algorithm empty": self.with_header(alg=""),
            "algorithm null": self.with_header(alg=None),
            "algorithm a list": self.with_header(alg=[self.algorithm, "none"]),
            "algorithm in other letters": self.with_header(alg=self.algorithm.swapcase()),
            "algorithm missing": self.signed({"typ": self.type, "kid": kid}, claims),
            "algorithm RS384": self.with_header(alg="RS384"),
            "algorithm ES256K": self.with_header(alg="ES256K"),
            **{
                f"{digest.replace('sha', 'HS')} with the public key as {form}": by_hand(
                    self.header(alg=digest.replace("sha", "HS")),
                    claims,
                    lambda text, octets=octets, digest=digest: hmac.digest(octets, text, digest),  # type: ignore[misc]
                )
                for form, octets in {**self.public, "nothing": b""}.items()
                for digest in ("sha256", "sha512")
            },
            "critical extension": self.with_header(crit=["exp"]),
            "payload unencoded": self.with_header(b64=False, crit=["b64"]),
            "compressed": self.with_header(zip="DEF"),
            "encrypted": self.with_header(enc="A256GCM"),
            "type missing": self.signed({"alg": self.algorithm, "kid": kid}, claims),
            "type a number": self.with_header(typ=1),
            "a refresh token's type": self.with_header(typ="rt+jwt"),
            "a log-out token's type": self.with_header(typ="logout+jwt"),
        }

    def by_another_key(self) -> Mapping[str, str]:
        """What names a key that is none, brings one along, or says where one could be fetched."""
        kid, claims = self.jwk["kid"], self.claims()
        strangers = {"kty": "OKP", "crv": "Ed25519", "x": segment(bytes(32)), "kid": "stranger"}
        of_their_own = generate_private_key(SECP256R1())
        return {
            "ES256 by a key of their own": jwt.encode(
                claims, of_their_own, "ES256", {"kid": kid, "typ": self.type}
            ),
            "by a stranger": by_hand(
                self.header(alg="EdDSA", kid="stranger"), claims, STRANGER.sign
            ),
            "by a stranger under a known key id": by_hand(
                self.header(alg="EdDSA"), claims, STRANGER.sign
            ),
            "key id missing": self.signed({"alg": self.algorithm, "typ": self.type}, claims),
            "key id a path": self.with_header(kid="../../../../dev/null"),
            "key id SQL": self.with_header(kid="' OR 1=1 --"),
            "key id an address": self.with_header(kid="http://127.0.0.1/keys"),
            "key id a number": self.with_header(kid=1),
            "key id a list": self.with_header(kid=[kid]),
            "key id null": self.with_header(kid=None),
            "key brought along": self.with_header(jwk=dict(self.jwk)),
            "stranger's key brought along": by_hand(
                self.header(alg="EdDSA", jwk=strangers), claims, STRANGER.sign
            ),
            "key to be fetched": self.with_header(jku="http://127.0.0.1/keys"),
            "certificate to be fetched": self.with_header(x5u="http://127.0.0.1/keys"),
            "certificate brought along": self.with_header(x5c=["AAAA"]),
        }

    def claiming_otherwise(self) -> Mapping[str, str]:
        """What says something of issuer, audience or time that does not hold."""
        now = int(time.time())
        return {
            "of another issuer": self.saying(iss="https://example.com"),
            "of an issuer that sounds alike": self.saying(iss=f"{self.claims()['iss']}/"),
            "of several issuers": self.saying(iss=[self.claims()["iss"]]),
            "of issuer null": self.saying(iss=None),
            "for another audience": self.saying(aud="another-api"),
            "for an empty audience": self.saying(aud=""),
            "for no audience": self.saying(aud=[]),
            "for an audience that is no text": self.saying(aud={"daybook-api": True}),
            "expired": self.saying(exp=now - 60),
            "expired just now": self.saying(exp=now - 3),
            "expired long ago": self.saying(exp=0, iat=0, nbf=0),
            "expires below zero": self.saying(exp=-1),
            "expires in words": self.saying(exp="tomorrow"),
            "expires as text": self.saying(exp=str(now + 600)),
            "expires in fractions": self.saying(exp=now + 100.5),
            "expires at true": self.saying(exp=True),
            "expires after all numbers": self.saying(exp=float("inf")),
            "expires at null": self.saying(exp=None),
            "not yet good": self.saying(nbf=now + 86400),
            "not quite yet good": self.saying(nbf=now + 7200),
            "good from words on": self.saying(nbf="now"),
            "issued tomorrow": self.saying(iat=now + 86400),
            "issued in words": self.saying(iat="now"),
            "subject a number": self.saying(sub=1),
        }

    def hostile(self) -> dict[str, str]:
        """All of them."""
        return {
            **self.broken(),
            **self.headed_otherwise(),
            **self.by_another_key(),
            **self.claiming_otherwise(),
        }
