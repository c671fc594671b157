"""What each event of receiving, invoicing, payments and financing changes; nothing here refuses either."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order.fulfilment import events
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.ids import SupplierInvoiceId
from domain.shared.message import Event

_COMPLETES: Mapping[type[Event], bool] = {
    events.PurchaseOrderPartiallyReceived: False,
    events.PurchaseOrderReceived: True,
}
"""Whether more is expected after a receipt; late deliveries and returns say nothing about that."""


def received(state: PurchaseOrder, event: events.ReceiptRecorded) -> PurchaseOrder:
    """The accepted quantities are as the event says; the other lines are as they were."""
    return _with(
        state,
        accepted=_updated(state.fulfilment.accepted, event.accepted),
        complete=_COMPLETES.get(type(event), state.fulfilment.complete),
        grn_id=event.grn_id,
    )


def discrepancy_recorded(state: PurchaseOrder, event: events.DiscrepancyMet) -> PurchaseOrder:
    """One more delivery waits for a decision."""
    return _with(state, discrepancies=state.fulfilment.discrepancies | {event.grn_id})


def discrepancy_settled(state: PurchaseOrder, event: events.DiscrepancyMet) -> PurchaseOrder:
    """The delivery no longer waits."""
    return _with(state, discrepancies=state.fulfilment.discrepancies - {event.grn_id})


def partially_invoiced(state: PurchaseOrder, event: events.BillingRecorded) -> PurchaseOrder:
    """The invoice counts, and something is still to be invoiced."""
    return _billed(state, event, invoiced_in_full=False, invoices=_counted(state, event.invoice_id))


def invoiced(state: PurchaseOrder, event: events.BillingRecorded) -> PurchaseOrder:
    """The invoice counts, and everything received is invoiced."""
    return _billed(state, event, invoiced_in_full=True, invoices=_counted(state, event.invoice_id))


def invoice_withdrawn(state: PurchaseOrder, event: events.BillingRecorded) -> PurchaseOrder:
    """The invoice does not count any more."""
    known = state.fulfilment.invoices
    kept = {invoice: known[invoice] for invoice in known if invoice != event.invoice_id}
    return _billed(state, event, invoiced_in_full=False, invoices=kept)


def credited(state: PurchaseOrder, event: events.PurchaseOrderCreditRecorded) -> PurchaseOrder:
    """Less is invoiced; whether that is everything was decided by the last invoice."""
    known = state.fulfilment.invoices
    settled = event.settles or known.get(event.invoice_id, False)
    return _billed(state, event, invoices={**known, event.invoice_id: settled})


def disputed_invoice_recorded(state: PurchaseOrder, event: events.InvoiceNoted) -> PurchaseOrder:
    """One more invoice stands in the way."""
    return replace(state, disputed_invoices=state.disputed_invoices | {event.invoice_id})


def disputed_invoice_settled(state: PurchaseOrder, event: events.InvoiceNoted) -> PurchaseOrder:
    """One less invoice stands in the way."""
    return replace(state, disputed_invoices=state.disputed_invoices - {event.invoice_id})


def invoice_paid(state: PurchaseOrder, event: events.InvoiceNoted) -> PurchaseOrder:
    """The invoice is settled."""
    return _with(state, invoices={**state.fulfilment.invoices, event.invoice_id: True})


def invoice_unpaid(state: PurchaseOrder, event: events.InvoiceNoted) -> PurchaseOrder:
    """The invoice is to be paid again."""
    return _with(state, invoices={**state.fulfilment.invoices, event.invoice_id: False})


def financing_elected(state: PurchaseOrder, event: events.FinancingNoted) -> PurchaseOrder:
    """A bank finances it."""
    return replace(state, financing=event.murabaha_id)


def financing_cancelled(state: PurchaseOrder, _: events.FinancingNoted) -> PurchaseOrder:
    """No bank finances it."""
    return replace(state, financing=None)


def financed(state: PurchaseOrder, _: events.FinancingNoted) -> PurchaseOrder:
    """The contract stands for all invoices."""
    return _with(state, invoiced_in_full=True)


def _counted(state: PurchaseOrder, invoice: SupplierInvoiceId) -> Mapping[SupplierInvoiceId, bool]:
    known = state.fulfilment.invoices
    return {**known, invoice: known.get(invoice, False)}


def _billed(state: PurchaseOrder, event: events.BillingRecorded, **changes: Any) -> PurchaseOrder:
    fulfilment = state.fulfilment
    return _with(
        state,
        invoiced=_updated(fulfilment.invoiced, event.invoiced),
        invoiced_net={
            **fulfilment.invoiced_net,
            **{one.po_line: one.net for one in event.invoiced},
        },
        invoice_id=event.invoice_id,
        **changes,
    )


def _with(state: PurchaseOrder, **changes: Any) -> PurchaseOrder:
    return replace(state, fulfilment=replace(state.fulfilment, **changes))


def _updated(
    before: Mapping[int, Decimal], quantities: tuple[LineQuantity, ...]
) -> Mapping[int, Decimal]:
    return {**before, **{one.po_line: one.quantity for one in quantities}}
