"""Registering users and changing what they may do."""

from application.desk import Task
from application.ports.states import Folded
from application.work import Work
from domain.identity.tenant.machine import PLATFORM
from domain.identity.user.commands import (
    ChangeApprovalLevel,
    ChangeRoles,
    Deactivate,
    Reactivate,
    Register,
    SignUp,
    Verify,
)
from domain.identity.user.machine import USER, Status, User
from domain.identity.user.rules import UserContext
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import UserId
from domain.shared.message import Command


def register_user(user: UserId, command: Register) -> Task:
    """Let somebody in, whose supplier must exist if they have one; raises `DocumentNotFound`.

    The address must have been reserved; see `application.identity.registration`.
    """

    async def task(work: Work) -> Folded[User]:
        if command.supplier_id is not None:
            await work.load(SUPPLIER, command.supplier_id)
        folded = await work.find(USER, user)
        return work.decide(folded, command, user_context(work, user))

    return task


def sign_up(user: UserId, command: SignUp) -> Task:
    """Let somebody register themselves, who cannot act before they have proved their address."""

    async def task(work: Work) -> Folded[User]:
        folded = await work.find(USER, user)
        return work.decide(folded, command, user_context(work, user))

    return task


def verify(user: UserId) -> Task:
    """Count the address of a user as proved; nothing happens to somebody who has proved it before."""

    async def task(work: Work) -> Folded[User]:
        folded = await work.target(USER, user)
        if folded.state.status is not Status.UNVERIFIED:
            return folded
        return work.decide(folded, Verify(), user_context(work, user))

    return task


def change_roles(user: UserId, command: ChangeRoles) -> Task:
    """Give a user exactly these roles, with which their requests count from then on."""
    return _decide(user, command)


def change_approval_level(user: UserId, command: ChangeApprovalLevel) -> Task:
    """Let a user approve up to a level; holds from the next decision on, whatever tokens are about."""
    return _decide(user, command)


def deactivate_user(user: UserId, command: Deactivate) -> Task:
    """Keep a user out; their sessions are ended by `application.identity.registration`."""
    return _decide(user, command)


def reactivate_user(user: UserId, command: Reactivate) -> Task:
    """Let a user in again."""
    return _decide(user, command)


def user_context(work: Work, user: UserId) -> UserContext:
    """What the rules of a user need to know about this request."""
    platform = work.request.tenant == PLATFORM
    return UserContext(work.request.actor, work.at, user, platform)


def _decide(user: UserId, command: Command) -> Task:
    async def task(work: Work) -> Folded[User]:
        folded = await work.target(USER, user)
        return work.decide(folded, command, user_context(work, user))

    return task
