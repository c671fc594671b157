"""A payment as the API shows it."""

from datetime import date, datetime

from application.ports.states import Folded
from domain.payments.payment.state import Payment, Status
from domain.shared.ids import (
    MurabahaId,
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms


class AttemptDocument(Message):
    """The newest attempt to pay: in which run, what is transferred, and what was taken off."""

    payment_run_id: PaymentRunId
    transfer: int
    end_to_end_id: str
    attempt: int
    execution_date: date
    pays: Money
    discount: Money


class FailureDocument(Message):
    """Why the last attempt that failed did so, in the words of the bank."""

    reason_code: str | None
    reason: str
    at: datetime


class PaymentDocument(Message):
    """What is owed to whom and what became of it. `amount` is what is owed after credits.

    `payableNow` is true while the next run may take it up once it is due.
    """

    id: PaymentId
    payment_id: PaymentId
    status: Status
    version: int
    invoice_id: SupplierInvoiceId | None
    murabaha_id: MurabahaId | None
    instalment: int | None
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    reference: str
    scheduled_amount: Money
    amount: Money
    due_on: date
    discount_until: date | None
    payment_terms: PaymentTerms | None
    payable_now: bool
    attempts: int
    attempt: AttemptDocument | None
    failure: FailureDocument | None
    cancelled_because: str | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Payment]) -> PaymentDocument:
    """What a folded payment looks like to others."""
    payment, payment_id = folded.state, PaymentId(folded.stream_id)
    debt = payment.debt
    assert payment.status
    assert folded.created_at
    assert folded.updated_at
    return PaymentDocument(
        id=payment_id,
        payment_id=payment_id,
        status=payment.status,
        version=folded.version,
        invoice_id=debt.invoice_id,
        murabaha_id=debt.murabaha_id,
        instalment=debt.instalment,
        purchase_order_id=debt.purchase_order_id,
        supplier_id=debt.supplier_id,
        supplier_name=debt.supplier_name,
        reference=debt.reference,
        scheduled_amount=debt.amount,
        amount=payment.owed,
        due_on=debt.due_on,
        discount_until=debt.discount_until,
        payment_terms=debt.payment_terms,
        payable_now=payment.payable_now,
        attempts=payment.attempts,
        attempt=_attempt(payment),
        failure=_failure(payment),
        cancelled_because=payment.cancelled_because,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Payment]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _attempt(payment: Payment) -> AttemptDocument | None:
    attempt = payment.collection
    if attempt is None:
        return None
    return AttemptDocument(
        payment_run_id=attempt.run,
        transfer=attempt.transfer,
        end_to_end_id=attempt.end_to_end_id,
        attempt=attempt.attempt,
        execution_date=attempt.execution_date,
        pays=attempt.pays,
        discount=attempt.discount,
    )


def _failure(payment: Payment) -> FailureDocument | None:
    failure = payment.failure
    if failure is None:
        return None
    return FailureDocument(reason_code=failure.reason_code, reason=failure.reason, at=failure.at)
