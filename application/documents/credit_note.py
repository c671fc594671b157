"""A credit note as the API shows it."""

from datetime import date, datetime

from application.ports.states import Folded
from domain.invoicing.credit_note.machine import CreditNote, Status
from domain.invoicing.lines import CreditNoteLine, InvoiceTotals
from domain.shared.ids import (
    CreditNoteId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money


class CreditNoteDocument(Message):
    """What a supplier took back of which invoice."""

    id: CreditNoteId
    credit_note_id: CreditNoteId
    status: Status
    version: int
    invoice_id: SupplierInvoiceId
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    credit_note_number: str
    date: date
    amount: Money
    lines: tuple[CreditNoteLine, ...]
    totals: InvoiceTotals
    registered_by: UserId
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[CreditNote]) -> CreditNoteDocument:
    """What a folded credit note looks like to others."""
    note_id, content = CreditNoteId(folded.stream_id), folded.state.content
    assert folded.state.status
    assert folded.created_at
    assert folded.updated_at
    return CreditNoteDocument(
        id=note_id,
        credit_note_id=note_id,
        status=folded.state.status,
        version=folded.version,
        invoice_id=content.invoice_id,
        purchase_order_id=content.purchase_order_id,
        supplier_id=content.supplier_id,
        supplier_name=content.supplier_name,
        credit_note_number=content.credit_note_number,
        date=content.date,
        amount=content.totals.gross,
        lines=content.lines,
        totals=content.totals,
        registered_by=content.registered_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[CreditNote]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
