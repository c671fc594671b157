"""What happens to a payment. Who is paid and for what is said again wherever money moves."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.payments.payable import Payable
from domain.shared.business_date import BusinessDate
from domain.shared.ids import (
    BankReportId,
    CreditNoteId,
    MurabahaId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.text import Code, Reason


class PaymentScheduled(Event):
    """An amount is to be paid; a run takes it up when it is due."""

    event_type: ClassVar[str] = "payments.payment.scheduled"

    payable: Payable
    scheduled_by: UserId


class PaymentReduced(Event):
    """A credit note took something off before the amount was paid."""

    event_type: ClassVar[str] = "payments.payment.reduced"

    credit_note_id: CreditNoteId | None = None
    reduced_by: Money
    amount: Money
    reason: Reason | None = None


class PaymentCancelled(Event):
    """It is not to be paid, as it stands; the debt may be scheduled anew."""

    event_type: ClassVar[str] = "payments.payment.cancelled"

    reason: Reason
    credit_note_id: CreditNoteId | None = None
    cancelled_by: UserId


class PaymentCollected(Event):
    """A run took it up; nobody else can, and it cannot be changed, until the run is done with it.

    `pays` is what is transferred: the amount owed less the `discount` for paying early.
    """

    event_type: ClassVar[str] = "payments.payment.collected"

    payment_run_id: PaymentRunId
    transfer: int
    end_to_end_id: Code
    attempt: int
    execution_date: BusinessDate
    pays: Money
    discount: Money


class PaymentLetGo(Event):
    """The run was called off; the payment waits for another one."""

    event_type: ClassVar[str] = "payments.payment.let-go"

    payment_run_id: PaymentRunId
    reason: Reason


class PaymentMoved(Event):
    """What every movement of money says: whom it concerns and for what, how much, and in which attempt."""

    invoice_id: SupplierInvoiceId | None = None
    murabaha_id: MurabahaId | None = None
    instalment: int | None = None
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    payment_run_id: PaymentRunId
    end_to_end_id: Code
    attempt: int
    amount: Money
    discount: Money


class PaymentDisbursed(PaymentMoved):
    """The bank has the order to pay it."""

    event_type: ClassVar[str] = "payments.payment.disbursed"


class PaymentRemitted(PaymentMoved):
    """The bank accepted the transfer; what was owed is paid."""

    event_type: ClassVar[str] = "payments.payment.remitted"

    status: Code
    reported_at: AwareDatetime
    bank_report_id: BankReportId


class PaymentFailed(PaymentMoved):
    """The bank did not make the transfer, and says why; what is owed can be paid by the next run."""

    event_type: ClassVar[str] = "payments.payment.failed"

    reason_code: Code | None = None
    reason: Reason
    reported_at: AwareDatetime
    bank_report_id: BankReportId | None = None


class PaymentReturned(PaymentMoved):
    """The bank took an accepted transfer back; what is owed can be paid by the next run."""

    event_type: ClassVar[str] = "payments.payment.returned"

    reason_code: Code | None = None
    reason: Reason
    reported_at: AwareDatetime
    bank_report_id: BankReportId
