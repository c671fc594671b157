"""What people do for themselves before they log in, and where they see that they are logged in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.answer import NEVER_KEPT, Answer
from api.http.exchange import Exchange
from api.http.models import Wire
from api.http.operation import Gives
from api.http.resource import Resource
from api.http.routes.auth import Secret
from api.http.routes.users import Password
from application.failures import DocumentNotFound
from application.ports.sessions import SeenSession
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId
from domain.shared.message import Message
from domain.shared.text import PartyName

accounts = Resource("/v1/auth", "Log-in")


class NewAccount(Message):
    """Who wants to register, where, and the password with which they will log in."""

    tenant_id: TenantId
    email: EmailAddress
    name: PartyName
    password: Annotated[Password, Field(repr=False)]


class Proof(Message):
    """The token of the mail."""

    token: Annotated[Secret, Field(examples=["Jz0x1bHn3wQkq6hZ9J6m2Q"])]


class ForgottenPassword(Message):
    """Whose password is forgotten."""

    email: EmailAddress


class ChosenPassword(Message):
    """The token of the mail, and the password with which one logs in from now on."""

    token: Annotated[Secret, Field(examples=["Jz0x1bHn3wQkq6hZ9J6m2Q"])]
    password: Annotated[Password, Field(repr=False)]


class Accepted(Wire):
    """It will be looked at; a mail says how it goes on."""

    detail: str = Field(examples=["if this can be done, a mail says how it goes on"])


class Session(Wire):
    """Where somebody is logged in; `current` is the session of this very request."""

    session_id: UUID
    current: bool
    begun_at: datetime
    last_used_at: datetime = Field(description="To the minute.")
    ends_at: datetime = Field(description="When it is over however much it is used.")
    address: str
    client: str = Field(description="What the program calls itself that logged in.")


class SessionList(Wire):
    """The sessions that go on; a user has one at a time."""

    items: list[Session]


@accounts.plain("POST", "/register", "auth.register", Gives(Accepted, 202, or_problems=(403,)))
async def register(command: NewAccount, exchange: Exchange) -> Answer:
    """Register; the answer does not tell whether the address is known already."""
    await exchange.services.self_service.register(
        command.tenant_id, (command.email, command.name), command.password, exchange.visitor()
    )
    return _ACCEPTED


@accounts.plain("POST", "/verify", "auth.verify", Gives(None, 204, or_problems=(409,)))
async def verify(command: Proof, exchange: Exchange) -> Answer:
    """Prove that one's address is one's own; then one can log in."""
    await exchange.services.self_service.verify(command.token)
    return Answer(204, headers=[NEVER_KEPT])


@accounts.plain("POST", "/password-reset", "auth.ask-for-password", Gives(Accepted, 202))
async def ask_for_password(command: ForgottenPassword, exchange: Exchange) -> Answer:
    """Have a mail sent; the answer does not tell whether the address is known."""
    await exchange.services.self_service.ask_for_password(command.email, exchange.visitor())
    return _ACCEPTED


@accounts.plain(
    "POST", "/password-reset/confirm", "auth.choose-password", Gives(None, 204, or_problems=(409,))
)
async def choose_password(command: ChosenPassword, exchange: Exchange) -> Answer:
    """Choose a password; whoever was logged in no longer is."""
    await exchange.services.self_service.choose_password(
        command.token, command.password, exchange.origin()
    )
    return Answer(204, headers=[NEVER_KEPT])


@accounts.plain("GET", "/sessions", "auth.list-sessions", Gives(SessionList))
async def list_sessions(exchange: Exchange) -> Answer:
    """Where one is logged in."""
    caller = exchange.known_caller()
    seen = await exchange.services.sessions.open_to(caller.user)
    return _json(SessionList(items=[_shown(each, caller.session) for each in seen]))


@accounts.plain("DELETE", "/sessions/{session_id}", "auth.end-session", Gives(None, 204))
async def end_session(session_id: UUID, exchange: Exchange) -> Answer:
    """End one's own session; one of somebody else does not exist."""
    login, person = exchange.services.login, exchange.known_caller().person
    if not await login.end_session(person, str(session_id), exchange.origin()):
        raise DocumentNotFound(f"there is no session {session_id}", id=str(session_id))
    return Answer(204, headers=[NEVER_KEPT])


def _shown(seen: SeenSession, current: str) -> Session:
    return Session(
        session_id=UUID(seen.id),
        current=seen.id == current,
        begun_at=seen.begun_at,
        last_used_at=seen.last_used_at,
        ends_at=seen.ends_at,
        address=seen.visitor.address,
        client=seen.visitor.client,
    )


def _json(body: BaseModel, status: int = 200) -> Answer:
    return Answer(status, body.model_dump_json(by_alias=True).encode(), [NEVER_KEPT])


_ACCEPTED = _json(Accepted(detail="if this can be done, a mail says how it goes on"), 202)
