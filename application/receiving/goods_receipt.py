"""Use cases of deliveries: each decides about the note and about its order in one append.

The order holds what was accepted over all deliveries, so that of two at the same instant the second is
judged with the first one counted.
"""

from application.claims import NumberClaims, claim, first_holder, number_claims
from application.desk import Task
from application.invoicing.billing import complete_billing
from application.ports.states import Folded
from application.purchasing.facts import plain_context
from application.receiving.facts import order_facts, receiving_context
from application.work import Work
from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order.commands import (
    Acknowledge,
    FullReceive,
    PartialReceive,
    ReceiveLate,
    RecordDiscrepancy,
    RecordReturn,
    SettleDiscrepancy,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.receiving.context import ReceivingContext
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.receiving.lines import LineMovement
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId
from domain.shared.message import Command


def receive_goods(command: Receive) -> Task:
    """Enter a delivery; what disagrees with the order is stored and held."""

    async def task(work: Work) -> Folded[GoodsReceipt]:
        grn_id = work.new_id(GoodsReceiptId)
        order = await _receivable(work, command.purchase_order_id, grn_id)
        number = _number(order, command.delivery_note)
        entered = await first_holder(work, number.meets)
        context = ReceivingContext(
            work.request.actor,
            work.at,
            order=await order_facts(work, order),
            first_note=GoodsReceiptId(entered) if entered else None,
        )
        receipt = work.decide(work.start(GOODS_RECEIPT, grn_id), command, context)
        for name in number.lays:
            await claim(work, name, grn_id)
        if receipt.state.status is Status.DISCREPANCY:
            work.decide(order, RecordDiscrepancy(grn_id=grn_id), plain_context(work))
        else:
            await _count(work, order, receipt)
        return receipt

    return task


def accept_discrepancy(grn_id: GoodsReceiptId, command: Accept) -> Task:
    """Take a delivery although it disagrees with the order."""
    return _resolve(grn_id, command)


def return_discrepancy(grn_id: GoodsReceiptId, command: Return) -> Task:
    """Send back what was not expected of a delivery."""
    return _resolve(grn_id, command)


def return_to_supplier(grn_id: GoodsReceiptId, command: ReturnToSupplier) -> Task:
    """Send back goods that were taken."""

    async def task(work: Work) -> Folded[GoodsReceipt]:
        receipt = await work.target(GOODS_RECEIPT, grn_id)
        order = await work.load(PURCHASE_ORDER, receipt.state.note.purchase_order_id)
        receipt = work.decide(receipt, command, await receiving_context(work, order))
        accepted = _cumulative(receipt.state.returns[-1].lines)
        returned = RecordReturn(grn_id=grn_id, accepted=accepted)
        await complete_billing(work, work.decide(order, returned, plain_context(work)))
        return receipt

    return task


def _resolve(grn_id: GoodsReceiptId, command: Command) -> Task:
    async def task(work: Work) -> Folded[GoodsReceipt]:
        receipt = await work.target(GOODS_RECEIPT, grn_id)
        order = await work.load(PURCHASE_ORDER, receipt.state.note.purchase_order_id)
        receipt = work.decide(receipt, command, await receiving_context(work, order))
        if receipt.state.accepted or order.state.status is not OrderStatus.CANCELLED:
            order = work.decide(order, SettleDiscrepancy(grn_id=grn_id), plain_context(work))
            await _count(work, order, receipt)
        return receipt

    return task


async def _receivable(
    work: Work, order_id: PurchaseOrderId, grn_id: GoodsReceiptId
) -> Folded[PurchaseOrder]:
    """The order, which a delivery acknowledges if nothing else did; raises `InvalidStateTransition`."""
    order = _acknowledged(work, await work.load(PURCHASE_ORDER, order_id))
    ways = (PartialReceive, ReceiveLate)
    if not any(PURCHASE_ORDER.machine.takes(order.state.status, way) for way in ways):
        return work.decide(order, PartialReceive(grn_id=grn_id, accepted=()), plain_context(work))
    return order


def _acknowledged(work: Work, order: Folded[PurchaseOrder]) -> Folded[PurchaseOrder]:
    if order.state.status is OrderStatus.ISSUED:
        return work.decide(order, Acknowledge(), plain_context(work))
    return order


async def _count(work: Work, order: Folded[PurchaseOrder], receipt: Folded[GoodsReceipt]) -> None:
    """Let the order know what was accepted; a delivery of which nothing was leaves it as it is."""
    grn_id, state = GoodsReceiptId(receipt.stream_id), receipt.state
    accepted = _cumulative(state.movements)
    if not accepted and (not state.completes_order or order.state.status is OrderStatus.RECEIVED):
        await complete_billing(work, order)
        return
    order = _acknowledged(work, order)
    command: Command
    if order.state.status is OrderStatus.RECEIVED:
        command = ReceiveLate(grn_id=grn_id, accepted=accepted)
    elif state.completes_order:
        command = FullReceive(grn_id=grn_id, accepted=accepted)
    else:
        command = PartialReceive(grn_id=grn_id, accepted=accepted)
    await complete_billing(work, work.decide(order, command, plain_context(work)))


def _cumulative(movements: tuple[LineMovement, ...]) -> tuple[LineQuantity, ...]:
    accepted = {movement.po_line: movement.accepted for movement in movements}
    return tuple(
        LineQuantity(po_line=po_line, quantity=quantity) for po_line, quantity in accepted.items()
    )


def _number(order: Folded[PurchaseOrder], delivery_note: str) -> NumberClaims:
    return number_claims("delivery-note", order.state.current.supplier_id, delivery_note)
