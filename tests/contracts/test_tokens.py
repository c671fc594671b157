"""What every `Tokens` promises: what it issued tells who asks until it expires, and nothing else does."""

import time
from dataclasses import dataclass, field

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.failures import InvalidToken
from application.ports.tokens import Bearer, Tokens
from domain.shared.ids import TenantId, UserId
from infrastructure.security.key_set import KeySet
from infrastructure.security.tokens import JwtTokens

ANN = Bearer(
    TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
    UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302"),
    "ann@example.com",
    frozenset({"buyer", "approver"}),
    "9b2d7f0e-1c1f-4c39-9d53-51a1f1ce1d11",
)


@dataclass
class Seconds:
    """A clock whose hands the test moves; it starts at the real time, with which others compare."""

    at: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    """The time that the tokens go by."""
    return Seconds()


def tokens_of_an_installation(seconds: Seconds) -> Tokens:
    """Tokens with a key that nobody else has."""
    return JwtTokens(KeySet.fixed([Ed25519PrivateKey.generate()]), now=seconds)


@pytest.fixture
def tokens(seconds: Seconds) -> Tokens:
    """Tokens of this installation."""
    return tokens_of_an_installation(seconds)


def test_a_token_tells_who_the_bearer_is(tokens: Tokens) -> None:
    assert tokens.verify(tokens.issue(ANN).text) == ANN


def test_no_two_tokens_are_the_same(tokens: Tokens) -> None:
    assert tokens.issue(ANN).text != tokens.issue(ANN).text


def test_a_token_is_good_for_as_long_as_it_says(tokens: Tokens, seconds: Seconds) -> None:
    issued = tokens.issue(ANN)
    seconds.at += issued.expires_in - 1
    assert tokens.verify(issued.text) == ANN
    seconds.at += 60
    with pytest.raises(InvalidToken):
        tokens.verify(issued.text)


def test_a_token_of_another_installation_says_nothing(tokens: Tokens, seconds: Seconds) -> None:
    with pytest.raises(InvalidToken):
        tokens.verify(tokens_of_an_installation(seconds).issue(ANN).text)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "\ud800", "x" * 100_000])
def test_what_is_no_token_is_refused_without_a_reason(tokens: Tokens, text: str) -> None:
    with pytest.raises(InvalidToken) as refused:
        tokens.verify(text)
    assert refused.value.__cause__ is None


def test_a_token_that_was_changed_anywhere_is_refused(tokens: Tokens) -> None:
    text = tokens.issue(ANN).text
    for place in range(0, len(text), 7):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(InvalidToken):
            tokens.verify(text[:place] + other + text[place + 1 :])


def test_a_token_does_not_show_itself_where_things_are_logged(tokens: Tokens) -> None:
    issued = tokens.issue(ANN)
    assert issued.text not in repr(issued)


def test_the_published_keys_are_all_that_others_need_to_verify_a_token(tokens: Tokens) -> None:
    issued = tokens.issue(ANN)
    published = jwt.PyJWKSet.from_dict(dict(tokens.public_keys()))
    key = published[jwt.get_unverified_header(issued.text)["kid"]]
    claims = jwt.decode(issued.text, key, algorithms=["EdDSA"], audience="daybook-api")
    assert claims["sub"] == ANN.user
