"""What do suppliers demand, and how far has it got?"""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.documents.supplier_invoice import render
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Bill, Status, SupplierInvoice
from domain.payments.payment_run.transfers import HeldBack, WhyHeldBack
from domain.shared.ids import (
    PaymentId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    TenantId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import (
    created_filters,
    equal_filter,
    search_filter,
    status_filter,
    total_filters,
)


class SupplierInvoiceSummary(Message):
    """An invoice as a row of the list; `amount` is the supplier's own gross figure."""

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
    amount: Money
    left_to_pay: Money
    held: bool
    possible_duplicate_of: SupplierInvoiceId | None
    line_count: int
    payment_id: PaymentId | None
    registered_by: UserId
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[SupplierInvoice]) -> SupplierInvoiceSummary:
    """The row of a folded invoice."""
    invoice, invoice_id = folded.state, SupplierInvoiceId(folded.stream_id)
    terms, stated = invoice.terms, invoice.stated
    assert invoice.status
    assert stated
    assert folded.created_at
    assert folded.updated_at
    return SupplierInvoiceSummary(
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
        amount=stated.totals.gross,
        left_to_pay=invoice.left_to_pay,
        held=invoice.held,
        possible_duplicate_of=invoice.possible_duplicate_of,
        line_count=len(stated.lines),
        payment_id=invoice.payment_id,
        registered_by=terms.registered_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _terms(folded: Folded[SupplierInvoice]) -> Bill:
    return folded.state.terms


def _gross(folded: Folded[SupplierInvoice]) -> Money:
    assert folded.state.stated
    return folded.state.stated.totals.gross


SUPPLIER_INVOICES = ReadModel(
    name="invoices",
    table="supplier_invoices",
    own="supplier_id",
    decider=SUPPLIER_INVOICE,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("purchase_order_id", ColumnType.TEXT, lambda it: _terms(it).purchase_order_id),
        Column("supplier_id", ColumnType.TEXT, lambda it: _terms(it).supplier_id),
        Column("registered_by", ColumnType.TEXT, lambda it: _terms(it).registered_by),
        Column("invoice_date", ColumnType.DATE, lambda it: _terms(it).invoice_date),
        Column("due_date", ColumnType.DATE, lambda it: _terms(it).due_date),
        Column("currency", ColumnType.TEXT, lambda it: _gross(it).currency),
        Column("total", ColumnType.NUMERIC, lambda it: _gross(it).amount),
        Column("left_to_pay", ColumnType.NUMERIC, lambda it: it.state.left_to_pay.amount),
        Column("held", ColumnType.BOOLEAN, lambda it: it.state.held),
        Column("search", ColumnType.TEXT, lambda it: _terms(it).supplier_invoice_number.lower()),
    ),
    shape=ListShape(
        name="invoices",
        filters=(
            status_filter("Disputed"),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            equal_filter("registeredBy", "registered_by", "Registered by this user."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            equal_filter("held", "held", "Only held as a possible duplicate (true), or not."),
            search_filter("the number of the invoice"),
            FilterParameter(
                "invoicedFrom", "invoice_date", FilterKind.FROM, "Dated then or later."
            ),
            FilterParameter("invoicedUntil", "invoice_date", FilterKind.UNTIL, "Dated by then."),
            FilterParameter("dueFrom", "due_date", FilterKind.FROM, "Due then or later."),
            FilterParameter("dueUntil", "due_date", FilterKind.UNTIL, "Due by then."),
            *total_filters(),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "dueDate": "due_date", "total": "total"},
        default_sort="-createdAt",
    ),
)

_WITHHELD = """
    SELECT id, status, supplier_id, document ->> 'supplierName',
           document ->> 'supplierInvoiceNumber', due_date, left_to_pay, currency
    FROM projections.supplier_invoices
    WHERE tenant_id = %b AND (status = 'Disputed' OR (held AND status = 'Matched'))
      AND due_date <= %b AND left_to_pay > 0 AND (%b::text IS NULL OR currency = %b)
    ORDER BY due_date, id LIMIT 1000
"""


async def withheld(
    connection: AsyncConnection[TupleRow], tenant: TenantId, wanted: tuple[date, str | None]
) -> Sequence[HeldBack]:
    """The invoices that are due on a day but not payable, because they are disputed or held."""
    on, currency = wanted
    found = await connection.execute(_WITHHELD, (str(tenant), on, currency, currency))
    return [_held_back(row) for row in await found.fetchall()]


def _held_back(row: TupleRow) -> HeldBack:
    invoice, status, supplier, name, number, due_on, amount, currency = row
    disputed = status == Status.DISPUTED.value
    return HeldBack(
        reason=WhyHeldBack.INVOICE_DISPUTED if disputed else WhyHeldBack.INVOICE_HELD,
        invoice_id=SupplierInvoiceId(invoice),
        supplier_id=SupplierId(supplier),
        supplier_name=name,
        reference=number,
        due_on=due_on,
        amount=Money(amount, currency),
    )


_OPEN = """
    SELECT id FROM projections.supplier_invoices
    WHERE tenant_id = %b AND supplier_id = %b AND status <> ALL (ARRAY['Paid', 'Rejected'])
    ORDER BY created_at, id LIMIT %b
"""


async def open_invoices_from(
    connection: AsyncConnection[TupleRow], tenant: TenantId, supplier: str, most: int
) -> Sequence[str]:
    """Invoices of a supplier that are not over."""
    found = await connection.execute(_OPEN, (str(tenant), str(supplier), most))
    return [row[0] for row in await found.fetchall()]
