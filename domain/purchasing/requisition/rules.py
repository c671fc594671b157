"""What must hold for a requisition, beside what it shares with orders."""

from collections.abc import Mapping
from typing import Any

from domain.purchasing.context import PurchasingContext
from domain.purchasing.requisition.commands import RouteForApproval
from domain.purchasing.requisition.state import Requisition
from domain.purchasing.rules import CurrencyMismatch, HasLines, currencies
from domain.shared.refusal import ContentRefused, InsufficientApprovalAuthority
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates


class RequisitionHasNoLines(ContentRefused):
    """The requisition has no lines."""


@rule(CurrencyMismatch, lambda _, command, __: {"currencies": currencies(command.lines)})
def lines_share_one_currency(command: HasLines) -> bool:
    """All lines of a requisition are in one currency."""
    return len(currencies(command.lines)) <= 1


@rule(RequisitionHasNoLines)
def requisition_has_lines(state: Requisition) -> bool:
    """A requisition asks for something."""
    return bool(state.lines)


class UnknownApprover(ContentRefused):
    """There is no active user of this id."""


def _chosen(_: Requisition, command: RouteForApproval, __: PurchasingContext) -> Mapping[str, Any]:
    return {"approver": command.approver}


@rule(UnknownApprover, _chosen)
def chosen_approver_is_active(command: RouteForApproval, context: PurchasingContext) -> bool:
    """Whoever is asked to approve is an active user of the tenant."""
    return command.approver in (None, context.chosen)


def _level(
    state: Requisition, command: RouteForApproval, context: PurchasingContext
) -> Mapping[str, Any]:
    held = max((authority.level for authority in context.authorities), default=None)
    return {"approver": command.approver, "required_level": state.required_level, "level": held}


@rule(InsufficientApprovalAuthority, _level)
def chosen_approver_has_the_level(
    state: Requisition, command: RouteForApproval, context: PurchasingContext
) -> bool:
    """Whoever is asked to approve has a level of their own that covers what is required."""
    return command.approver is None or any(
        authority.holder == command.approver and authority.level.covers(state.required_level)
        for authority in context.authorities
    )


@separates(Separated.ASKED_ABOUT_OWN_REQUISITION, facts=_chosen)
def chosen_approver_had_no_hand_in_it(state: Requisition, command: RouteForApproval) -> bool:
    """Nobody is asked to approve what they created, changed or submitted."""
    return command.approver not in state.duties
