"""What must hold for a purchase order, beside what it shares with requisitions."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import LineQuantity
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

Receives = (
    commands.PartialReceive | commands.FullReceive | commands.ReceiveLate | commands.RecordReturn
)
Invoices = commands.PartialInvoice | commands.InvoiceMatched | commands.RecordCredit


class PurchaseOrderHasNoLines(ContentRefused):
    """It orders nothing."""


class PurchaseOrderAlreadyFulfilled(StateRefused):
    """Something was received or invoiced, which calling the order off would leave unexplained."""


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


class QuantityFalls(ContentRefused):
    """A cumulative quantity would be less than before; only a return or a credit note does that."""


class QuantityRises(ContentRefused):
    """A cumulative quantity would be more than before though something was taken back."""


class NothingReceived(ContentRefused):
    """A receipt of nothing."""


class ReceivedLineNotInvoiced(ContentRefused):
    """A line was received and nothing of it invoiced, so that not everything is."""


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


def _are_known(state: PurchaseOrder, quantities: tuple[LineQuantity, ...]) -> bool:
    given = [of_line.po_line for of_line in quantities]
    known = {line.po_line for line in state.current.lines}
    return len(given) == len(set(given)) and known.issuperset(given)


def _all(
    quantities: tuple[LineQuantity, ...],
    before: Mapping[int, Decimal],
    compares: Callable[[Decimal, Decimal], bool],
) -> bool:
    return all(compares(one.quantity, before.get(one.po_line, NONE)) for one in quantities)


@rule(UnknownOrderLine)
def received_lines_are_known(state: PurchaseOrder, command: Receives) -> bool:
    """What is received is on lines of the order, each named once."""
    return _are_known(state, command.accepted)


@rule(UnknownOrderLine)
def invoiced_lines_are_known(state: PurchaseOrder, command: Invoices) -> bool:
    """What is invoiced is on lines of the order, each named once."""
    return _are_known(state, command.invoiced)


@rule(QuantityFalls)
def accepted_never_falls(state: PurchaseOrder, command: Receives) -> bool:
    """A delivery never makes the accepted quantity of a line less."""
    return _all(command.accepted, state.fulfilment.accepted, Decimal.__ge__)


@rule(QuantityRises)
def accepted_never_rises(state: PurchaseOrder, command: Receives) -> bool:
    """A return never makes the accepted quantity of a line more."""
    return _all(command.accepted, state.fulfilment.accepted, Decimal.__le__)


@rule(QuantityFalls)
def invoiced_never_falls(state: PurchaseOrder, command: Invoices) -> bool:
    """An invoice never makes the invoiced quantity of a line less."""
    return _all(command.invoiced, state.fulfilment.invoiced, Decimal.__ge__)


@rule(QuantityRises)
def invoiced_never_rises(state: PurchaseOrder, command: Invoices) -> bool:
    """A credit note never makes the invoiced quantity of a line more."""
    return _all(command.invoiced, state.fulfilment.invoiced, Decimal.__le__)


@rule(NothingReceived)
def something_is_received(state: PurchaseOrder, command: Receives) -> bool:
    """A receipt leaves something accepted on some line."""
    given = any(one.quantity for one in command.accepted)
    return given or state.fulfilment.received_anything


def _unbilled(state: PurchaseOrder, command: commands.InvoiceMatched) -> tuple[int, ...]:
    billed = {one.po_line: one.quantity for one in command.invoiced}
    return state.unbilled({**state.fulfilment.invoiced, **billed})


@rule(ReceivedLineNotInvoiced, lambda state, command, _: {"po_lines": _unbilled(state, command)})
def every_received_line_is_invoiced(state: PurchaseOrder, command: commands.InvoiceMatched) -> bool:
    """Every line that was received and costs something is invoiced."""
    return not _unbilled(state, command)
