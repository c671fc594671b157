"""What invoicing does to the payment of an invoice, in the same append as to the invoice itself."""

from application.ports.states import Folded
from application.work import Work
from domain.invoicing.context import InvoicingContext
from domain.invoicing.supplier_invoice.commands import RecordPaid, RecordPaymentFailed, Schedule
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payment.commands import Cancel, Reduce
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.rules import no_run_has_it
from domain.payments.payment.state import Payment, Status, payment_of
from domain.shared.ids import CreditNoteId, PaymentId, SupplierInvoiceId
from domain.shared.money import Money


async def payment_for(work: Work, invoice_id: SupplierInvoiceId) -> Folded[Payment]:
    """The one payment of an invoice; version 0 when none was scheduled yet."""
    return await work.find(PAYMENT, payment_of(invoice_id))


def is_under_way(payment: Folded[Payment]) -> bool:
    """True when the bank may have it, or had it, so that nothing can be taken off any more."""
    return payment.state.collected or payment.state.status is Status.REMITTED


def given_back(
    work: Work, invoice: Folded[SupplierInvoice], payment: Folded[Payment]
) -> Folded[SupplierInvoice]:
    """An invoice that the bank gave back is to be paid again, even when nobody took note of that yet."""
    failure = payment.state.failure
    is_paid = invoice.state.status is InvoiceStatus.PAID
    if not is_paid or not payment.state.unpaid or failure is None:
        return invoice
    command = RecordPaymentFailed(payment_id=PaymentId(payment.stream_id), reason=failure.reason)
    return work.decide(invoice, command, InvoicingContext(work.request.actor, work.at))


async def take_off_late_credits(work: Work, payment: Folded[Payment]) -> None:
    """Pay less by what was credited while the bank could have the money, now that it came back.

    Called in the append in which it comes back, so that no run can take up more than is owed.
    """
    invoice_id = payment.state.debt.invoice_id
    if invoice_id is None:
        return
    invoice = await work.load(SUPPLIER_INVOICE, invoice_id)
    late = invoice.state.credited
    if not late.open_credit:
        return
    context, payment_id = InvoicingContext(work.request.actor, work.at), payment_of(invoice_id)
    invoice = given_back(work, invoice, payment)
    invoice = work.decide(invoice, Schedule(payment_id=payment_id), context)
    take_off(work, payment, late.open_credit, late.notes[-1])
    if not invoice.state.left_to_pay:
        work.decide(invoice, RecordPaid(payment_id=payment_id), context)


def call_off(work: Work, payment: Folded[Payment], reason: str) -> None:
    """Pay nothing, as long as the bank does not have it; refuses with `PaymentUnderWay` if it may."""
    if payment.state.status in (None, Status.CANCELLED):
        return
    if payment.state.status is Status.DISBURSED:
        raise no_run_has_it.refuse(payment.state, None, None)
    work.decide(payment, Cancel(reason=reason), work.context)


def take_off(work: Work, payment: Folded[Payment], credit: Money, note: CreditNoteId) -> None:
    """Pay so much less, or nothing when nothing would be left."""
    if not payment.state.payable_now:
        return
    reason = f"Credited by {note}"
    if credit < payment.state.owed:
        command: Reduce | Cancel = Reduce(by=credit, credit_note_id=note, reason=reason)
    else:
        command = Cancel(reason=reason, credit_note_id=note)
    work.decide(payment, command, work.context)
