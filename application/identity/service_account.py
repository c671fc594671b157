"""Machines that act for people, and their keys as the log tells of them."""

from application.desk import Task
from application.failures import PermissionDenied
from application.identity.scopes import check_scopes
from application.ports.states import Folded
from application.request import Request
from application.work import Work
from domain.identity.role import Role
from domain.identity.service_account.commands import Create, Disable, Enable, IssueKey, RevokeKey
from domain.identity.service_account.machine import SERVICE_ACCOUNT, ServiceAccount
from domain.identity.service_account.rules import ServiceAccountContext, lendable
from domain.identity.user.machine import USER
from domain.shared.ids import ApiKeyId, ServiceAccountId, UserId
from domain.shared.message import Command


def create_service_account(command: Create) -> Task:
    """Let a machine act for somebody who must exist; raises `DocumentNotFound`."""

    async def task(work: Work) -> Folded[ServiceAccount]:
        account = work.start(SERVICE_ACCOUNT, work.new_id(ServiceAccountId))
        return work.decide(account, command, await _context(work, command.owner))

    return task


def issue_key(account_id: ServiceAccountId, key_id: ApiKeyId, command: IssueKey) -> Task:
    """Make a key known, whose hash is kept already; raises `UnknownScope` and `PermissionDenied`."""

    async def task(work: Work) -> Folded[ServiceAccount]:
        account = await work.target(SERVICE_ACCOUNT, account_id)
        check_scopes(command.scopes)
        context = await _context(work, account.state.owner, key_id)
        issued = work.decide(account, command, context)
        _check_caller(work.request, account.state.roles & lendable(context.owner_roles))
        return issued

    return task


def revoke_key(account_id: ServiceAccountId, command: RevokeKey) -> Task:
    """End a key; every process hears of it within a second."""
    return _decide(account_id, command)


def disable_service_account(account_id: ServiceAccountId, command: Disable) -> Task:
    """Keep a machine out, with all its keys."""
    return _decide(account_id, command)


def enable_service_account(account_id: ServiceAccountId, command: Enable) -> Task:
    """Let a machine in again."""
    return _decide(account_id, command)


async def service_account_context(
    work: Work, account: Folded[ServiceAccount]
) -> ServiceAccountContext:
    """What the rules of a service account need to know about this request."""
    return await _context(work, account.state.owner)


def _decide(account_id: ServiceAccountId, command: Command) -> Task:
    async def task(work: Work) -> Folded[ServiceAccount]:
        account = await work.target(SERVICE_ACCOUNT, account_id)
        return work.decide(account, command, await _context(work, account.state.owner))

    return task


def _check_caller(request: Request, roles: frozenset[Role]) -> None:
    """Whoever comes with less than all their roles, as from another issuer, gets no key that has the others.

    The product itself asks without any.
    """
    if request.roles and not lendable({Role(role) for role in request.roles}).issuperset(roles):
        raise PermissionDenied("the key would have roles that you did not come with")


async def _context(
    work: Work, owner: UserId | None, new_key: ApiKeyId | None = None
) -> ServiceAccountContext:
    assert owner is not None, "every service account has somebody who answers for it"
    found = await work.load(USER, owner)
    return ServiceAccountContext(
        actor=work.request.actor,
        at=work.at,
        owner_active=found.state.active,
        owner_roles=found.state.roles,
        administers=Role.ADMIN in work.request.roles,
        new_key=new_key,
    )
