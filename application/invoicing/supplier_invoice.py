"""Use cases of supplier invoices: one function per command. Each changes the order in the same append."""

from dataclasses import replace

from application.desk import Task
from application.invoicing import numbers
from application.invoicing.billing import bill, complete_billing, obstruct, unblock, withdraw
from application.invoicing.facts import invoicing_context, plain_context
from application.invoicing.payment import call_off, payment_for
from application.ports.states import Folded
from application.purchasing.facts import plain_context as purchasing_context
from application.purchasing.purchase_order import resume
from application.work import Work
from domain.invoicing.context import InvoicingContext
from domain.invoicing.supplier_invoice.commands import (
    Correct,
    Dispute,
    Match,
    Register,
    Reject,
    Release,
)
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.purchasing.purchase_order.commands import RecordInvoicePaid
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.ids import SupplierInvoiceId

Invoice = Folded[SupplierInvoice]


def register_invoice(command: Register) -> Task:
    """Take up an invoice and match it at once; it counts, or it stops its order."""

    async def task(work: Work) -> Invoice:
        order = resume(work, await work.load(PURCHASE_ORDER, command.purchase_order_id))
        supplier = order.state.current.supplier_id
        number = numbers.invoice_number(supplier, command.supplier_invoice_number)
        look = numbers.look(supplier, command.amount, command.invoice_date)
        context = replace(
            await invoicing_context(work, order),
            number_taken_by=await numbers.first_invoice(work, number.meets),
            possible_duplicate_of=await numbers.first_invoice(work, (look,)),
            former_hands=await numbers.former_hands(work, number.meets),
        )
        invoice = work.start(SUPPLIER_INVOICE, work.new_id(SupplierInvoiceId))
        invoice = work.decide(invoice, command, context)
        await numbers.take(work, (*number.lays, look), SupplierInvoiceId(invoice.stream_id))
        invoice = work.decide(invoice, Match(), context)
        return await _take_effect(work, order, invoice)

    return task


def correct_invoice(invoice_id: SupplierInvoiceId, command: Correct) -> Task:
    """Match a disputed invoice again; when it agrees, the order goes on where its quantities say."""

    async def task(work: Work) -> Invoice:
        invoice = await work.target(SUPPLIER_INVOICE, invoice_id)
        order = resume(work, await _order_of(work, invoice))
        invoice = work.decide(invoice, command, await invoicing_context(work, order))
        if invoice.state.status is Status.DISPUTED:
            return invoice
        order = await bill(work, unblock(work, order, invoice_id), invoice)
        if invoice.state.status is Status.PAID:
            paid = RecordInvoicePaid(invoice_id=invoice_id)
            work.decide(order, paid, purchasing_context(work))
        return invoice

    return task


def dispute_invoice(invoice_id: SupplierInvoiceId, command: Dispute) -> Task:
    """Stop an invoice that had matched: it counts no more, and is not paid."""

    async def task(work: Work) -> Invoice:
        invoice = await work.target(SUPPLIER_INVOICE, invoice_id)
        order = resume(work, await _order_of(work, invoice))
        disputed = work.decide(invoice, command, plain_context(work))
        call_off(work, await payment_for(work, invoice_id), command.reason)
        order = withdraw(work, order, invoice)
        obstruct(work, order, invoice_id, command.reason)
        return disputed

    return task


def reject_invoice(invoice_id: SupplierInvoiceId, command: Reject) -> Task:
    """Refuse to pay an invoice: nothing of it counts, and its number is free again."""

    async def task(work: Work) -> Invoice:
        invoice = await work.target(SUPPLIER_INVOICE, invoice_id)
        order = await _order_of(work, invoice)
        rejected = work.decide(invoice, command, plain_context(work))
        if invoice.state.status is Status.MATCHED:
            order = withdraw(work, resume(work, order), invoice)
            order = obstruct(work, order, invoice_id, command.reason)
        await complete_billing(work, unblock(work, order, invoice_id))
        await numbers.give_up(work, numbers.of_invoice(invoice.state), invoice_id)
        return rejected

    return task


def release_invoice(invoice_id: SupplierInvoiceId, command: Release) -> Task:
    """Vouch that an invoice is no duplicate, so that it may be paid."""

    async def task(work: Work) -> Invoice:
        invoice = await work.target(SUPPLIER_INVOICE, invoice_id)
        return work.decide(invoice, command, plain_context(work))

    return task


async def invoice_context(work: Work, invoice: Invoice) -> InvoicingContext:
    """What the rules need to know to tell what the caller may do next with an invoice."""
    return await invoicing_context(work, await _order_of(work, invoice))


async def _order_of(work: Work, invoice: Invoice) -> Folded[PurchaseOrder]:
    return await work.load(PURCHASE_ORDER, invoice.state.terms.purchase_order_id)


async def _take_effect(work: Work, order: Folded[PurchaseOrder], invoice: Invoice) -> Invoice:
    if invoice.state.status is Status.DISPUTED:
        reason = invoice.state.reason or ""
        obstruct(work, order, SupplierInvoiceId(invoice.stream_id), reason)
    else:
        await bill(work, order, invoice)
    return invoice
