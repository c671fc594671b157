"""The people of a tenant."""

from typing import Annotated, Self

from fastapi import Body
from pydantic import Field, model_validator

from api.http.advice import allowed_to, splice
from api.http.answer import NEVER_KEPT, Answer
from api.http.bodies import narrowed
from api.http.commanding import Commander, Commanding
from api.http.exchange import Exchange
from api.http.idempotency import Told, answer
from api.http.kinds import JOBS, USERS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import Past, PastQuery
from api.http.querying import Asking
from api.http.reading import Upload
from api.http.resource import Resource
from api.http.routes.jobs import JobAnswer
from application.desk import Reply
from application.documents.user import UserDocument
from application.identity import user as tasks
from application.ports.states import Folded
from application.request import Request
from domain.identity.tenant.machine import PLATFORM
from domain.identity.user.commands import (
    ChangeApprovalLevel,
    ChangeRoles,
    Deactivate,
    Reactivate,
    Register,
)
from domain.identity.user.machine import User
from domain.identity.user.rules import UserContext
from domain.jobs.job.machine import Job
from domain.shared.context import Context
from domain.shared.ids import UserId
from domain.shared.message import Message

Password = Annotated[
    str, Field(min_length=12, max_length=1024, examples=["correct horse battery staple"])
]

Csv = Annotated[Upload, Body(media_type="text/csv")]

users = Resource("/v1/users", "Users")


class NewUser(Register):
    """Somebody to let in; without a password they cannot log in until they are given one."""

    password: Password | None = Field(None, repr=False)
    invite: bool = Field(
        default=False, description="Send a mail with which they choose their own password."
    )

    @model_validator(mode="after")
    def _has_one_way_in(self) -> Self:
        if self.invite and self.password is not None:
            raise ValueError("must not have a password, because whoever is invited chooses it")
        return self


class NewPassword(Message):
    """The password with which the user logs in from now on."""

    password: Password = Field(repr=False)


class UserAnswer(UserDocument):
    """A user, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@users.listing("", "users.list", of="users", gives=Gives(PageOf[UserDocument]))
async def list_all(asking: Asking) -> Answer:
    """Users by status, role and name."""
    return await page_of(asking, "users")


@users.command("POST", "", "users.register", Gives(UserAnswer, 201))
async def register(command: NewUser, by: Commander) -> Answer:
    """Let somebody in; an e-mail address is one person."""
    registration, person = by.services.registration, narrowed(Register, command)
    if command.invite:
        return answer(await registration.invite(by.request, person, _reply(by, 201)))
    done = await registration.register(by.request, person, command.password, _reply(by, 201))
    return answer(done)


@users.command("POST", "/import", "users.import", Gives(JobAnswer, 202))
async def import_file(content: Csv, exchange: Exchange) -> Answer:
    """Let in the users of a CSV file; the job that the answer names says how far it has got.

    Columns `email`, `name`, `roles` (with ; or | between), and `approvalLevel` and `supplierId` where
    wanted, in any order. A file that is not as it must be is refused as a whole, before anything is done.
    """
    services, caller = exchange.services, exchange.known_caller()
    at = services.clock.now(caller.tenant)

    def request_for(digest: str) -> Request:
        content.is_known_by(digest)
        return Commanding(exchange).request

    def reply(folded: Folded[Job]) -> bytes:
        request = Request(caller.tenant, caller.user, caller.roles)
        allowed = allowed_to(request, JOBS, folded, Context(caller.user, at))
        body = splice(JOBS.render(folded), allowed)
        return Told(202, folded.version, JOBS.address(folded.stream_id), body).pack()

    pieces = content.pieces()
    return answer(await services.user_imports.receive(caller.tenant, pieces, request_for, reply))


@users.query("/me", "users.read-self", Gives(UserAnswer))
async def show_me(asking: Asking) -> Answer:
    """Who the caller is, and what they may do."""
    return await asking.document(USERS, asking.caller.user, Past())


@users.query("/{user_id}", "users.read", Gives(UserAnswer))
async def show(user_id: UserId, past: PastQuery, asking: Asking) -> Answer:
    """One user, today or as they were."""
    return await asking.document(USERS, user_id, past)


@users.command("PATCH", "/{user_id}/change-roles", "users.change-roles", Gives(UserAnswer))
async def change_roles(user_id: UserId, command: ChangeRoles, by: Commander) -> Answer:
    """Give a user exactly these roles; nobody widens their own."""
    return await by.change(USERS, tasks.change_roles(user_id, command))


@users.command(
    "PATCH", "/{user_id}/change-approval-level", "users.change-approval-level", Gives(UserAnswer)
)
async def change_approval_level(
    user_id: UserId, command: ChangeApprovalLevel, by: Commander
) -> Answer:
    """Let a user approve up to a level; nobody raises their own."""
    return await by.change(USERS, tasks.change_approval_level(user_id, command))


@users.command("PATCH", "/{user_id}/deactivate", "users.deactivate", Gives(UserAnswer))
async def deactivate(user_id: UserId, command: Deactivate, by: Commander) -> Answer:
    """Keep a user out and end their session."""
    registration = by.services.registration
    return answer(await registration.deactivate(by.request, user_id, command, _reply(by, 200)))


@users.command("PATCH", "/{user_id}/reactivate", "users.reactivate", Gives(UserAnswer))
async def reactivate(user_id: UserId, command: Reactivate, by: Commander) -> Answer:
    """Let a user in again."""
    return await by.change(USERS, tasks.reactivate_user(user_id, command))


@users.plain("PATCH", "/{user_id}/set-password", "users.set-password", Gives(None, 204))
async def set_password(user_id: UserId, command: NewPassword, exchange: Exchange) -> Answer:
    """Give a user a new password; whoever is logged in as that user no longer is."""
    request = _asked(exchange)
    await exchange.services.registration.set_password(request, user_id, command.password)
    return Answer(204, headers=[NEVER_KEPT])


@users.plain("DELETE", "/{user_id}/sessions", "users.end-sessions", Gives(None, 204))
async def end_sessions(user_id: UserId, exchange: Exchange) -> Answer:
    """Log a user out, wherever they are logged in."""
    request = _asked(exchange)
    await exchange.services.registration.end_sessions(request, user_id)
    return Answer(204, headers=[NEVER_KEPT])


def _asked(exchange: Exchange) -> Request:
    """Who asks from where, for what is no command of a document."""
    caller = exchange.known_caller()
    trace, network = exchange.trace(), exchange.network()
    return Request(caller.tenant, caller.user, caller.roles, trace=trace, network=network)


def _reply(by: Commanding, status: int) -> Reply:
    """The answer for a user, whose rules need to know nothing that would have to be looked up."""
    platform = by.request.tenant == PLATFORM
    at = by.services.clock.now(by.request.tenant)

    def reply(folded: Folded[User]) -> bytes:
        context = UserContext(by.request.actor, at, UserId(folded.stream_id), platform)
        body = splice(USERS.render(folded), allowed_to(by.request, USERS, folded, context))
        location = USERS.address(folded.stream_id) if status == 201 else ""
        return Told(status, folded.version, location, body).pack()

    return reply
