"""What events of any context call for in payments, and what payments call for in the others."""

from collections.abc import Sequence

from application.payments.orders import catch_up_order
from application.payments.payment import schedule_payment, settle_payment
from application.payments.submission import begin_submission, submit_run
from application.ports.bank import Bank
from application.ports.event_store import RecordedEvent
from application.ports.payment_files import PaymentFiles
from application.reaction import Reaction, reaction
from domain.invoicing.supplier_invoice.events import SupplierInvoiceMatched, SupplierInvoiceReleased
from domain.payments.payment.events import (
    PaymentFailed,
    PaymentLetGo,
    PaymentMoved,
    PaymentRemitted,
    PaymentReturned,
)
from domain.payments.payment_run.events import PaymentRunApproved
from domain.purchasing.purchase_order.fulfilment.events import (
    PurchaseOrderCreditRecorded,
    PurchaseOrderInvoiced,
    PurchaseOrderPartiallyReceived,
    PurchaseOrderReceived,
)
from domain.shared.ids import PaymentId, PaymentRunId, PurchaseOrderId, SupplierInvoiceId


class PaymentScheduling:
    """Schedules one payment for every invoice that becomes payable, however often it is told."""

    name = "payment-scheduling"
    event_types = frozenset(
        event.event_type for event in (SupplierInvoiceMatched, SupplierInvoiceReleased)
    )

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Schedule the payment; the task finds out whether the invoice is payable."""
        invoice = SupplierInvoiceId(recorded.stream_id)
        return [reaction(self.name, recorded, schedule_payment(invoice))]


class PaymentOutcome:
    """Takes what the bank did to invoices and orders: paid and closed, or payable again.

    An order that could not take note, because it was disputed or amended, is told when it is back.
    """

    name = "payment-outcome"
    event_types = frozenset(
        event.event_type
        for event in (
            PaymentRemitted,
            PaymentFailed,
            PaymentReturned,
            PaymentLetGo,
            PurchaseOrderPartiallyReceived,
            PurchaseOrderReceived,
            PurchaseOrderInvoiced,
            PurchaseOrderCreditRecorded,
        )
    )

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Settle the payment, or let the order catch up."""
        match recorded.event:
            case PaymentMoved(invoice_id=None):
                return ()
            case PaymentRemitted() | PaymentFailed() | PaymentReturned() | PaymentLetGo():
                task = settle_payment(PaymentId(recorded.stream_id))
            case _:
                task = catch_up_order(PurchaseOrderId(recorded.stream_id))
        return [reaction(self.name, recorded, task)]


class BankSubmission:
    """Hands the file of every approved run to the bank, until the bank has it."""

    name = "bank-submission"
    event_types = frozenset({PaymentRunApproved.event_type})

    def __init__(self, bank: Bank, files: PaymentFiles) -> None:
        self._bank = bank
        self._files = files

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """First put on record that the bank may have the file, then hand it over."""
        run = PaymentRunId(recorded.stream_id)
        return [
            reaction(self.name, recorded, begin_submission(run), "begin"),
            reaction(self.name, recorded, submit_run(run, self._bank, self._files), "submit"),
        ]
