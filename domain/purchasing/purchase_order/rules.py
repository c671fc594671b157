"""What must hold for a purchase order, beside what it shares with requisitions."""

from collections.abc import Mapping
from typing import Any

from domain.purchasing.context import PurchasingContext
from domain.purchasing.purchase_order import commands
from domain.purchasing.purchase_order.amendment import amended_lines, amended_revision
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder
from domain.purchasing.rules import (
    AmountTooLarge,
    CurrencyMismatch,
    HasLines,
    SupplierNotActive,
    currencies,
    is_statable,
    stated_rate,
)
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule


class PurchaseOrderHasNoLines(ContentRefused):
    """The order has no lines."""


class PurchaseOrderAlreadyFulfilled(StateRefused):
    """Something of the order was received or invoiced, so it cannot be called off."""


class RevisionSuperseded(ContentRefused):
    """The approver looked at another revision than the one that waits."""


class UnknownOrderLine(ContentRefused):
    """A line number is not one of the order's, or is given twice."""


class AmendmentBelowFulfilment(ContentRefused):
    """A line would order less than was already received or invoiced on it."""


class FulfilledLineChanged(ContentRefused):
    """A line would become another article though something was received or invoiced on it."""


class SupplierHasDelivered(ContentRefused):
    """Another supplier cannot take over what this one has begun to deliver or invoice."""


class AmendmentChangesNothing(ContentRefused):
    """The order already is as the amendment wants it."""


@rule(CurrencyMismatch, lambda _, command, __: {"currencies": currencies(command.lines)})
def new_lines_are_in_order_currency(command: commands.Create) -> bool:
    """Every line is in the order's currency."""
    return set(currencies(command.lines)) <= {command.currency}


@rule(CurrencyMismatch, lambda _, command, __: {"currencies": currencies(command.lines)})
def lines_are_in_order_currency(state: PurchaseOrder, command: HasLines) -> bool:
    """Every line is in the order's currency."""
    return set(currencies(command.lines)) <= {state.agreed.currency}


@rule(PurchaseOrderHasNoLines)
def order_has_lines(state: PurchaseOrder) -> bool:
    """An order has at least one line."""
    return bool(state.current.lines)


def _revisions(state: PurchaseOrder, command: commands.Approve, _: Any) -> Mapping[str, Any]:
    return {"revision": command.revision, "current_revision": state.current.number}


@rule(RevisionSuperseded, _revisions)
def approved_revision_is_current(state: PurchaseOrder, command: commands.Approve) -> bool:
    """The approver agrees to the revision that waits for approval."""
    return command.revision in (None, state.current.number)


@rule(SupplierNotActive, lambda state, _, __: {"supplier_id": state.current.supplier_id})
def supplier_is_active_or_has_it(state: PurchaseOrder, context: PurchasingContext) -> bool:
    """An order is issued to an active supplier, unless the supplier has this revision already."""
    active = context.supplier is None or context.supplier.active
    return active or state.supplier_has_this_revision


@rule(PurchaseOrderAlreadyFulfilled)
def nothing_is_received_or_invoiced(state: PurchaseOrder) -> bool:
    """An order is called off only while nothing was received or invoiced."""
    return not state.fulfilment.begun


@rule(PurchaseOrderHasNoLines)
def amendment_keeps_lines(command: commands.Amend) -> bool:
    """An amended order has at least one line."""
    return bool(command.lines)


@rule(UnknownOrderLine)
def amended_lines_are_known(state: PurchaseOrder, command: commands.Amend) -> bool:
    """A line number in an amendment is that of an order line, and is given once."""
    given = [line.po_line for line in command.lines if line.po_line is not None]
    return len(given) == len(set(given)) and {
        line.po_line for line in state.current.lines
    }.issuperset(given)


def _below(state: PurchaseOrder, command: commands.Amend) -> list[dict[str, Any]]:
    amended = amended_lines(state, command)
    found = []
    for line in state.current.lines:
        number, least = line.po_line, state.fulfilment.least(line.po_line)
        wanted = amended[number].quantity if number in amended else NONE
        if wanted < least:
            found.append({"poLine": number, "quantity": f"{wanted:f}", "least": f"{least:f}"})
    return found


@rule(AmendmentBelowFulfilment, lambda state, command, _: {"lines": _below(state, command)})
def amendment_covers_what_came(state: PurchaseOrder, command: commands.Amend) -> bool:
    """No line is amended below what was already received or invoiced on it."""
    return not _below(state, command)


@rule(FulfilledLineChanged)
def delivered_lines_stay_the_same(state: PurchaseOrder, command: commands.Amend) -> bool:
    """A line on which something was received or invoiced keeps its SKU and unit."""
    amended = amended_lines(state, command)
    return all(
        (line.sku, line.unit) == (amended[line.po_line].sku, amended[line.po_line].unit)
        for line in state.current.lines
        if state.fulfilment.least(line.po_line)
    )


@rule(SupplierHasDelivered)
def only_an_untouched_order_moves(state: PurchaseOrder, command: commands.Amend) -> bool:
    """The supplier changes only while nothing was received or invoiced."""
    same = command.supplier_id in (None, state.current.supplier_id)
    return same or not state.fulfilment.begun


@rule(AmountTooLarge)
def amended_total_is_countable(state: PurchaseOrder, command: commands.Amend) -> bool:
    """The amended total is a figure that can be stated in the base currency too."""
    total = amended_revision(state, command).totals.gross
    return is_statable(total, stated_rate(state, command))


@rule(AmendmentChangesNothing)
def amendment_changes_something(state: PurchaseOrder, command: commands.Amend) -> bool:
    """An amendment changes a line or the supplier."""
    now, then = state.current, amended_revision(state, command)
    return (now.lines, now.supplier_id) != (then.lines, then.supplier_id)
