"""What an invoice means for its order: what it counts for, what stands in the way, when all is billed.

Order and invoice change in one append, so that no two invoices can count the same received quantity.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from application.invoicing.facts import quantity_tolerance
from application.ports.states import Folded
from application.purchasing.facts import plain_context
from application.purchasing.purchase_order import resume
from application.work import Work
from domain.invoicing.matching.claim import NOTHING, Counted
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.purchasing.lines import LineBilled
from domain.purchasing.purchase_order.commands import (
    Dispute,
    InvoiceMatched,
    PartialInvoice,
    RecordDisputedInvoice,
    ResolveApprove,
    SettleDisputedInvoice,
    WithdrawInvoice,
)
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.shared.decimals import EXACT
from domain.shared.ids import SupplierInvoiceId
from domain.shared.money import Money

Order = Folded[PurchaseOrder]
Change = Callable[[Decimal, Decimal], Decimal]


async def bill(work: Work, order: Order, invoice: Folded[SupplierInvoice]) -> Order:
    """Let a matched invoice count; the order is Invoiced when everything that was received is billed."""
    invoice_id = SupplierInvoiceId(invoice.stream_id)
    invoiced = _changed(order.state, invoice.state.counts(), EXACT.add)
    billed = {**order.state.fulfilment.invoiced, **{one.po_line: one.quantity for one in invoiced}}
    is_all = order.state.is_billed(billed, await quantity_tolerance(work))
    kind = InvoiceMatched if is_all else PartialInvoice
    return work.decide(order, kind(invoice_id=invoice_id, invoiced=invoiced), plain_context(work))


async def complete_billing(work: Work, order: Order) -> Order:
    """Let the order be Invoiced if, after what was received or returned last, everything is billed."""
    fulfilment = order.state.fulfilment
    if not fulfilment.invoices:
        return order
    if not order.state.is_billed(fulfilment.invoiced, await quantity_tolerance(work)):
        return order
    newest = tuple(fulfilment.invoices)[-1]
    return work.decide(order, InvoiceMatched(invoice_id=newest, invoiced=()), plain_context(work))


def withdraw(work: Work, order: Order, invoice: Folded[SupplierInvoice]) -> Order:
    """Let an invoice that had matched no longer count."""
    command = WithdrawInvoice(
        invoice_id=SupplierInvoiceId(invoice.stream_id),
        invoiced=_changed(order.state, invoice.state.counts(), EXACT.subtract),
    )
    return work.decide(order, command, plain_context(work))


def obstruct(work: Work, order: Order, invoice_id: SupplierInvoiceId, reason: str) -> Order:
    """Let an invoice stand in the way of its order, unless that is off and goes nowhere any more."""
    if order.state.status is Status.CANCELLED:
        return order
    command = (
        RecordDisputedInvoice(invoice_id=invoice_id)
        if order.state.status is Status.DISPUTED
        else Dispute(reason=reason, invoice_id=invoice_id)
    )
    return work.decide(order, command, plain_context(work))


def unblock(work: Work, order: Order, invoice_id: SupplierInvoiceId) -> Order:
    """Let an invoice no longer stand in the way; without any obstacle left the order goes on at once."""
    if order.state.status is not Status.DISPUTED:
        return order
    if invoice_id in order.state.disputed_invoices:
        settled = SettleDisputedInvoice(invoice_id=invoice_id)
        order = work.decide(order, settled, plain_context(work))
    if order.state.disputed_by_anything:
        return order
    return resume(work, work.decide(order, ResolveApprove(), plain_context(work)))


def reduced(order: PurchaseOrder, by: Mapping[int, Counted]) -> tuple[LineBilled, ...]:
    """What still counts as invoiced, by line, once so much is taken off."""
    return _changed(order, by, EXACT.subtract)


def _changed(
    order: PurchaseOrder, by: Mapping[int, Counted], change: Change
) -> tuple[LineBilled, ...]:
    fulfilment, currency = order.fulfilment, order.agreed.currency
    nothing = Money.zero(currency)
    return tuple(
        LineBilled(
            po_line=number,
            quantity=change(fulfilment.invoiced.get(number, NOTHING), counted.quantity),
            net=Money(
                change(fulfilment.invoiced_net.get(number, nothing).amount, counted.net), currency
            ),
        )
        for number, counted in sorted(by.items())
    )
