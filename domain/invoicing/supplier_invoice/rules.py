"""What must hold for an invoice to be registered, matched, credited, released or paid."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.invoicing.context import InvoicingContext, OrderFacts
from domain.invoicing.lines import (
    MOST_LINES,
    BilledLine,
    billed_totals,
    is_countable,
    tax_agrees,
)
from domain.invoicing.matching.claim import UNCOUNTED, Counted
from domain.invoicing.supplier_invoice.commands import Correct, Credit, Register
from domain.invoicing.supplier_invoice.revision import revised
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.shared.currency import Currency
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates


class OrderNotBillable(StateRefused):
    """No invoice is taken for the order in its present state."""


class OrderIsFinanced(StateRefused):
    """A bank finances the order and pays the supplier itself."""


class GoodsNotYetReceived(StateRefused):
    """Nothing of the order was accepted yet, so there is nothing to pay for."""


class MatchingBlocked(StateRefused):
    """Deliveries of the order do not agree with it, and nobody has decided about them yet."""


class DuplicateInvoice(StateRefused):
    """We have an invoice of this number from this supplier."""


class InvoiceHeld(StateRefused):
    """The invoice may be a duplicate, and nobody has released it yet."""


class InvoiceNotHeld(StateRefused):
    """The invoice is not held as a possible duplicate, so there is nothing to release."""


class InvoiceHasNoLines(ContentRefused):
    """An invoice bills at least one line."""


class TooManyInvoiceLines(ContentRefused):
    """The invoice has more than 10,000 lines."""


class InvoiceNotInOrderCurrency(ContentRefused):
    """A figure of the invoice is in another currency than the order."""


class InvoiceAmountTooLarge(ContentRefused):
    """A figure is larger than anything that is ever billed."""


class InvoiceOfNothing(ContentRefused):
    """The amount of the invoice is zero."""


class DueBeforeInvoice(ContentRefused):
    """The invoice would be due before it was written."""


class InvoiceTotalsDisagree(ContentRefused):
    """The amount is not the sum of the lines and the tax."""


class CreditExceedsInvoice(ContentRefused):
    """More would be credited than was invoiced."""


def _order(context: InvoicingContext) -> OrderFacts:
    assert context.order is not None
    return context.order


def _order_state(_: Any, __: Any, context: InvoicingContext) -> Mapping[str, Any]:
    order = _order(context)
    return {"purchase_order_id": order.purchase_order_id, "order_status": order.status}


@rule(
    DuplicateInvoice,
    lambda _state, _command, context: {"invoice_id": context.number_taken_by},
)
def number_is_new(context: InvoicingContext) -> bool:
    """No other invoice of the supplier has the same number, however it is written."""
    return context.number_taken_by is None


@rule(OrderNotBillable, _order_state)
def order_is_billable(context: InvoicingContext) -> bool:
    """Invoices are taken from the issue of an order until it is paid."""
    return context.order is None or context.order.billable


@rule(OrderIsFinanced, _order_state)
def order_is_not_financed(context: InvoicingContext) -> bool:
    """No bank finances the order."""
    return context.order is None or not context.order.financed


@rule(
    MatchingBlocked,
    lambda _state, _command, context: {
        "purchase_order_id": _order(context).purchase_order_id,
        "discrepancies": _order(context).discrepancies,
    },
)
def matching_is_not_blocked(context: InvoicingContext) -> bool:
    """No delivery of the order waits for a decision."""
    return context.order is None or not context.order.discrepancies


@rule(GoodsNotYetReceived, _order_state)
def goods_were_received(context: InvoicingContext) -> bool:
    """Something of the order was accepted."""
    return context.order is None or context.order.received_anything


@rule(InvoiceHasNoLines)
def invoice_has_lines(command: Register | Correct) -> bool:
    """At least one line is billed."""
    return command.lines is None or len(command.lines) > 0


@rule(TooManyInvoiceLines, lambda _s, command, _c: {"lines": len(command.lines)})
def lines_are_not_too_many(command: Register | Correct) -> bool:
    """An invoice has at most 10,000 lines."""
    return len(command.lines or ()) <= MOST_LINES


def _prices_are_in(lines: tuple[BilledLine, ...], currency: Currency) -> bool:
    return all(line.unit_price.currency == currency for line in lines)


@rule(InvoiceNotInOrderCurrency)
def invoice_is_in_order_currency(command: Register, context: InvoicingContext) -> bool:
    """Every figure of the invoice is in the currency of the order."""
    currency = _order(context).currency
    amounts = filter(None, (command.amount, command.tax_total))
    return _prices_are_in(command.lines, currency) and all(
        amount.currency == currency for amount in amounts
    )


@rule(InvoiceNotInOrderCurrency)
def correction_is_in_order_currency(state: SupplierInvoice, command: Correct) -> bool:
    """Every figure of the correction is in the currency of the invoice."""
    currency = state.figures.totals.gross.currency
    amounts = filter(None, (command.revised_amount, command.tax_total))
    return _prices_are_in(command.lines or (), currency) and all(
        amount.currency == currency for amount in amounts
    )


@rule(InvoiceAmountTooLarge)
def invoice_is_countable(command: Register | Correct) -> bool:
    """Every line comes to less than a trillion."""
    return all(map(is_countable, command.lines or ()))


@rule(DueBeforeInvoice)
def due_date_follows_invoice_date(command: Register) -> bool:
    """An invoice is due on its date at the earliest."""
    return command.due_date is None or command.due_date >= command.invoice_date


@rule(InvoiceOfNothing)
def invoice_demands_something(command: Register) -> bool:
    """The amount is more than zero."""
    return bool(command.amount)


@rule(InvoiceOfNothing)
def correction_demands_something(command: Correct) -> bool:
    """The revised amount is more than zero."""
    return command.revised_amount is None or bool(command.revised_amount)


def _billed_totals(command: Register) -> Mapping[str, Any]:
    totals = billed_totals(command.lines, command.amount.currency, command.tax_total)
    return {
        "amount": command.amount.to_wire(),
        "net": totals.net.to_wire(),
        "tax": totals.computed_tax.to_wire(),
        "stated_tax": command.tax_total.to_wire() if command.tax_total is not None else None,
    }


@rule(InvoiceTotalsDisagree, lambda _state, command, _context: _billed_totals(command))
def amount_is_lines_and_tax(command: Register) -> bool:
    """The amount is lines plus tax exactly, and a stated tax is right to one minor unit per rate."""
    totals = billed_totals(command.lines, command.amount.currency, command.tax_total)
    return totals.gross == command.amount and tax_agrees(totals)


@rule(InvoiceTotalsDisagree)
def revised_amount_is_lines_and_tax(state: SupplierInvoice, command: Correct) -> bool:
    """A revised amount is the revised lines plus tax, where both are given."""
    if command.lines is None:
        return command.tax_total is None
    currency = state.figures.totals.gross.currency
    totals = billed_totals(command.lines, currency, command.tax_total)
    stated = command.revised_amount
    return (stated is None or totals.gross == stated) and tax_agrees(totals)


@rule(InvoiceNotHeld)
def invoice_is_held(state: SupplierInvoice) -> bool:
    """The invoice is held as a possible duplicate."""
    return state.held


@rule(InvoiceHeld)
def invoice_is_not_held(state: SupplierInvoice) -> bool:
    """The invoice is not held as a possible duplicate."""
    return not state.held


@separates(Separated.RELEASES_OWN_INVOICE)
def releaser_did_not_register_it(state: SupplierInvoice, context: InvoicingContext) -> bool:
    """Nobody releases an invoice that they handled, or one that takes the place of such a one."""
    return context.actor not in state.hands


def _excess(state: SupplierInvoice, command: Credit, _: Any) -> Mapping[str, Any]:
    left = state.counts()
    return {
        "po_lines": [line.po_line for line in command.lines if not _fits(line, left)],
        "left": (state.figures.totals.gross - state.credited.amount).to_wire(),
    }


def _fits(line: Any, left: Mapping[int, Counted]) -> bool:
    of_line = left.get(line.po_line, UNCOUNTED)
    return bool(line.quantity <= of_line.quantity and line.net.amount <= of_line.net)


@rule(CreditExceedsInvoice, _excess)
def credit_is_within_the_invoice(state: SupplierInvoice, command: Credit) -> bool:
    """No line, and not the whole, is credited below zero."""
    left = state.counts()
    whole = state.figures.totals.gross - state.credited.amount - command.amount
    return whole.amount >= 0 and all(_fits(line, left) for line in command.lines)


@rule(CreditExceedsInvoice)
def correction_covers_what_was_credited(
    state: SupplierInvoice, command: Correct, context: InvoicingContext
) -> bool:
    """What credit notes took off an invoice is still among what it bills after a correction."""
    left = replace(state, revision=revised(state, command, context) or state.revision).counts()
    return set(state.credited.lines) <= set(left) and all(
        one.quantity >= 0 and one.net >= 0 for one in left.values()
    )
