"""A supplier's invoice as the API shows it."""

from datetime import date, datetime

from application.documents.invoice_lines import RevisionDocument, revision_document
from application.ports.states import Folded
from domain.invoicing.lines import InvoiceLine, InvoiceTotals
from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.shared.ids import (
    CreditNoteId,
    PaymentId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms


class SupplierInvoiceDocument(Message):
    """What a supplier demands, whether it agrees with order and receipts, and what is left to pay.

    `lines`, `totals` and `amount` are the supplier's own figures; `revision` holds what was agreed on
    instead. `match` explains the last match line by line. `openCredit` came too late for the payment.
    """

    id: SupplierInvoiceId
    invoice_id: SupplierInvoiceId
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    supplier_invoice_number: str
    invoice_date: date
    due_date: date
    payment_terms: PaymentTerms
    amount: Money
    lines: tuple[InvoiceLine, ...]
    totals: InvoiceTotals
    revision: RevisionDocument | None
    match: MatchResult | None
    held: bool
    possible_duplicate_of: SupplierInvoiceId | None
    released_by: UserId | None
    reason: str | None
    credited: Money
    open_credit: Money
    left_to_pay: Money
    credit_notes: tuple[CreditNoteId, ...]
    payment_id: PaymentId | None
    registered_by: UserId
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[SupplierInvoice]) -> SupplierInvoiceDocument:
    """What a folded invoice looks like to others."""
    invoice, invoice_id = folded.state, SupplierInvoiceId(folded.stream_id)
    terms, stated, credited = invoice.terms, invoice.stated, invoice.credited
    assert invoice.status
    assert stated
    assert folded.created_at
    assert folded.updated_at
    return SupplierInvoiceDocument(
        id=invoice_id,
        invoice_id=invoice_id,
        status=invoice.status,
        version=folded.version,
        purchase_order_id=terms.purchase_order_id,
        supplier_id=terms.supplier_id,
        supplier_name=terms.supplier_name,
        supplier_invoice_number=terms.supplier_invoice_number,
        invoice_date=terms.invoice_date,
        due_date=terms.due_date,
        payment_terms=terms.payment_terms,
        amount=stated.totals.gross,
        lines=stated.lines,
        totals=stated.totals,
        revision=revision_document(invoice.revision) if invoice.revision else None,
        match=invoice.match,
        held=invoice.held,
        possible_duplicate_of=invoice.possible_duplicate_of,
        released_by=invoice.released_by,
        reason=invoice.reason,
        credited=credited.amount,
        open_credit=credited.open_credit,
        left_to_pay=invoice.left_to_pay,
        credit_notes=credited.notes,
        payment_id=invoice.payment_id,
        registered_by=terms.registered_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[SupplierInvoice]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
