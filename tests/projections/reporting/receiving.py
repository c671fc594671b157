"""What the warehouse does in a random month."""

from datetime import timedelta
from decimal import Decimal

from application.receiving import goods_receipt as receiving
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.ids import (
    GoodsReceiptId,
    PurchaseOrderId,
)
from tests.projections.reporting.buying import lines_of
from tests.projections.reporting.month import RandomMonth


def deliver(month: RandomMonth) -> None:
    """Something comes, too much or too little at times."""
    made = PurchaseOrderId(month.one("order"))
    lines = tuple(
        ReceivedLine(
            po_line=line.po_line,
            sku=line.sku,
            received_quantity=line.quantity
            * Decimal(month.random.choice(("1", "1", "0.5", "1.5"))),
        )
        for line in lines_of(month, made)
        if month.chance(0.9)
    )
    command = Receive(
        purchase_order_id=made,
        delivery_note=f"DN {len(month.events)}",
        received_at=month.here.company.clock.at - timedelta(hours=month.random.randrange(30)),
        lines=lines,
    )
    month.do("ann", receiving.receive_goods(command), "grn")


def resolve(month: RandomMonth) -> None:
    """Something goes back, or somebody decides about a discrepancy."""
    grn = GoodsReceiptId(month.one("grn"))
    if month.chance(0.3):
        back = ReturnedLine(po_line=1, quantity=Decimal(1))
        command = ReturnToSupplier(reason="Bent.", lines=(back,))
        month.do("ann", receiving.return_to_supplier(grn, command))
    elif month.chance(0.5):
        month.do("ben", receiving.accept_discrepancy(grn, Accept()))
    else:
        month.do("ben", receiving.return_discrepancy(grn, Return()))
