"""Which invoices of an order are paid by now, and whether that makes the order paid."""

from application.desk import Task
from application.ports.states import Folded
from application.purchasing.facts import plain_context
from application.work import Work
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Status, payment_of
from domain.purchasing.purchase_order.commands import (
    Close,
    Pay,
    RecordInvoicePaid,
    RecordInvoiceUnpaid,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import PurchaseOrderId, SupplierInvoiceId


def catch_up_order(order_id: PurchaseOrderId) -> Task:
    """Tell an order what was paid while it could not take note, and close it when nothing is left."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        return await settle_order(work, order_id)

    return task


async def settle_order(work: Work, order_id: PurchaseOrderId) -> Folded[PurchaseOrder]:
    """Bring an order up to what was paid; a fully invoiced one with nothing left to pay is closed.

    In a state in which it cannot take note it waits until it is back in one where it can.
    """
    order = await work.load(PURCHASE_ORDER, order_id)
    if not PURCHASE_ORDER.machine.takes(order.state.status, RecordInvoicePaid):
        return order
    for invoice_id, settled in tuple(order.state.fulfilment.invoices.items()):
        order = await _settle_invoice(work, order, invoice_id, settled)
    is_invoiced = order.state.status is OrderStatus.INVOICED
    if is_invoiced and order.state.fulfilment.all_invoices_settled:
        order = work.decide(order, Pay(), plain_context(work))
        order = work.decide(order, Close(), plain_context(work))
    return order


async def _settle_invoice(
    work: Work, order: Folded[PurchaseOrder], invoice_id: SupplierInvoiceId, settled: bool
) -> Folded[PurchaseOrder]:
    payment = (await work.find(PAYMENT, payment_of(invoice_id))).state
    if not settled and await _is_settled(work, invoice_id, payment.status):
        paid = RecordInvoicePaid(invoice_id=invoice_id)
        return work.decide(order, paid, plain_context(work))
    if settled and payment.unpaid:
        unpaid = RecordInvoiceUnpaid(invoice_id=invoice_id)
        return work.decide(order, unpaid, plain_context(work))
    return order


async def _is_settled(work: Work, invoice_id: SupplierInvoiceId, status: Status | None) -> bool:
    """True when it was paid, or when credits left nothing of a payment that came back."""
    if status is not Status.CANCELLED:
        return status is Status.REMITTED
    invoice = await work.load(SUPPLIER_INVOICE, invoice_id)
    return invoice.state.status is InvoiceStatus.PAID
