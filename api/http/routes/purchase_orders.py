"""Orders to suppliers."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import PURCHASE_ORDERS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.order_matching import AsOfQuery, match_of
from api.http.past import PARAMETERS, PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.order_match import OrderMatchDocument
from application.documents.purchase_order import PurchaseOrderDocument
from application.purchasing import purchase_order as tasks
from domain.purchasing.purchase_order.commands import (
    Acknowledge,
    Amend,
    Approve,
    Cancel,
    Close,
    Create,
    Dispute,
    Edit,
    Issue,
    Reject,
    ResolveApprove,
    ResolveCancel,
    Submit,
)
from domain.shared.ids import PurchaseOrderId
from domain.shared.text import Reason
from projections.purchasing.purchase_orders import PurchaseOrderSummary

orders = Resource("/v1/purchase-orders", "Purchase orders")


class PurchaseOrderAnswer(PurchaseOrderDocument):
    """An order, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


class Cancellation(BaseModel):
    """Why an order is called off."""

    model_config = PARAMETERS

    reason: Reason


_ANSWER = Gives(PurchaseOrderAnswer)


@orders.listing(
    "", "purchase-orders.list", of="purchase-orders", gives=Gives(PageOf[PurchaseOrderSummary])
)
async def list_all(asking: Asking) -> Answer:
    """Orders, by status, supplier and date."""
    return await page_of(asking, "purchase-orders")


@orders.command("POST", "", "purchase-orders.create", Gives(PurchaseOrderAnswer, 201))
async def create(command: Create, by: Commander) -> Answer:
    """Draft an order."""
    return await by.create(PURCHASE_ORDERS, tasks.create_order(command))


@orders.query("/{purchase_order_id}", "purchase-orders.read", _ANSWER)
async def show(purchase_order_id: PurchaseOrderId, past: PastQuery, asking: Asking) -> Answer:
    """One order, today or as it was."""
    return await asking.document(PURCHASE_ORDERS, purchase_order_id, past)


@orders.query("/{purchase_order_id}/match", "purchase-orders.match", Gives(OrderMatchDocument))
async def match(purchase_order_id: PurchaseOrderId, wanted: AsOfQuery, asking: Asking) -> Answer:
    """What was ordered, received, accepted and invoiced line by line, each figure with its event."""
    return await match_of(asking, purchase_order_id, wanted)


@orders.command("PATCH", "/{purchase_order_id}/edit", "purchase-orders.edit", _ANSWER)
async def edit(purchase_order_id: PurchaseOrderId, command: Edit, by: Commander) -> Answer:
    """Order something else, while it is a draft."""
    return await by.change(PURCHASE_ORDERS, tasks.edit_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/submit", "purchase-orders.submit", _ANSWER)
async def submit(purchase_order_id: PurchaseOrderId, command: Submit, by: Commander) -> Answer:
    """Ask for approval."""
    return await by.change(PURCHASE_ORDERS, tasks.submit_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/approve", "purchase-orders.approve", _ANSWER)
async def approve(purchase_order_id: PurchaseOrderId, command: Approve, by: Commander) -> Answer:
    """Agree to the order, with one's own or a delegated level."""
    return await by.change(PURCHASE_ORDERS, tasks.approve_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/reject", "purchase-orders.reject", _ANSWER)
async def reject(purchase_order_id: PurchaseOrderId, command: Reject, by: Commander) -> Answer:
    """Turn the order down, or the amendment that waits."""
    return await by.change(PURCHASE_ORDERS, tasks.reject_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/issue", "purchase-orders.issue", _ANSWER)
async def issue(purchase_order_id: PurchaseOrderId, command: Issue, by: Commander) -> Answer:
    """Send the order to its supplier."""
    return await by.change(PURCHASE_ORDERS, tasks.issue_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/acknowledge", "purchase-orders.acknowledge", _ANSWER)
async def acknowledge(
    purchase_order_id: PurchaseOrderId, command: Acknowledge, by: Commander
) -> Answer:
    """Record that the supplier accepts the order."""
    return await by.change(PURCHASE_ORDERS, tasks.acknowledge_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/amend", "purchase-orders.amend", _ANSWER)
async def amend(purchase_order_id: PurchaseOrderId, command: Amend, by: Commander) -> Answer:
    """Make a new revision; it is approved afresh when the total rises or the supplier changes."""
    return await by.change(PURCHASE_ORDERS, tasks.amend_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/dispute", "purchase-orders.dispute", _ANSWER)
async def dispute(purchase_order_id: PurchaseOrderId, command: Dispute, by: Commander) -> Answer:
    """Stop the order because something does not agree."""
    return await by.change(PURCHASE_ORDERS, tasks.dispute_order(purchase_order_id, command))


@orders.command(
    "PATCH", "/{purchase_order_id}/resolve-approve", "purchase-orders.resolve-approve", _ANSWER
)
async def resolve_approve(
    purchase_order_id: PurchaseOrderId, command: ResolveApprove, by: Commander
) -> Answer:
    """Settle the dispute; the order goes back to where its quantities say it stands."""
    return await by.change(PURCHASE_ORDERS, tasks.resolve_dispute(purchase_order_id, command))


@orders.command(
    "PATCH", "/{purchase_order_id}/resolve-cancel", "purchase-orders.resolve-cancel", _ANSWER
)
async def resolve_cancel(
    purchase_order_id: PurchaseOrderId, command: ResolveCancel, by: Commander
) -> Answer:
    """Settle the dispute by calling the order off."""
    return await by.change(PURCHASE_ORDERS, tasks.cancel_disputed_order(purchase_order_id, command))


@orders.command("PATCH", "/{purchase_order_id}/close", "purchase-orders.close", _ANSWER)
async def close(purchase_order_id: PurchaseOrderId, command: Close, by: Commander) -> Answer:
    """End a paid order."""
    return await by.change(PURCHASE_ORDERS, tasks.close_order(purchase_order_id, command))


@orders.command("DELETE", "/{purchase_order_id}", "purchase-orders.cancel", _ANSWER)
async def cancel(
    purchase_order_id: PurchaseOrderId, why: Annotated[Cancellation, Query()], by: Commander
) -> Answer:
    """Call the order off; it stays in the history."""
    command = Cancel(reason=why.reason)
    return await by.change(PURCHASE_ORDERS, tasks.cancel_order(purchase_order_id, command))
