"""Opening tenants, moving a sandbox's clock, and asking what day it is in a tenant."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from application.desk import Task
from application.identity.user import user_context
from application.ports.states import Folded
from application.request import Request
from application.work import Work
from domain.governance.policy.commands import Adopt
from domain.governance.policy.machine import POLICY, policy_id
from domain.identity.self_registration import SelfRegistration
from domain.identity.tenant.commands import AdvanceClock, Open, SetSelfRegistration
from domain.identity.tenant.machine import TENANT, Tenant
from domain.identity.user.commands import Register
from domain.identity.user.machine import USER
from domain.shared.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything that a new tenant begins with: itself, and somebody who can let others in."""

    tenant: Open
    first_user: UserId
    registration: Register


def open_tenant(opening: Opening) -> Task:
    """Tenant, first policies and first user begin together, so no tenant is ever without them.

    The request names the new tenant: its log begins with these events.
    """

    async def task(work: Work) -> Folded[Tenant]:
        tenant = await work.find(TENANT, work.request.tenant)
        opened = work.decide(tenant, opening.tenant, work.context)
        policy = work.start(POLICY, policy_id(work.request.tenant))
        work.decide(policy, Adopt(base_currency=opening.tenant.base_currency), work.context)
        user = work.start(USER, opening.first_user)
        work.decide(user, opening.registration, user_context(work, opening.first_user))
        return opened

    return task


def tenant_for(request: Request, drawn: UUID) -> TenantId:
    """The id of the tenant that a request opens: the drawn one, or the same again for the same key.

    The log of a tenant begins with its opening, so an Idempotency-Key is remembered there; a repeated
    request has to find that log. An id made from the actor and the key leads it there.
    """
    if request.answer_key is None:
        return TenantId.of(drawn)
    digest = hashlib.sha256(f"tenant:{request.answer_key}".encode()).digest()
    return TenantId.of(UUID(bytes=digest[:16], version=4))


def set_self_registration(self_registration: SelfRegistration) -> Task:
    """Say who may register themselves, and as what."""

    async def task(work: Work) -> Folded[Tenant]:
        tenant = await work.target(TENANT, work.request.tenant)
        command = SetSelfRegistration(self_registration=self_registration)
        return work.decide(tenant, command, work.context)

    return task


def advance_clock(command: AdvanceClock) -> Task:
    """Move a sandbox's time forward."""

    async def task(work: Work) -> Folded[Tenant]:
        tenant = await work.target(TENANT, work.request.tenant)
        return work.decide(tenant, command, work.context)

    return task


async def today(work: Work) -> date:
    """The tenant's day at this moment, by its own time zone."""
    tenant = await work.load(TENANT, work.request.tenant)
    return work.at.astimezone(ZoneInfo(tenant.state.time_zone)).date()
