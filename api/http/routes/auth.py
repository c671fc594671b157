"""Logging in and out."""

from typing import Annotated

import orjson
from pydantic import Field

from api.http.answer import NEVER_KEPT, Answer
from api.http.exchange import Exchange
from api.http.models import Wire
from api.http.operation import Gives
from api.http.resource import Resource
from application.identity.login import LoggedIn
from domain.shared.message import Message

auth = Resource("/v1/auth", "Log-in")
keys = Resource("", "Log-in")

Secret = Annotated[str, Field(min_length=1, max_length=1024, repr=False)]


class LogIn(Message):
    """Who somebody says they are, and how they prove it."""

    email: Annotated[str, Field(min_length=3, max_length=320, examples=["ann@example.com"])]
    password: Annotated[Secret, Field(examples=["correct horse battery staple"])]


class Refresh(Message):
    """The newest refresh token of a session."""

    refresh_token: Secret


class LogOut(Message):
    """Nothing has to be said to leave."""


class Tokens(Wire):
    """What to go on with."""

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    expires_in: int = Field(description="Seconds for which the access token is good.")
    token_type: str = Field("Bearer")


class KeySet(Wire):
    """JSON Web Key Set (RFC 7517)."""

    keys: list[dict[str, str]]


@auth.plain("POST", "/login", "auth.log-in", Gives(Tokens))
async def log_in(command: LogIn, exchange: Exchange) -> Answer:
    """Begin a session, which ends every other one of that user."""
    login = exchange.services.login
    return _tokens(await login.log_in(command.email, command.password, exchange.origin()))


@auth.plain("POST", "/refresh", "auth.refresh", Gives(Tokens))
async def refresh(command: Refresh, exchange: Exchange) -> Answer:
    """New tokens for the same session; the old refresh token is used up."""
    login = exchange.services.login
    return _tokens(await login.refresh(command.refresh_token, exchange.origin()))


@auth.plain("POST", "/logout", "auth.log-out", Gives(None, status=204))
async def log_out(_: LogOut, exchange: Exchange) -> Answer:
    """End one's own session."""
    caller = exchange.known_caller()
    login = exchange.services.login
    await login.log_out(caller.person, caller.session, exchange.origin())
    return Answer(204, headers=[NEVER_KEPT])


@keys.plain("GET", "/.well-known/jwks.json", "keys.read", Gives(KeySet))
async def public_keys(exchange: Exchange) -> Answer:
    """The public keys with which tokens are verified."""
    body = orjson.dumps(exchange.services.tokens.public_keys())
    return Answer(200, body, [(b"cache-control", b"public, max-age=300")])


def _tokens(given: LoggedIn) -> Answer:
    body = orjson.dumps(
        {
            "accessToken": given.access_token,
            "refreshToken": given.refresh_token,
            "expiresIn": given.expires_in,
            "tokenType": "Bearer",
        }
    )
    return Answer(200, body, [NEVER_KEPT])
