"""The facts that decisions in receiving rest on, read so that they still hold when these are stored."""

from application.governance.policy import policies_in_force
from application.ports.states import Folded
from application.work import Work
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder, Status
from domain.receiving.context import LineFacts, OrderFacts, ReceivingContext
from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.receiving.goods_receipt.state import Status as ReceiptStatus
from domain.shared.ids import PurchaseOrderId
from domain.shared.tolerance import Tolerance


async def order_facts(work: Work, order: Folded[PurchaseOrder]) -> OrderFacts:
    """What was ordered and accepted so far, and the policy on receipts as it stands."""
    policy = (await policies_in_force(work)).receipt_tolerance
    return facts_under(order, policy.value, policy.version)


def facts_under(order: Folded[PurchaseOrder], tolerance: Tolerance, version: int) -> OrderFacts:
    """What was ordered and accepted so far, and a policy on receipts."""
    state, accepted = order.state, order.state.fulfilment.accepted
    return OrderFacts(
        purchase_order_id=PurchaseOrderId(order.stream_id),
        supplier_id=state.current.supplier_id,
        lines=tuple(
            LineFacts(
                po_line=line.po_line,
                sku=line.sku,
                unit=line.unit,
                ordered=line.quantity,
                accepted=accepted.get(line.po_line, NONE),
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
            )
            for line in state.current.lines
        ),
        complete=state.status is Status.RECEIVED,
        called_off=state.status is Status.CANCELLED,
        tolerance=tolerance,
        tolerance_version=version,
    )


async def receiving_context(work: Work, order: Folded[PurchaseOrder]) -> ReceivingContext:
    """Who asks, and the order that a delivery is for."""
    return ReceivingContext(work.request.actor, work.at, order=await order_facts(work, order))


async def receipt_context(work: Work, receipt: Folded[GoodsReceipt]) -> ReceivingContext:
    """What the rules need to know to tell what the caller may do next with a delivery.

    Only a discrepancy is judged by the order.
    """
    if receipt.state.status is not ReceiptStatus.DISCREPANCY:
        return ReceivingContext(work.request.actor, work.at)
    order = await work.load(PURCHASE_ORDER, receipt.state.note.purchase_order_id)
    return await receiving_context(work, order)
