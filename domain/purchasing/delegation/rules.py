"""What must hold when authority is handed over or taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.purchasing.delegation.commands import Grant, Revoke
from domain.shared.approval_level import ApprovalLevel
from domain.shared.context import Context
from domain.shared.ids import UserId
from domain.shared.refusal import (
    AuthorityRefused,
    ContentRefused,
    InsufficientApprovalAuthority,
    StateRefused,
)
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.purchasing.delegation.machine import Delegation


@dataclass(frozen=True, slots=True)
class DelegationContext(Context):
    """Whose authority this is about (`delegate`), the tenant's day, and what the actor holds.

    `own_level` is the actor's own, never one that was delegated to them: what is handed over can
    therefore not be handed on. `oversees` says that the actor may end the delegations of others.
    """

    delegate: UserId
    today: date
    own_level: ApprovalLevel | None = None
    delegate_may_approve: bool = True
    oversees: bool = False


class DelegationToOneself(ContentRefused):
    """Delegator and delegate are one person."""


class DelegationEndsBeforeItBegins(ContentRefused):
    """The last day comes before the first."""


class DelegationIsOver(ContentRefused):
    """The last day has passed already."""


class DelegateMayNotApprove(ContentRefused):
    """The delegate cannot log in any more, or has no role that approves."""


class UnknownDelegation(ContentRefused):
    """There is no grant of this number."""


class DelegationAlreadyRevoked(StateRefused):
    """The grant was ended before."""


class DelegationOfAnother(AuthorityRefused):
    """The grant is somebody else's to take back."""


def _today(_: Any, __: Any, context: DelegationContext) -> Mapping[str, Any]:
    return {"today": context.today}


@rule(DelegationToOneself)
def delegate_is_somebody_else(context: DelegationContext) -> bool:
    """Nobody delegates to themselves."""
    return context.actor != context.delegate


@rule(DelegationEndsBeforeItBegins)
def days_are_in_order(command: Grant) -> bool:
    """A delegation ends on or after the day on which it begins."""
    return command.first_day <= command.last_day


@rule(DelegationIsOver, _today)
def last_day_is_not_past(command: Grant, context: DelegationContext) -> bool:
    """A delegation reaches to today at least, because authority is not given after the fact."""
    return command.last_day >= context.today


@rule(DelegateMayNotApprove)
def delegate_could_use_it(context: DelegationContext) -> bool:
    """The delegate is active and has a role that may approve."""
    return context.delegate_may_approve


@rule(InsufficientApprovalAuthority)
def delegator_has_a_level_of_their_own(context: DelegationContext) -> bool:
    """Only somebody with an approval level of their own can delegate it; a delegated one is not theirs."""
    return context.own_level is not None


@rule(UnknownDelegation)
def grant_is_known(state: "Delegation", command: Revoke) -> bool:
    """The number is that of a grant to this delegate."""
    return state.find(command.number) is not None


@rule(DelegationAlreadyRevoked)
def grant_is_not_revoked(state: "Delegation", command: Revoke) -> bool:
    """A grant is revoked once."""
    grant = state.find(command.number)
    return grant is None or grant.revoked_by is None


@rule(DelegationOfAnother)
def revoker_is_delegator_or_oversees(
    state: "Delegation", command: Revoke, context: DelegationContext
) -> bool:
    """A grant is taken back by who gave it, or by a manager or administrator."""
    grant = state.find(command.number)
    return context.oversees or (grant is not None and grant.delegator == context.actor)
