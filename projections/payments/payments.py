"""What is to be paid, what is due, and what was paid?"""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.documents.payment import render
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.payments.payable import Payable
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment, Status
from domain.shared.ids import (
    MurabahaId,
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    TenantId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


class PaymentSummary(Message):
    """A payment as a row of the list; `amount` is what is owed after credits."""

    id: PaymentId
    payment_id: PaymentId
    status: Status
    version: int
    invoice_id: SupplierInvoiceId | None
    murabaha_id: MurabahaId | None
    instalment: int | None
    purchase_order_id: PurchaseOrderId
    payment_run_id: PaymentRunId | None
    supplier_id: SupplierId
    supplier_name: str
    reference: str
    amount: Money
    discount_taken: Money | None
    due_on: date
    discount_until: date | None
    payable_now: bool
    reason_code: str | None
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[Payment]) -> PaymentSummary:
    """The row of a folded payment."""
    payment, payment_id = folded.state, PaymentId(folded.stream_id)
    debt, attempt, failure = payment.debt, payment.collection, payment.failure
    assert payment.status
    assert folded.created_at
    assert folded.updated_at
    return PaymentSummary(
        id=payment_id,
        payment_id=payment_id,
        status=payment.status,
        version=folded.version,
        invoice_id=debt.invoice_id,
        murabaha_id=debt.murabaha_id,
        instalment=debt.instalment,
        purchase_order_id=debt.purchase_order_id,
        payment_run_id=attempt.run if attempt else None,
        supplier_id=debt.supplier_id,
        supplier_name=debt.supplier_name,
        reference=debt.reference,
        amount=payment.owed,
        discount_taken=attempt.discount if attempt else None,
        due_on=debt.due_on,
        discount_until=debt.discount_until,
        payable_now=payment.payable_now,
        reason_code=failure.reason_code if failure else None,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _debt(folded: Folded[Payment]) -> Payable:
    return folded.state.debt


def _run(folded: Folded[Payment]) -> str | None:
    attempt = folded.state.collection
    return attempt.run if attempt else None


def _search(folded: Folded[Payment]) -> str:
    return f"{_debt(folded).supplier_name}\n{_debt(folded).reference}".lower()


PAYMENTS = ReadModel(
    name="payments",
    table="payments",
    own="supplier_id",
    decider=PAYMENT,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("supplier_id", ColumnType.TEXT, lambda it: _debt(it).supplier_id),
        Column("invoice_id", ColumnType.TEXT, lambda it: _debt(it).invoice_id),
        Column("purchase_order_id", ColumnType.TEXT, lambda it: _debt(it).purchase_order_id),
        Column("payment_run_id", ColumnType.TEXT, _run),
        Column("currency", ColumnType.TEXT, lambda it: it.state.owed.currency),
        Column("amount", ColumnType.NUMERIC, lambda it: it.state.owed.amount),
        Column("due_on", ColumnType.DATE, lambda it: _debt(it).due_on),
        Column("discount_until", ColumnType.DATE, lambda it: _debt(it).discount_until),
        Column("payable_now", ColumnType.BOOLEAN, lambda it: it.state.payable_now),
        Column("search", ColumnType.TEXT, _search),
    ),
    shape=ListShape(
        name="payments",
        filters=(
            status_filter("Scheduled"),
            equal_filter("supplierId", "supplier_id", "To this supplier."),
            equal_filter("invoiceId", "invoice_id", "For this invoice."),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("paymentRunId", "payment_run_id", "Last taken up by this run."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            equal_filter(
                "payableNow", "payable_now", "Only what a run may take up once due (true), or not."
            ),
            search_filter("the supplier's name or the reference"),
            FilterParameter("dueFrom", "due_on", FilterKind.FROM, "Due then or later."),
            FilterParameter("dueUntil", "due_on", FilterKind.UNTIL, "Due by then."),
            *created_filters(),
        ),
        sorts={"dueOn": "due_on", "createdAt": "created_at", "amount": "amount"},
        default_sort="dueOn",
    ),
)

_DUE = """
    SELECT id FROM projections.payments
    WHERE tenant_id = %b AND payable_now
      AND (due_on <= %b::date + 1 OR discount_until >= %b::date - 1)
      AND (%b::text IS NULL OR currency = %b)
    ORDER BY due_on, id LIMIT %b
"""


async def due(
    connection: AsyncConnection[TupleRow],
    tenant: TenantId,
    wanted: tuple[date, str | None],
    most: int,
) -> Sequence[PaymentId]:
    """What may be paid on a day, in one currency or in all: late, due, or cheaper because it is early.

    A day on either side is added, because which day it is depends on where one is.
    """
    on, currency = wanted
    asked = (str(tenant), on, on, currency, currency, most)
    found = await connection.execute(_DUE, asked)
    return [PaymentId(row[0]) for row in await found.fetchall()]


_OPEN = """
    SELECT id FROM projections.payments
    WHERE tenant_id = %b AND supplier_id = %b AND status <> ALL (ARRAY['Remitted', 'Cancelled'])
    ORDER BY created_at, id LIMIT %b
"""


async def open_payments_to(
    connection: AsyncConnection[TupleRow], tenant: TenantId, supplier: str, most: int
) -> Sequence[str]:
    """Payments to a supplier, or to a financing bank, that are not over."""
    found = await connection.execute(_OPEN, (str(tenant), str(supplier), most))
    return [row[0] for row in await found.fetchall()]
