"""The life of a delivery: taken as it came, or held until a second person takes it or sends it back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.receiving.context import OrderFacts, ReceivingContext
from domain.receiving.goods_receipt import rules
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.goods_receipt.events import (
    DeliveryEntered,
    DeliveryJudged,
    GoodsReceiptDiscrepancyAccepted,
    GoodsReceiptDiscrepancyDetected,
    GoodsReceiptDiscrepancyReturned,
    GoodsReceived,
    GoodsReturnedToSupplier,
)
from domain.receiving.goods_receipt.returns import by_article
from domain.receiving.goods_receipt.state import (
    GoodsReceipt,
    GoodsReturn,
    Note,
    Resolution,
    Status,
)
from domain.receiving.judgement import (
    Judgement,
    given_back,
    kept,
    leaves_nothing_open,
    split,
    taken,
)
from domain.receiving.lines import DeliveredLine, LineMovement
from domain.shared.decimals import EXACT
from domain.shared.ids import GoodsReceiptId
from domain.shared.machine import Decider, Machine, Row, rows
from domain.shared.message import Event

Resolved = GoodsReceiptDiscrepancyAccepted | GoodsReceiptDiscrepancyReturned

_RECEIVING = (
    rules.delivery_note_is_new,
    rules.late_delivery_is_within_tolerance,
    rules.delivery_has_come,
    rules.delivery_is_countable,
)
_ACCEPTING = (
    rules.delivered_lines_are_on_the_order,
    rules.acceptance_is_countable,
    rules.receiver_does_not_resolve,
)
_RETURNING = (
    rules.order_counts_what_is_held,
    rules.something_is_held,
    rules.returned_goods_are_held,
)
_TAKEN_IN = (Status.RECEIVED, Status.ACCEPTED, Status.RETURNED)

MACHINE = Machine(
    "goods-receipt",
    (
        Row(None, Receive, GoodsReceived, Status.RECEIVED, _RECEIVING),
        Row(None, Receive, GoodsReceiptDiscrepancyDetected, Status.DISCREPANCY, _RECEIVING),
        Row(
            Status.DISCREPANCY,
            Accept,
            GoodsReceiptDiscrepancyAccepted,
            Status.ACCEPTED,
            _ACCEPTING,
        ),
        Row(
            Status.DISCREPANCY,
            Return,
            GoodsReceiptDiscrepancyReturned,
            Status.RETURNED,
            (rules.receiver_does_not_resolve,),
        ),
        *rows(_TAKEN_IN, ReturnToSupplier, GoodsReturnedToSupplier, None, _RETURNING),
    ),
)


def _judged_by(order: OrderFacts) -> dict[str, Any]:
    return {
        "purchase_order_id": order.purchase_order_id,
        "supplier_id": order.supplier_id,
        "tolerance": order.tolerance,
        "tolerance_version": order.tolerance_version,
    }


def _receive(_: GoodsReceipt, command: Receive, context: ReceivingContext) -> tuple[Event, ...]:
    """That the supplier sends no more says nothing new about an order that was received in full."""
    order, quantities = context.facts, kept(command.lines)
    entered = {
        **_judged_by(order),
        "delivery_note": command.delivery_note,
        "received_at": command.received_at or context.at,
        "final": command.final,
        "lines": tuple(DeliveredLine(**dict(line)) for line in command.lines),
        "received_by": context.actor,
    }
    closes = command.final and not order.complete
    discrepant = Judgement(order, quantities).disagreements(final=closes)
    if discrepant:
        return (GoodsReceiptDiscrepancyDetected(**entered, discrepant_lines=discrepant),)
    accepted = taken(order, quantities)
    whole = leaves_nothing_open(order, accepted)
    return (GoodsReceived(**entered, accepted=accepted, completes_order=whole),)


def _resolved(context: ReceivingContext, command: Accept | Return) -> dict[str, Any]:
    return {
        **_judged_by(context.facts),
        "resolved_by": context.actor,
        "resolved_at": context.at,
        "comment": command.comment,
    }


def _accept(state: GoodsReceipt, command: Accept, context: ReceivingContext) -> tuple[Event, ...]:
    accepted = taken(context.facts, kept(state.note.lines))
    whole = state.note.final or leaves_nothing_open(context.facts, accepted)
    return (
        GoodsReceiptDiscrepancyAccepted(
            **_resolved(context, command), accepted=accepted, completes_order=whole
        ),
    )


def _return(state: GoodsReceipt, command: Return, context: ReceivingContext) -> tuple[Event, ...]:
    order = context.facts
    wanted, sent_back = split(order, kept(state.note.lines))
    accepted = taken(order, wanted)
    return (
        GoodsReceiptDiscrepancyReturned(
            **_resolved(context, command),
            accepted=accepted,
            sent_back=sent_back,
            completes_order=leaves_nothing_open(order, accepted),
        ),
    )


def _return_to_supplier(
    state: GoodsReceipt, command: ReturnToSupplier, context: ReceivingContext
) -> tuple[Event, ...]:
    """Goods go back under the SKU that they came to count under."""
    return (
        GoodsReturnedToSupplier(
            **_judged_by(context.facts),
            reason=command.reason,
            returned=given_back(context.facts, by_article(state, command.lines)),
            returned_by=context.actor,
            returned_at=context.at,
        ),
    )


def _by_line(
    before: Mapping[int, Decimal], movements: Iterable[LineMovement]
) -> Mapping[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal, before)
    for movement in movements:
        sums[movement.po_line] = EXACT.add(sums[movement.po_line], movement.quantity)
    return dict(sums)


def _judged(state: GoodsReceipt, event: DeliveryJudged) -> GoodsReceipt:
    return replace(state, tolerance=event.tolerance, tolerance_version=event.tolerance_version)


def _entered(state: GoodsReceipt, event: DeliveryEntered) -> GoodsReceipt:
    note = Note(
        purchase_order_id=event.purchase_order_id,
        supplier_id=event.supplier_id,
        delivery_note=event.delivery_note,
        received_at=event.received_at,
        final=event.final,
        lines=event.lines,
        received_by=event.received_by,
    )
    return replace(_judged(state, event), entered=note)


def _counting(
    state: GoodsReceipt, movements: tuple[LineMovement, ...], *, whole: bool
) -> GoodsReceipt:
    return replace(
        state,
        movements=movements,
        accepted=_by_line({}, movements),
        completes_order=whole,
    )


def _received(state: GoodsReceipt, event: GoodsReceived) -> GoodsReceipt:
    return _counting(_entered(state, event), event.accepted, whole=event.completes_order)


def _held(state: GoodsReceipt, event: GoodsReceiptDiscrepancyDetected) -> GoodsReceipt:
    return replace(_entered(state, event), discrepant_lines=event.discrepant_lines)


def _resolve(state: GoodsReceipt, event: Resolved) -> GoodsReceipt:
    sent_back = getattr(event, "sent_back", ())
    resolution = Resolution(event.resolved_by, event.resolved_at, event.comment, sent_back)
    judged = replace(_judged(state, event), resolution=resolution)
    return _counting(judged, event.accepted, whole=event.completes_order)


def _returned(state: GoodsReceipt, event: GoodsReturnedToSupplier) -> GoodsReceipt:
    gone = GoodsReturn(event.reason, event.returned, event.returned_by, event.returned_at)
    return replace(
        _judged(state, event),
        returned=_by_line(state.returned, event.returned),
        returns=(*state.returns, gone),
    )


GOODS_RECEIPT = Decider(
    machine=MACHINE,
    stream_type="receiving.goods-receipt",
    id_type=GoodsReceiptId,
    initial=GoodsReceipt(),
    decisions={
        Receive: _receive,
        Accept: _accept,
        Return: _return,
        ReturnToSupplier: _return_to_supplier,
    },
    applications={
        GoodsReceived: _received,
        GoodsReceiptDiscrepancyDetected: _held,
        GoodsReceiptDiscrepancyAccepted: _resolve,
        GoodsReceiptDiscrepancyReturned: _resolve,
        GoodsReturnedToSupplier: _returned,
    },
)
"""The aggregate `goods receipt`."""
