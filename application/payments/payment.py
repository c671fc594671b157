"""What invoices, and what the bank says, mean for payments and for the orders behind them."""

from application.desk import Task
from application.payments.orders import settle_order
from application.ports.states import Folded
from application.work import Work
from domain.invoicing.context import InvoicingContext
from domain.invoicing.supplier_invoice import commands as invoice_commands
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payable import Payable
from domain.payments.payment.commands import Schedule
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment, Status, payment_of
from domain.shared.ids import PaymentId, SupplierInvoiceId


def schedule_payment(invoice_id: SupplierInvoiceId) -> Task:
    """Schedule the one payment of an invoice that is payable; nothing when it is not, or has it already."""

    async def task(work: Work) -> Folded[SupplierInvoice]:
        invoice = await work.load(SUPPLIER_INVOICE, invoice_id)
        state = invoice.state
        if state.status is not InvoiceStatus.MATCHED or state.held or not state.left_to_pay:
            return invoice
        payment = await work.find(PAYMENT, payment_of(invoice_id))
        if payment.state.status in (None, Status.CANCELLED):
            command = Schedule(payable=_payable(invoice_id, state))
            work.decide(payment, command, work.context)
        scheduled = invoice_commands.Schedule(payment_id=payment_of(invoice_id))
        return work.decide(invoice, scheduled, InvoicingContext(work.request.actor, work.at))

    return task


def settle_payment(payment_id: PaymentId) -> Task:
    """Take what became of a payment to its invoice and its order, in one append.

    It looks at the payment as it stands and not at the event that called, so that events which come in
    another order, or again, lead to the same end.
    """

    async def task(work: Work) -> Folded[Payment]:
        payment = await work.load(PAYMENT, payment_id)
        invoice_id = payment.state.debt.invoice_id
        if invoice_id is not None:
            await _settle_invoice(work, invoice_id, payment)
            await settle_order(work, payment.state.debt.purchase_order_id)
        return payment

    return task


async def _settle_invoice(
    work: Work, invoice_id: SupplierInvoiceId, payment: Folded[Payment]
) -> None:
    invoice = await work.load(SUPPLIER_INVOICE, invoice_id)
    context = InvoicingContext(work.request.actor, work.at)
    payment_id = PaymentId(payment.stream_id)
    status, failure = payment.state.status, payment.state.failure
    if status is Status.REMITTED and invoice.state.status is InvoiceStatus.SCHEDULED:
        work.decide(invoice, invoice_commands.RecordPaid(payment_id=payment_id), context)
    is_taken_back = payment.state.unpaid and invoice.state.status is InvoiceStatus.PAID
    has_failed = status is Status.FAILED and invoice.state.status is InvoiceStatus.SCHEDULED
    if failure and (is_taken_back or has_failed):
        failed = invoice_commands.RecordPaymentFailed(payment_id=payment_id, reason=failure.reason)
        work.decide(invoice, failed, context)


def _payable(invoice_id: SupplierInvoiceId, invoice: SupplierInvoice) -> Payable:
    bill = invoice.terms
    return Payable(
        invoice_id=invoice_id,
        purchase_order_id=bill.purchase_order_id,
        supplier_id=bill.supplier_id,
        supplier_name=bill.supplier_name,
        reference=bill.supplier_invoice_number,
        amount=invoice.left_to_pay,
        invoice_date=bill.invoice_date,
        due_on=bill.due_date,
        payment_terms=bill.payment_terms,
        handled_by=tuple(sorted(invoice.handled_by)),
    )
