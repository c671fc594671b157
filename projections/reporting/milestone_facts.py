"""When did requisitions and orders get where?"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.purchasing.purchase_order import events as order
from domain.purchasing.purchase_order.fulfilment import events as fulfilment
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.requisition import events as requisition
from domain.purchasing.requisition.state import Requisition
from domain.shared.message import Event
from projections.columns import ColumnType
from projections.reporting.fact_table import Fact, FactTable, Step

MILESTONE_FACTS = FactTable(
    "milestone_facts",
    {
        "document_id": ColumnType.TEXT,
        "document": ColumnType.TEXT,
        "milestone": ColumnType.TEXT,
        "branch_id": ColumnType.TEXT,
    },
)
_MILESTONES: Mapping[type[Event], str] = {
    requisition.RequisitionSubmitted: "submitted",
    requisition.RequisitionApproved: "approved",
    requisition.RequisitionRejected: "rejected",
    requisition.RequisitionConvertedToPO: "converted",
    order.PurchaseOrderSubmitted: "submitted",
    order.PurchaseOrderApproved: "approved",
    order.PurchaseOrderIssued: "issued",
    fulfilment.PurchaseOrderReceived: "received",
    fulfilment.PurchaseOrderInvoiced: "invoiced",
    order.PurchaseOrderPaid: "paid",
}


def requisition_milestones(step: Step[Requisition]) -> Iterator[Fact]:
    """Where an event brought its requisition."""
    purpose = step.after.state.purpose
    branch = None if purpose is None else purpose.branch_id
    return _milestones(step, "requisition", branch)


def order_milestones(step: Step[PurchaseOrder]) -> Iterator[Fact]:
    """Where an event brought its order."""
    return _milestones(step, "order", step.after.state.agreed.branch_id)


def _milestones(step: Step[Any], document: str, branch: str | None) -> Iterator[Fact]:
    milestone = _MILESTONES.get(type(step.recorded.event))
    if milestone is not None:
        values = {
            "document_id": step.after.stream_id,
            "document": document,
            "milestone": milestone,
            "branch_id": branch,
        }
        yield step.happened(MILESTONE_FACTS, values)
