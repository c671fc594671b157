"""Access tokens say who asks, for a quarter of an hour, and only the ones we signed say anything."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.failures import InvalidToken
from application.ports.tokens import Bearer
from domain.shared.ids import TenantId, UserId
from infrastructure.security.key_set import KeySet, SigningKey
from infrastructure.security.tokens import SKEW_SECONDS, JwtTokens, TokenRules

ANN = Bearer(
    TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
    UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302"),
    "ann@example.com",
    frozenset({"buyer", "approver"}),
    "9b2d7f0e-1c1f-4c39-9d53-51a1f1ce1d11",
)


class Hands:
    """A clock whose hands a test moves; it starts at the real time, which PyJWT compares with."""

    def __init__(self, start: float) -> None:
        self.seconds = start

    def __call__(self) -> float:
        return self.seconds


class CountingKeys(KeySet):
    """Fixed keys that count how often one was looked for."""

    def __init__(self, keys: list[Ed25519PrivateKey]) -> None:
        self.finds = 0
        super().__init__(lambda: keys, lambda: None)

    def find(self, key_id: str) -> SigningKey | None:
        """As any key set, counted."""
        self.finds += 1
        return super().find(key_id)


def fresh_keys() -> KeySet:
    """A key that nobody else has."""
    return KeySet.fixed([Ed25519PrivateKey.generate()])


def test_a_token_says_what_the_standard_requires_and_who_asks() -> None:
    keys = fresh_keys()
    issued = JwtTokens(keys).issue(ANN)
    claims = jwt.decode(issued.text, options={"verify_signature": False})
    assert claims["iss"] == "daybook"
    assert claims["aud"] == "daybook-api"
    assert claims["sub"] == ANN.user
    assert claims["exp"] - claims["iat"] == issued.expires_in == 900
    assert claims["nbf"] == claims["iat"]
    assert claims["tenant"] == ANN.tenant
    assert claims["roles"] == ["approver", "buyer"]
    assert claims["email"] == ANN.email
    assert claims["session"] == ANN.session
    assert jwt.get_unverified_header(issued.text) == {
        "alg": "EdDSA",
        "typ": "at+jwt",
        "kid": keys.newest.id,
    }


def test_a_remembered_token_expires_on_time_too() -> None:
    hands = Hands(time.time())
    tokens = JwtTokens(fresh_keys(), now=hands)
    issued = tokens.issue(ANN)
    tokens.verify(issued.text)
    hands.seconds += issued.expires_in + SKEW_SECONDS + 1
    with pytest.raises(InvalidToken):
        tokens.verify(issued.text)


def test_a_remembered_token_is_verified_once() -> None:
    keys = CountingKeys([Ed25519PrivateKey.generate()])
    tokens = JwtTokens(keys)
    issued = tokens.issue(ANN)
    for _ in range(3):
        tokens.verify(issued.text)
    assert keys.finds == 1


def test_a_forged_token_is_not_remembered() -> None:
    tokens, stranger = JwtTokens(fresh_keys()), JwtTokens(fresh_keys())
    forged = stranger.issue(ANN).text
    for _ in range(2):
        with pytest.raises(InvalidToken):
            tokens.verify(forged)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.security.tokens._REMEMBERED", 4)
    tokens = JwtTokens(fresh_keys())
    issued = [tokens.issue(ANN).text for _ in range(9)]
    for text in issued:
        tokens.verify(text)
    assert len(tokens._verified) <= 4
    assert tokens.verify(issued[0]) == ANN


def test_a_token_of_another_installation_says_nothing_here() -> None:
    keys = fresh_keys()
    elsewhere = JwtTokens(keys, TokenRules(issuer="another"))
    with pytest.raises(InvalidToken):
        JwtTokens(keys).verify(elsewhere.issue(ANN).text)


def test_a_token_shorter_lived_by_the_rules_says_so() -> None:
    assert JwtTokens(fresh_keys(), TokenRules(seconds=60)).issue(ANN).expires_in == 60
