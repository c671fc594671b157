"""What did suppliers take back of what they invoiced?"""

from datetime import date, datetime

from application.documents.credit_note import render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.invoicing.credit_note.machine import CREDIT_NOTE, CreditNote, Status
from domain.shared.ids import (
    CreditNoteId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, total_filters


class CreditNoteSummary(Message):
    """A credit note as a row of the list; `amount` is gross."""

    id: CreditNoteId
    credit_note_id: CreditNoteId
    status: Status
    version: int
    invoice_id: SupplierInvoiceId
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    credit_note_number: str
    date: date
    amount: Money
    registered_by: UserId
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[CreditNote]) -> CreditNoteSummary:
    """The row of a folded credit note."""
    note_id, content = CreditNoteId(folded.stream_id), folded.state.content
    assert folded.state.status
    assert folded.created_at
    assert folded.updated_at
    return CreditNoteSummary(
        id=note_id,
        credit_note_id=note_id,
        status=folded.state.status,
        version=folded.version,
        invoice_id=content.invoice_id,
        purchase_order_id=content.purchase_order_id,
        supplier_id=content.supplier_id,
        credit_note_number=content.credit_note_number,
        date=content.date,
        amount=content.totals.gross,
        registered_by=content.registered_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


CREDIT_NOTES = ReadModel(
    name="credit-notes",
    table="credit_notes",
    own="supplier_id",
    decider=CREDIT_NOTE,
    document=render,
    summary=summary,
    columns=(
        Column("invoice_id", ColumnType.TEXT, lambda it: it.state.content.invoice_id),
        Column("purchase_order_id", ColumnType.TEXT, lambda it: it.state.content.purchase_order_id),
        Column("supplier_id", ColumnType.TEXT, lambda it: it.state.content.supplier_id),
        Column("currency", ColumnType.TEXT, lambda it: it.state.content.totals.gross.currency),
        Column("total", ColumnType.NUMERIC, lambda it: it.state.content.totals.gross.amount),
        Column("search", ColumnType.TEXT, lambda it: it.state.content.credit_note_number.lower()),
    ),
    shape=ListShape(
        name="credit-notes",
        filters=(
            equal_filter("invoiceId", "invoice_id", "For this invoice."),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            search_filter("the number of the credit note"),
            *total_filters(),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "total": "total"},
        default_sort="-createdAt",
    ),
)
