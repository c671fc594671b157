"""What suppliers are told about orders, in plain English."""

from collections.abc import Sequence

from application.communication.notice import Wording
from domain.purchasing.lines import OrderLine, Totals
from domain.purchasing.purchase_order.events import (
    PurchaseOrderAmended,
    PurchaseOrderCancelled,
    PurchaseOrderIssued,
)
from domain.shared.ids import PurchaseOrderId

MOST_LINES = 40
"""Longer orders are told by their first lines; the notice names the document, which has them all."""


def order_issued(order_id: PurchaseOrderId, event: PurchaseOrderIssued, us: str) -> Wording:
    """The order as the supplier is to deliver it."""
    revision = f", revision {event.revision}" if event.revision > 1 else ""
    delivery = f"\nPlease deliver by {event.delivery_date}." if event.delivery_date else ""
    instead = "It takes the place of what we ordered before.\n" if revision else ""
    return Wording(
        subject=f"Purchase order {order_id}{revision}",
        text=f"Dear {event.supplier_name},\n\n"
        f"{us} orders from you what is listed below.\n{instead}"
        f"Please state {order_id} on delivery notes and invoices.\n\n"
        f"{_lines(event.lines)}\n\n{_totals(event.totals)}\n"
        f"Terms of payment: {event.payment_terms}.{delivery}\n\n{us}\n",
    )


def order_amended(order_id: PurchaseOrderId, event: PurchaseOrderAmended, us: str) -> Wording:
    """The order as it is now, and why it changed."""
    return Wording(
        subject=f"Change of purchase order {order_id}, revision {event.revision}",
        text=f"{us} changed purchase order {order_id}, which was to come to "
        f"{event.former_totals.gross}.\nReason: {event.reason}\n\n"
        f"From now on this is what we order from you:\n\n"
        f"{_lines(event.lines)}\n\n{_totals(event.totals)}\n\n{us}\n",
    )


def order_cancelled(order_id: PurchaseOrderId, event: PurchaseOrderCancelled, us: str) -> Wording:
    """The order is off."""
    return Wording(
        subject=f"Cancellation of purchase order {order_id}",
        text=f"{us} cancelled purchase order {order_id}.\nReason: {event.reason}\n\n"
        f"Please deliver nothing more on it, and send no invoice for it.\n\n{us}\n",
    )


def order_withdrawn(order_id: PurchaseOrderId, us: str) -> Wording:
    """The order went to somebody else."""
    return Wording(
        subject=f"Withdrawal of purchase order {order_id}",
        text=f"{us} withdraws purchase order {order_id} from you.\n\n"
        f"Please deliver nothing on it, and send no invoice for it.\n\n{us}\n",
    )


def _lines(lines: Sequence[OrderLine]) -> str:
    shown = [_line(line) for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    if more > 0:
        shown.append(f"and {more} more, as in the order.")
    return "\n".join(shown)


def _line(line: OrderLine) -> str:
    what = f"{line.sku} {line.description}" if line.description else f"{line.sku}"
    discount = f" less {line.discount_percent} %" if line.discount_percent else ""
    return (
        f"{line.po_line}. {line.quantity} {line.unit} {what} "
        f"at {line.unit_price} each{discount}: {line.net}"
    )


def _totals(totals: Totals) -> str:
    return f"Net {totals.net}, tax {totals.tax}, total {totals.gross}."
