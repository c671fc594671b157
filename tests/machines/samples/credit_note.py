"""Asks of a credit note."""

from domain.invoicing.context import InvoicingContext
from domain.invoicing.credit_note import commands as c
from domain.invoicing.credit_note.machine import CREDIT_NOTE
from domain.invoicing.lines import CreditedLine
from domain.shared.money import Money
from tests.domain.invoicing.billing import FIRST, known
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

LINE = CreditedLine.model_validate(
    {"po_line": 1, "quantity": "3", "unit_price": {"amount": "10.00", "currency": "EUR"}}
)
REGISTER = c.Register.model_validate(
    {
        "invoice_id": FIRST,
        "credit_note_number": "GS-1",
        "date": "2026-03-09",
        "amount": Money("30.00", "EUR"),
        "lines": (LINE,),
    }
)

CREDIT_NOTES = Samples(CREDIT_NOTE, ((REGISTER, InvoicingContext(ANN, NOON, **known())),))
