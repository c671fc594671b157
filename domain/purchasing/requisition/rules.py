"""What must hold for a requisition, beside what it shares with orders."""

from typing import TYPE_CHECKING

from domain.purchasing.requisition.commands import RouteForApproval
from domain.purchasing.rules import CurrencyMismatch, HasLines, currencies
from domain.shared.refusal import ContentRefused, SegregationOfDutiesViolation
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.purchasing.requisition.state import Requisition


class RequisitionHasNoLines(ContentRefused):
    """It asks for nothing."""


@rule(CurrencyMismatch, lambda _, command, __: {"currencies": currencies(command.lines)})
def lines_share_one_currency(command: HasLines) -> bool:
    """All lines of a requisition are in one currency."""
    return len(currencies(command.lines)) <= 1


@rule(RequisitionHasNoLines)
def requisition_has_lines(state: "Requisition") -> bool:
    """A requisition asks for something."""
    return bool(state.lines)


@rule(SegregationOfDutiesViolation)
def chosen_approver_had_no_hand_in_it(state: "Requisition", command: RouteForApproval) -> bool:
    """Nobody is asked to approve what they created, changed or submitted."""
    return command.approver not in state.duties
