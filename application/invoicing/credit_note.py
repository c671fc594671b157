"""Use cases of credit notes: what one takes off is gone from invoice, order and payment in one append."""

from dataclasses import replace
from decimal import Decimal

from application.desk import Task
from application.invoicing import numbers
from application.invoicing.billing import reduced
from application.invoicing.facts import invoicing_context, plain_context
from application.invoicing.payment import given_back, is_under_way, payment_for, take_off
from application.ports.states import Folded
from application.purchasing.facts import plain_context as purchasing_context
from application.purchasing.purchase_order import resume
from application.work import Work
from domain.invoicing.context import InvoicingContext
from domain.invoicing.credit_note.commands import Register
from domain.invoicing.credit_note.machine import CREDIT_NOTE, CreditNote
from domain.invoicing.matching.claim import NOTHING, Counted
from domain.invoicing.supplier_invoice.commands import Credit
from domain.invoicing.supplier_invoice.events import InvoiceCredit
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.purchasing.purchase_order.commands import RecordCredit
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.decimals import EXACT
from domain.shared.ids import CreditNoteId, SupplierInvoiceId
from domain.shared.money import Money


def register_credit_note(command: Register) -> Task:
    """Take up a credit note; it never takes off more than was invoiced."""

    async def task(work: Work) -> Folded[CreditNote]:
        invoice = await work.load(SUPPLIER_INVOICE, command.invoice_id)
        order = await work.load(PURCHASE_ORDER, invoice.state.terms.purchase_order_id)
        order = resume(work, order)
        supplier = invoice.state.terms.supplier_id
        number = numbers.credit_note_number(supplier, command.credit_note_number)
        context = replace(
            await invoicing_context(work, order),
            number_taken_by=await numbers.first_credit_note(work, number.meets),
        )
        note = work.start(CREDIT_NOTE, work.new_id(CreditNoteId))
        note = work.decide(note, command, context)
        await numbers.take(work, number.lays, CreditNoteId(note.stream_id))
        credited = await _credit(work, invoice, note)
        _reduce_order(work, order, invoice, credited, note)
        return note

    return task


async def credit_note_context(work: Work, _: Folded[CreditNote]) -> InvoicingContext:
    """What the rules need to know to tell what the caller may do next with a credit note."""
    return plain_context(work)


async def _credit(
    work: Work, invoice: Folded[SupplierInvoice], note: Folded[CreditNote]
) -> Folded[SupplierInvoice]:
    """Take it off the invoice, and off its payment as long as the bank does not have that."""
    note_id, amount = CreditNoteId(note.stream_id), note.state.content.totals.gross
    payment = await payment_for(work, SupplierInvoiceId(invoice.stream_id))
    invoice = given_back(work, invoice, payment)
    command = Credit(credit_note_id=note_id, lines=_lines(note.state), amount=amount)
    context = replace(plain_context(work), payment_under_way=is_under_way(payment))
    credited = work.decide(invoice, command, context)
    take_off(work, payment, amount, note_id)
    return credited


def _reduce_order(
    work: Work,
    order: Folded[PurchaseOrder],
    before: Folded[SupplierInvoice],
    credited: Folded[SupplierInvoice],
    note: Folded[CreditNote],
) -> None:
    """Take it off what the order counts as invoiced; a disputed invoice counts for nothing there."""
    if before.state.status is Status.DISPUTED or order.state.status is OrderStatus.CLOSED:
        return
    taken = {one.po_line: Counted(one.quantity, one.net.amount) for one in _lines(note.state)}
    command = RecordCredit(
        credit_note_id=CreditNoteId(note.stream_id),
        invoice_id=SupplierInvoiceId(before.stream_id),
        invoiced=reduced(order.state, taken),
        settles=credited.state.status is Status.PAID,
    )
    work.decide(order, command, purchasing_context(work))


def _lines(note: CreditNote) -> tuple[InvoiceCredit, ...]:
    """What the note takes off, each order line once."""
    content = note.content
    quantities: dict[int, Decimal] = {}
    nets: dict[int, Money] = {}
    for line in content.lines:
        quantities[line.po_line] = EXACT.add(quantities.get(line.po_line, NOTHING), line.quantity)
        nets[line.po_line] = nets.get(line.po_line, Money.zero(line.net.currency)) + line.net
    return tuple(
        InvoiceCredit(po_line=number, quantity=quantities[number], net=nets[number])
        for number in sorted(quantities)
    )
