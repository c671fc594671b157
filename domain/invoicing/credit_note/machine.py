"""The life of a credit note, which is short: it is registered, and counts."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.invoicing.context import InvoicingContext
from domain.invoicing.credit_note import rules
from domain.invoicing.credit_note.commands import Register
from domain.invoicing.credit_note.events import CreditNoteRegistered
from domain.invoicing.lines import (
    CreditNoteLine,
    InvoiceTotals,
    credit_note_lines,
    document_totals,
)
from domain.shared.ids import (
    CreditNoteId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """A credit note counts from the moment it is registered."""

    REGISTERED = "Registered"


@dataclass(frozen=True, slots=True)
class Credit:
    """What the credit note says."""

    invoice_id: SupplierInvoiceId
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    credit_note_number: str
    date: date
    lines: tuple[CreditNoteLine, ...]
    totals: InvoiceTotals
    registered_by: UserId


@dataclass(frozen=True, slots=True)
class CreditNote:
    """A credit note as its history tells it."""

    status: Status | None = None
    credit: Credit | None = None

    @property
    def content(self) -> Credit:
        """What it says; asked only of a credit note that exists."""
        assert self.credit is not None
        return self.credit


_REGISTERING = (
    rules.credit_note_number_is_new,
    rules.credit_note_has_lines,
    rules.credit_note_lines_are_not_too_many,
    rules.credit_note_is_in_invoice_currency,
    rules.credit_note_is_countable,
    rules.credit_is_lines_and_tax,
)

MACHINE = Machine(
    "credit-note",
    (Row(None, Register, CreditNoteRegistered, Status.REGISTERED, _REGISTERING),),
)


def _register(_: CreditNote, command: Register, context: InvoicingContext) -> tuple[Event, ...]:
    order = context.order
    assert order is not None
    lines = credit_note_lines(command.lines)
    return (
        CreditNoteRegistered(
            invoice_id=command.invoice_id,
            purchase_order_id=order.purchase_order_id,
            supplier_id=order.supplier_id,
            supplier_name=order.supplier_name,
            credit_note_number=command.credit_note_number,
            date=command.date,
            lines=lines,
            totals=document_totals(lines, order.currency, command.tax_total),
            registered_by=context.actor,
        ),
    )


def _registered(state: CreditNote, event: CreditNoteRegistered) -> CreditNote:
    said = {name: getattr(event, name) for name in Credit.__dataclass_fields__}
    return replace(state, credit=Credit(**said))


CREDIT_NOTE = Decider(
    machine=MACHINE,
    stream_type="invoicing.credit-note",
    id_type=CreditNoteId,
    initial=CreditNote(),
    decisions={Register: _register},
    applications={CreditNoteRegistered: _registered},
)
"""The aggregate `credit note`."""
