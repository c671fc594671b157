"""The note of a delivery as the API shows it."""

from datetime import datetime
from decimal import Decimal

from application.ports.states import Folded
from domain.receiving.goods_receipt.state import (
    GoodsReceipt,
    GoodsReturn,
    Note,
    Resolution,
    Status,
)
from domain.receiving.lines import (
    NONE,
    DeliveredLine,
    DiscrepantLine,
    LineMovement,
    SentBackLine,
)
from domain.shared.decimals import EXACT
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId, UserId
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.quantity import QuantityOrNone, UnitCode
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Tolerance


class AcceptedLineDocument(Message):
    """What of the delivery counts on an order line: what was accepted less what went back later."""

    po_line: LineNumber
    sku: SkuCode
    unit: UnitCode
    accepted_quantity: QuantityOrNone
    returned_quantity: QuantityOrNone


class ResolutionDocument(Message):
    """Who decided about the discrepancy, and what went back at once without ever having counted."""

    resolved_by: UserId
    resolved_at: datetime
    comment: str | None
    sent_back: tuple[SentBackLine, ...]


class GoodsReturnDocument(Message):
    """Goods that had been accepted and went back."""

    reason: str
    lines: tuple[LineMovement, ...]
    returned_by: UserId
    returned_at: datetime


class GoodsReceiptDocument(Message):
    """What one delivery brought, how it was judged, and what became of it.

    `lines` are as they were entered, `acceptedLines` what counts of them; `tolerance` is the policy that it
    was judged by last.
    """

    id: GoodsReceiptId
    grn_id: GoodsReceiptId
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    delivery_note: str
    received_at: datetime
    final: bool
    lines: tuple[DeliveredLine, ...]
    accepted_lines: tuple[AcceptedLineDocument, ...]
    discrepant_lines: tuple[DiscrepantLine, ...]
    tolerance: Tolerance
    tolerance_version: int
    completes_order: bool
    resolution: ResolutionDocument | None
    returns: tuple[GoodsReturnDocument, ...]
    received_by: UserId
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[GoodsReceipt]) -> GoodsReceiptDocument:
    """What a folded note of a delivery looks like to others."""
    receipt, grn_id = folded.state, GoodsReceiptId(folded.stream_id)
    note: Note = receipt.note
    assert receipt.status
    assert receipt.tolerance
    assert folded.created_at
    assert folded.updated_at
    return GoodsReceiptDocument(
        id=grn_id,
        grn_id=grn_id,
        status=receipt.status,
        version=folded.version,
        purchase_order_id=note.purchase_order_id,
        supplier_id=note.supplier_id,
        delivery_note=note.delivery_note,
        received_at=note.received_at,
        final=note.final,
        lines=note.lines,
        accepted_lines=_accepted(receipt),
        discrepant_lines=receipt.discrepant_lines,
        tolerance=receipt.tolerance,
        tolerance_version=receipt.tolerance_version,
        completes_order=receipt.completes_order,
        resolution=_resolution(receipt.resolution) if receipt.resolution else None,
        returns=tuple(_return(one) for one in receipt.returns),
        received_by=note.received_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[GoodsReceipt]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _accepted(receipt: GoodsReceipt) -> tuple[AcceptedLineDocument, ...]:
    """What went back is told once for each line, with the article that it went back under."""
    gone: dict[tuple[int, str], Decimal] = {}
    for one in receipt.returns:
        for line in one.lines:
            place = (line.po_line, line.sku)
            gone[place] = EXACT.add(gone.get(place, NONE), line.quantity)
    return tuple(
        AcceptedLineDocument(
            po_line=line.po_line,
            sku=line.sku,
            unit=line.unit,
            accepted_quantity=line.quantity,
            returned_quantity=gone.get((line.po_line, line.sku), NONE),
        )
        for line in receipt.movements
    )


def _resolution(resolution: Resolution) -> ResolutionDocument:
    return ResolutionDocument(
        resolved_by=resolution.resolved_by,
        resolved_at=resolution.resolved_at,
        comment=resolution.comment,
        sent_back=resolution.sent_back,
    )


def _return(gone: GoodsReturn) -> GoodsReturnDocument:
    return GoodsReturnDocument(
        reason=gone.reason,
        lines=gone.lines,
        returned_by=gone.returned_by,
        returned_at=gone.returned_at,
    )
