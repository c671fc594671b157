"""What was ordered, from whom, and how far has it got?"""

from collections.abc import Sequence
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.documents.purchase_order import render
from application.permissions.ownership import order_shown_to
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.purchasing.duties import Duty, who
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.shared.ids import BranchId, PurchaseOrderId, RequisitionId, SupplierId, TenantId, UserId
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter, total_filters


class PurchaseOrderSummary(Message):
    """An order as a row of the list; `total` is with tax."""

    id: PurchaseOrderId
    purchase_order_id: PurchaseOrderId
    status: Status
    version: int
    revision: int
    supplier_id: SupplierId
    requisition_id: RequisitionId | None
    cost_center: str | None
    branch_id: BranchId | None
    delivery_date: date | None
    net: Money
    total: Money
    line_count: int
    created_by: UserId
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[PurchaseOrder]) -> PurchaseOrderSummary:
    """The row of a folded order."""
    order, order_id = folded.state, PurchaseOrderId(folded.stream_id)
    created_by = who(order.duties, Duty.CREATED)
    assert order.status
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    return PurchaseOrderSummary(
        id=order_id,
        purchase_order_id=order_id,
        status=order.status,
        version=folded.version,
        revision=order.current.number,
        supplier_id=order.current.supplier_id,
        requisition_id=order.agreed.requisition_id,
        cost_center=order.agreed.cost_center,
        branch_id=order.agreed.branch_id,
        delivery_date=order.agreed.delivery_date,
        net=order.current.totals.net,
        total=order.total,
        line_count=len(order.current.lines),
        created_by=created_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


PURCHASE_ORDERS = ReadModel(
    name="purchase-orders",
    table="purchase_orders",
    own="shown_to",
    decider=PURCHASE_ORDER,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("supplier_id", ColumnType.TEXT, lambda it: it.state.current.supplier_id),
        Column("requisition_id", ColumnType.TEXT, lambda it: it.state.agreed.requisition_id),
        Column("created_by", ColumnType.TEXT, lambda it: who(it.state.duties, Duty.CREATED)),
        Column("cost_center", ColumnType.TEXT, lambda it: it.state.agreed.cost_center),
        Column("branch_id", ColumnType.TEXT, lambda it: it.state.agreed.branch_id),
        Column("delivery_date", ColumnType.DATE, lambda it: it.state.agreed.delivery_date),
        Column("currency", ColumnType.TEXT, lambda it: it.state.agreed.currency),
        Column("net", ColumnType.NUMERIC, lambda it: it.state.current.totals.net.amount),
        Column("total", ColumnType.NUMERIC, lambda it: it.state.total.amount),
        Column("shown_to", ColumnType.TEXT, order_shown_to),
        Column("revision", ColumnType.INTEGER, lambda it: it.state.current.number),
    ),
    shape=ListShape(
        name="purchase-orders",
        filters=(
            status_filter("Issued"),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            equal_filter("requisitionId", "requisition_id", "Made from this requisition."),
            equal_filter("createdBy", "created_by", "Begun by this user."),
            equal_filter("costCenter", "cost_center", "For this cost center."),
            equal_filter("branchId", "branch_id", "For this branch."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            FilterParameter(
                "deliveryFrom", "delivery_date", FilterKind.FROM, "To be delivered then or later."
            ),
            FilterParameter(
                "deliveryUntil", "delivery_date", FilterKind.UNTIL, "To be delivered by then."
            ),
            *total_filters(),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "total": "total"},
        default_sort="-createdAt",
    ),
)

_OPEN = """
    SELECT id FROM projections.purchase_orders
    WHERE tenant_id = %b AND supplier_id = %b AND status <> ALL (ARRAY['Paid', 'Closed', 'Cancelled'])
    ORDER BY created_at, id LIMIT %b
"""


async def open_orders_at(
    connection: AsyncConnection[TupleRow], tenant: TenantId, supplier: str, most: int
) -> Sequence[str]:
    """Orders at a supplier that are not over."""
    found = await connection.execute(_OPEN, (str(tenant), str(supplier), most))
    return [row[0] for row in await found.fetchall()]
