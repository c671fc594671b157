"""What was delivered, and does somebody have to decide about it?"""

from datetime import datetime

from application.documents.goods_receipt import render
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId, UserId
from domain.shared.message import Message
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


class GoodsReceiptSummary(Message):
    """A delivery as a row of the list."""

    id: GoodsReceiptId
    grn_id: GoodsReceiptId
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    delivery_note: str
    received_at: datetime
    final: bool
    line_count: int
    discrepant_line_count: int
    return_count: int
    received_by: UserId
    resolved_by: UserId | None
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[GoodsReceipt]) -> GoodsReceiptSummary:
    """The row of a folded delivery."""
    receipt, grn_id = folded.state, GoodsReceiptId(folded.stream_id)
    note = receipt.note
    assert receipt.status
    assert folded.created_at
    assert folded.updated_at
    return GoodsReceiptSummary(
        id=grn_id,
        grn_id=grn_id,
        status=receipt.status,
        version=folded.version,
        purchase_order_id=note.purchase_order_id,
        supplier_id=note.supplier_id,
        delivery_note=note.delivery_note,
        received_at=note.received_at,
        final=note.final,
        line_count=len(note.lines),
        discrepant_line_count=len(receipt.discrepant_lines),
        return_count=len(receipt.returns),
        received_by=note.received_by,
        resolved_by=receipt.resolution.resolved_by if receipt.resolution else None,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _lots(folded: Folded[GoodsReceipt]) -> list[str]:
    return sorted({line.lot for line in folded.state.note.lines if line.lot is not None})


GOODS_RECEIPTS = ReadModel(
    name="grn",
    table="goods_receipts",
    decider=GOODS_RECEIPT,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("purchase_order_id", ColumnType.TEXT, lambda it: it.state.note.purchase_order_id),
        Column("supplier_id", ColumnType.TEXT, lambda it: it.state.note.supplier_id),
        Column("received_by", ColumnType.TEXT, lambda it: it.state.note.received_by),
        Column("received_at", ColumnType.INSTANT, lambda it: it.state.note.received_at),
        Column("lots", ColumnType.TEXTS, _lots),
        Column("search", ColumnType.TEXT, lambda it: it.state.note.delivery_note.lower()),
    ),
    shape=ListShape(
        name="grn",
        filters=(
            status_filter("Discrepancy"),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            equal_filter("receivedBy", "received_by", "Entered by this user."),
            equal_filter("lot", "lots", "That brought something of this lot."),
            search_filter("the number of the delivery note"),
            FilterParameter(
                "receivedFrom", "received_at", FilterKind.FROM, "That came then or later."
            ),
            FilterParameter(
                "receivedUntil", "received_at", FilterKind.UNTIL, "That came then or before."
            ),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "receivedAt": "received_at"},
        default_sort="-createdAt",
    ),
)
