"""What must hold for what receiving, invoicing, payments and financing report to a purchase order."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order import commands
from domain.purchasing.purchase_order.rules import UnknownOrderLine
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule

Receives = (
    commands.PartialReceive | commands.FullReceive | commands.ReceiveLate | commands.RecordReturn
)
Invoices = (
    commands.PartialInvoice
    | commands.InvoiceMatched
    | commands.WithdrawInvoice
    | commands.RecordCredit
)
Noted = (
    commands.WithdrawInvoice
    | commands.RecordCredit
    | commands.RecordInvoicePaid
    | commands.RecordInvoiceUnpaid
)
Finances = commands.CancelFinancing | commands.InvoiceFinanced


class QuantityFalls(ContentRefused):
    """A cumulative quantity would be less than before; only a return or a credit note does that."""


class QuantityRises(ContentRefused):
    """A cumulative quantity would be more than before though something was taken back."""


class NothingReceived(ContentRefused):
    """Nothing is accepted on any line."""


class ReceivedLineNotInvoiced(ContentRefused):
    """Nothing is invoiced of a line that was received, so not everything is invoiced."""


class DiscrepancyUnknown(StateRefused):
    """No such delivery waits for a decision; perhaps somebody has decided."""


class InvoiceDoesNotCount(StateRefused):
    """The invoice is not one that the order counts; perhaps it was withdrawn."""


class InvoiceNotDisputed(StateRefused):
    """The invoice does not stand in the way of the order; perhaps somebody has settled that."""


class InvoicesUnsettled(StateRefused):
    """An invoice of the order is not paid yet."""


class OrderAlreadyFinanced(StateRefused):
    """A bank finances the order already."""


class OrderWasIssued(StateRefused):
    """The order is with the supplier already; financing is elected before."""


class FinancingUnknown(StateRefused):
    """That contract does not finance the order."""


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


@rule(DiscrepancyUnknown)
def discrepancy_is_pending(state: PurchaseOrder, command: commands.SettleDiscrepancy) -> bool:
    """The delivery waits for a decision."""
    return command.grn_id in state.fulfilment.discrepancies


@rule(InvoiceDoesNotCount)
def invoice_counts(state: PurchaseOrder, command: Noted) -> bool:
    """The order counts the invoice."""
    return command.invoice_id in state.fulfilment.invoices


@rule(InvoiceNotDisputed)
def invoice_is_disputed(state: PurchaseOrder, command: commands.SettleDisputedInvoice) -> bool:
    """The invoice stands in the way of the order."""
    return command.invoice_id in state.disputed_invoices


@rule(
    InvoicesUnsettled,
    lambda state, _, __: {"invoices": sorted(state.fulfilment.unsettled_invoices)},
)
def every_invoice_is_settled(state: PurchaseOrder) -> bool:
    """Every invoice of the order is paid, or credited in full."""
    return not state.fulfilment.unsettled_invoices


@rule(OrderAlreadyFinanced, lambda state, _, __: {"murabaha_id": state.financing})
def order_is_not_financed(state: PurchaseOrder) -> bool:
    """No bank finances the order yet."""
    return state.financing is None


@rule(OrderWasIssued)
def order_was_never_issued(state: PurchaseOrder) -> bool:
    """Financing is elected before the order is issued."""
    return state.issued_revision == 0


@rule(FinancingUnknown, lambda state, _, __: {"murabaha_id": state.financing})
def contract_finances_it(state: PurchaseOrder, command: Finances) -> bool:
    """The contract is the one that finances the order."""
    return state.financing == command.murabaha_id
