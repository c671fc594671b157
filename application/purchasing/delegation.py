"""Handing approval authority over and taking it back, and asking what somebody holds for others."""

from dataclasses import dataclass

from application.desk import Task
from application.identity.tenant import today
from application.permissions import OVERSIGHT, permitted
from application.ports.states import Folded
from application.work import Work
from domain.identity.user.machine import USER
from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.machine import (
    DELEGATION,
    Delegation,
    active_grants,
    delegation_id,
)
from domain.purchasing.delegation.rules import DelegationContext
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import DelegationId, UserId


@dataclass(frozen=True, slots=True)
class Lent:
    """Authority that `delegator` lends today; an approval made under it names both people."""

    delegator: UserId
    level: ApprovalLevel


def grant(delegate: UserId, command: Grant) -> Task:
    """Hand the caller's own level to somebody for a range of days; raises `DocumentNotFound` for nobody."""

    async def task(work: Work) -> Folded[Delegation]:
        await work.load(USER, delegate)
        register = await work.find(DELEGATION, delegation_id(delegate))
        return work.decide(register, command, await delegation_context(work, register))

    return task


def revoke(register_id: DelegationId, command: Revoke) -> Task:
    """End a grant before its last day."""

    async def task(work: Work) -> Folded[Delegation]:
        register = await work.target(DELEGATION, register_id)
        return work.decide(register, command, await delegation_context(work, register))

    return task


async def delegation_context(work: Work, register: Folded[Delegation]) -> DelegationContext:
    """What the rules of a register need to know about this request."""
    delegate = UserId.of(DelegationId(register.stream_id).uuid)
    receiver = await work.find(USER, delegate)
    caller = await work.find(USER, work.request.actor)
    return DelegationContext(
        actor=work.request.actor,
        at=work.at,
        delegate=delegate,
        today=await today(work),
        own_level=caller.state.authority,
        delegate_may_approve=receiver.state.active
        and permitted(receiver.state.roles, "purchase-orders.approve"),
        oversees=not OVERSIGHT.isdisjoint(work.request.roles),
    )


async def lent_authority(work: Work, delegate: UserId) -> tuple[Lent, ...]:
    """What others lend the delegate today, the highest level first; each delegator once.

    A delegator who is kept out or has lost their level lends nothing, whatever the register says.
    """
    register = await work.find(DELEGATION, delegation_id(delegate))
    if not register.state.grants:
        return ()
    best: dict[UserId, Lent] = {}
    for granted in active_grants(register.state, await today(work)):
        delegator = await work.load(USER, granted.delegator)
        level = granted.lends(delegator.state.authority)
        held = best.get(granted.delegator)
        if level is not None and (held is None or level > held.level):
            best[granted.delegator] = Lent(granted.delegator, level)
    return tuple(sorted(best.values(), key=lambda lent: lent.level, reverse=True))
