"""Asks of a supplier's invoice."""

from collections.abc import Hashable
from typing import Any

from domain.invoicing.context import InvoicingContext
from domain.invoicing.supplier_invoice import commands as c
from domain.invoicing.supplier_invoice.events import InvoiceCredit
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.shared.ids import UserId
from domain.shared.message import Command
from domain.shared.money import Money
from tests.domain.invoicing.billing import (
    CREDIT_NOTE,
    FIRST,
    PAYMENT,
    billed,
    known,
    register,
)
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON
from tests.machines.walk import Ask, Samples


def kind(state: SupplierInvoice) -> Hashable:
    """Whether it is held, agreed on anew or credited in full makes a difference."""
    if state.stated is None:
        return None
    return (
        state.status,
        state.held,
        state.revision is None,
        bool(state.left_to_pay),
        state.stated.totals.gross.amount,
    )


def _ask(command: Command, by: UserId = ANN, **facts: Any) -> Ask:
    return command, InvoicingContext(by, NOON, **known(**facts))


def _credit(quantity: str, amount: str) -> c.Credit:
    line = InvoiceCredit.model_validate(
        {"po_line": 1, "quantity": quantity, "net": Money(amount, "EUR")}
    )
    return c.Credit(credit_note_id=CREDIT_NOTE, lines=(line,), amount=Money(amount, "EUR"))


SUPPLIER_INVOICES = Samples(
    SUPPLIER_INVOICE,
    (
        _ask(register()),
        _ask(register(billed(price="11"))),
        _ask(register(), possible_duplicate_of=FIRST),
        _ask(c.Match()),
        _ask(c.Dispute(reason="the wrong colour")),
        _ask(c.Correct()),
        _ask(c.Correct(revised_amount=Money("1020.00", "EUR"))),
        _ask(c.Correct(revised_amount=Money("1090.00", "EUR"))),
        _ask(c.Release(), BEN),
        _ask(c.Reject(reason="never ordered")),
        _ask(_credit("1", "10.00")),
        _ask(_credit("100", "1000.00")),
        _ask(c.Schedule(payment_id=PAYMENT)),
        _ask(c.RecordPaid(payment_id=PAYMENT)),
        _ask(c.RecordPaymentFailed(payment_id=PAYMENT, reason="the account is closed")),
    ),
    kind,
)
