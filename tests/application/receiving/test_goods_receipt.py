"""Deliveries as they are carried out: the note and its order change together, or neither does."""

import asyncio
from decimal import Decimal

import pytest

from application.desk import Done
from application.purchasing.facts import plain_context
from application.receiving.goods_receipt import (
    accept_discrepancy,
    receive_goods,
    return_discrepancy,
    return_to_supplier,
)
from application.work import Work
from domain.purchasing.lines import LineBilled
from domain.purchasing.purchase_order import commands as orders
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.receiving.goods_receipt import commands as c
from domain.receiving.goods_receipt.rules import DuplicateDeliveryNote
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierInvoiceId
from domain.shared.money import Money
from domain.shared.refusal import InvalidStateTransition
from domain.shared.sku import SkuCode
from tests.application.purchasing.buying import EUR, Buying
from tests.domain.purchasing.people import uuid

INVOICE = SupplierInvoiceId.of(uuid(7))


def receive(order: PurchaseOrderId, *quantities: str, note: str = "DN-1") -> c.Receive:
    """The command that enters a delivery of bolts for the first line."""
    lines = tuple(
        ReceivedLine(po_line=1, sku=SkuCode("BOLT-M8"), received_quantity=Decimal(quantity))
        for quantity in quantities
    )
    return c.Receive(purchase_order_id=order, delivery_note=note, lines=lines)


def note_of(done: Done) -> tuple[GoodsReceiptId, GoodsReceipt]:
    """The note that a command was about."""
    assert done.folded is not None
    return GoodsReceiptId(done.folded.stream_id), done.folded.state


async def billed(buying: Buying, order: PurchaseOrderId, quantity: str) -> None:
    """So much of the order's first line is invoiced."""
    invoiced = LineBilled(po_line=1, quantity=Decimal(quantity), net=Money("1.00", EUR))
    command = orders.PartialInvoice(invoice_id=INVOICE, invoiced=(invoiced,))

    async def task(work: Work):
        found = await work.load(PURCHASE_ORDER, order)
        return work.decide(found, command, plain_context(work))

    await buying.stage.do(buying.ben, task)


async def test_note_and_order_are_stored_together(buying: Buying) -> None:
    order = await buying.acknowledged()
    before = await buying.stage.types()
    _, note = note_of(await buying.stage.do(buying.ann, receive_goods(receive(order, "4"))))
    assert sorted((await buying.stage.types())[len(before) :]) == [
        "integrity.claim.laid",
        "purchasing.purchase-order.partially-received",
        "receiving.goods-receipt.received",
    ]
    folded = await buying.order(order)
    assert folded.state.fulfilment.accepted == note.accepted == {1: Decimal(4)}


async def test_a_discrepancy_blocks_the_order_until_somebody_decides(buying: Buying) -> None:
    order = await buying.acknowledged()
    grn_id, note = note_of(await buying.stage.do(buying.ann, receive_goods(receive(order, "11"))))
    assert note.status is Status.DISCREPANCY
    held = (await buying.order(order)).state
    assert (held.status, held.fulfilment.accepted) == (OrderStatus.ACKNOWLEDGED, {})
    assert held.fulfilment.discrepancies == {grn_id}
    await buying.stage.do(buying.ben, accept_discrepancy(grn_id, c.Accept()))
    settled = (await buying.order(order)).state
    assert settled.fulfilment.discrepancies == frozenset()
    assert settled.fulfilment.accepted == {1: Decimal(11)}
    assert settled.status is OrderStatus.RECEIVED


async def test_two_discrepancies_block_until_the_last_is_decided(buying: Buying) -> None:
    order = await buying.acknowledged()
    notes = [
        note_of(await buying.stage.do(buying.ann, receive_goods(receive(order, "11", note=name))))
        for name in ("A", "B")
    ]
    for left, (grn_id, _) in zip((1, 0), notes, strict=True):
        await buying.stage.do(buying.ben, return_discrepancy(grn_id, c.Return()))
        assert len((await buying.order(order)).state.fulfilment.discrepancies) == left
    assert (await buying.order(order)).state.fulfilment.accepted == {1: Decimal(10)}


async def test_of_many_deliveries_at_once_only_what_fits_is_taken(buying: Buying) -> None:
    order = await buying.acknowledged()
    commands = [receive_goods(receive(order, "3", note=f"N{number}")) for number in range(8)]
    done = await asyncio.gather(*(buying.stage.do(buying.ann, command) for command in commands))
    taken = [state for _, state in map(note_of, done) if state.status is Status.RECEIVED]
    assert len(taken) == 3
    state = (await buying.order(order)).state
    assert state.fulfilment.accepted == {1: Decimal(9)}
    assert len(state.fulfilment.discrepancies) == 5


async def test_a_refused_delivery_leaves_nothing_behind(buying: Buying) -> None:
    order = await buying.acknowledged()
    await buying.stage.do(buying.ann, receive_goods(receive(order, "1")))
    version = (await buying.order(order)).version
    with pytest.raises(DuplicateDeliveryNote):
        await buying.stage.do(buying.ann, receive_goods(receive(order, "1")))
    assert (await buying.order(order)).version == version
    types = await buying.stage.types()
    assert types.count("receiving.goods-receipt.received") == 1
    assert types[-1] == "audit.command-refused"


async def test_a_return_of_what_is_not_billed_completes_the_billing(buying: Buying) -> None:
    order = await buying.acknowledged()
    grn_id, _ = note_of(await buying.stage.do(buying.ann, receive_goods(receive(order, "10"))))
    await billed(buying, order, "8")
    lines = (ReturnedLine(po_line=1, quantity=Decimal(1)),)
    back = c.ReturnToSupplier(reason="rusty", lines=lines)
    await buying.stage.do(buying.ann, return_to_supplier(grn_id, back))
    assert (await buying.order(order)).state.status is OrderStatus.RECEIVED
    await buying.stage.do(buying.ann, return_to_supplier(grn_id, back))
    assert (await buying.order(order)).state.status is OrderStatus.INVOICED


async def test_a_last_delivery_that_completes_the_order_completes_its_billing(
    buying: Buying,
) -> None:
    order = await buying.acknowledged()
    await buying.stage.do(buying.ann, receive_goods(receive(order, "5")))
    await billed(buying, order, "5")
    last = receive(order, "1", note="DN-2").model_copy(update={"final": True})
    grn_id, _ = note_of(await buying.stage.do(buying.ann, receive_goods(last)))
    await buying.stage.do(buying.ben, return_discrepancy(grn_id, c.Return()))
    assert (await buying.order(order)).state.status is OrderStatus.PARTIALLY_RECEIVED
    await billed(buying, order, "9.9")
    full = receive(order, "4", note="DN-3")
    await buying.stage.do(buying.ann, receive_goods(full))
    assert (await buying.order(order)).state.status is OrderStatus.INVOICED


async def test_a_disputed_order_takes_no_delivery_before_the_dispute_is_settled(
    buying: Buying,
) -> None:
    order = await buying.acknowledged()
    grn_id, _ = note_of(await buying.stage.do(buying.ann, receive_goods(receive(order, "11"))))

    async def dispute(work: Work):
        found = await work.load(PURCHASE_ORDER, order)
        return work.decide(found, orders.Dispute(reason="wrong"), plain_context(work))

    await buying.stage.do(buying.ben, dispute)
    with pytest.raises(InvalidStateTransition):
        await buying.stage.do(buying.ann, receive_goods(receive(order, "1", note="DN-2")))
    with pytest.raises(InvalidStateTransition):
        await buying.stage.do(buying.ben, accept_discrepancy(grn_id, c.Accept()))
