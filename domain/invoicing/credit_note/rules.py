"""What must hold for a credit note in itself; what it takes off is for the invoice to judge."""

from collections.abc import Mapping
from typing import Any

from domain.invoicing.context import InvoicingContext
from domain.invoicing.credit_note.commands import Register
from domain.invoicing.lines import (
    MOST_LINES,
    credit_note_lines,
    document_totals,
    is_countable,
    tax_agrees,
)
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule


class DuplicateCreditNote(StateRefused):
    """We have a credit note of this number from this supplier."""


class CreditNoteHasNoLines(ContentRefused):
    """A credit note takes back at least one line."""


class TooManyCreditNoteLines(ContentRefused):
    """The credit note has more than 10,000 lines."""


class CreditNoteNotInInvoiceCurrency(ContentRefused):
    """A figure of the credit note is in another currency than the invoice."""


class CreditNoteAmountTooLarge(ContentRefused):
    """A figure is larger than anything that is ever credited."""


class CreditNoteTotalsDisagree(ContentRefused):
    """The amount is not the sum of the lines and the tax."""


@rule(
    DuplicateCreditNote,
    lambda _state, _command, context: {"credit_note_id": context.number_taken_by},
)
def credit_note_number_is_new(context: InvoicingContext) -> bool:
    """No other credit note of the supplier has the same number, however it is written."""
    return context.number_taken_by is None


@rule(CreditNoteHasNoLines)
def credit_note_has_lines(command: Register) -> bool:
    """At least one line is credited."""
    return len(command.lines) > 0


@rule(TooManyCreditNoteLines)
def credit_note_lines_are_not_too_many(command: Register) -> bool:
    """A credit note has at most 10,000 lines."""
    return len(command.lines) <= MOST_LINES


@rule(CreditNoteNotInInvoiceCurrency)
def credit_note_is_in_invoice_currency(command: Register, context: InvoicingContext) -> bool:
    """Every figure of the credit note is in the currency of the invoice."""
    assert context.order is not None
    currency = context.order.currency
    amounts = filter(None, (command.amount, command.tax_total))
    return all(line.unit_price.currency == currency for line in command.lines) and all(
        amount.currency == currency for amount in amounts
    )


@rule(CreditNoteAmountTooLarge)
def credit_note_is_countable(command: Register) -> bool:
    """Every line comes to less than a trillion."""
    return all(map(is_countable, command.lines))


def _totals(_: Any, command: Register, __: Any) -> Mapping[str, Any]:
    totals = document_totals(
        credit_note_lines(command.lines), command.amount.currency, command.tax_total
    )
    return {
        "amount": command.amount.to_wire(),
        "net": totals.net.to_wire(),
        "tax": totals.computed_tax.to_wire(),
    }


@rule(CreditNoteTotalsDisagree, _totals)
def credit_is_lines_and_tax(command: Register) -> bool:
    """The amount is lines plus tax exactly, and a stated tax is right to one minor unit per rate."""
    totals = document_totals(
        credit_note_lines(command.lines), command.amount.currency, command.tax_total
    )
    return totals.gross == command.amount and tax_agrees(totals)
