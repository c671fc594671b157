"""Which deliveries came, and what was decided about them?"""

from collections.abc import Iterator

from domain.receiving.goods_receipt import events
from domain.receiving.goods_receipt.state import GoodsReceipt
from projections.columns import ColumnType
from projections.reporting.fact_table import Fact, FactTable, Step

DELIVERY_FACTS = FactTable(
    "delivery_facts",
    {
        "grn_id": ColumnType.TEXT,
        "purchase_order_id": ColumnType.TEXT,
        "supplier_id": ColumnType.TEXT,
        "received_at": ColumnType.INSTANT,
        "arrival": ColumnType.BOOLEAN,
        "discrepant": ColumnType.BOOLEAN,
        "completes_order": ColumnType.BOOLEAN,
    },
)
_ARRIVALS = (events.GoodsReceived, events.GoodsReceiptDiscrepancyDetected)
_DECISIONS = (events.GoodsReceiptDiscrepancyAccepted, events.GoodsReceiptDiscrepancyReturned)
_OF_DELIVERIES = (*_ARRIVALS, *_DECISIONS)


def delivery_facts(step: Step[GoodsReceipt]) -> Iterator[Fact]:
    """What an event says of its delivery."""
    event = step.recorded.event
    if isinstance(event, _OF_DELIVERIES):
        values = {
            "grn_id": step.after.stream_id,
            "purchase_order_id": event.purchase_order_id,
            "supplier_id": event.supplier_id,
            "received_at": step.after.state.note.received_at,
            "arrival": isinstance(event, _ARRIVALS),
            "discrepant": not isinstance(event, events.GoodsReceived),
            "completes_order": step.after.state.completes_order,
        }
        yield step.happened(DELIVERY_FACTS, values)
