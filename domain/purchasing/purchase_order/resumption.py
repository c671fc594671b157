"""How an order that went on after a dispute or an amendment gets back to where its quantities say it is."""

from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order.commands import (
    Acknowledge,
    FullReceive,
    InvoiceFinanced,
    InvoiceMatched,
    Issue,
    PartialReceive,
)
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder, Status
from domain.shared.message import Command


def next_step(state: PurchaseOrder) -> Command | None:
    """The step that the order has been through before in this revision, or None when it is back.

    Each step is a command of its own with the quantities that are known already, so that nobody has to
    enter a receipt again; what was never done (issuing a new revision, say) is left to people.
    """
    match state.status:
        case Status.APPROVED if state.supplier_has_this_revision:
            return Issue()
        case Status.ISSUED if _is_acknowledged(state):
            return Acknowledge()
        case Status.ACKNOWLEDGED | Status.PARTIALLY_RECEIVED:
            return _receipt(state)
        case Status.RECEIVED:
            return _invoice(state)
    return None


def _is_acknowledged(state: PurchaseOrder) -> bool:
    """In words, or by having delivered."""
    in_words = state.acknowledged_revision == state.current.number
    return in_words or state.fulfilment.received_anything


def _receipt(state: PurchaseOrder) -> Command | None:
    fulfilment = state.fulfilment
    if not fulfilment.received_anything:
        return None
    assert fulfilment.grn_id is not None
    accepted = tuple(
        LineQuantity(po_line=number, quantity=quantity)
        for number, quantity in sorted(fulfilment.accepted.items())
        if quantity  # a line of which everything went back may be gone
    )
    if fulfilment.complete or _has_everything(state):
        return FullReceive(grn_id=fulfilment.grn_id, accepted=accepted)
    if state.status is Status.ACKNOWLEDGED:
        return PartialReceive(grn_id=fulfilment.grn_id, accepted=accepted)
    return None


def _invoice(state: PurchaseOrder) -> Command | None:
    """A credit note may have left a received line without an invoice, which then has to come anew."""
    fulfilment = state.fulfilment
    if fulfilment.invoiced_in_full and state.financing is not None:
        return InvoiceFinanced(murabaha_id=state.financing)
    if not fulfilment.invoiced_in_full or state.unbilled(fulfilment.invoiced):
        return None
    assert fulfilment.invoice_id is not None
    return InvoiceMatched(invoice_id=fulfilment.invoice_id, invoiced=())


def _has_everything(state: PurchaseOrder) -> bool:
    """Exactly: how much less would do is for receiving to judge."""
    accepted = state.fulfilment.accepted
    return all(accepted.get(line.po_line, NONE) >= line.quantity for line in state.current.lines)
