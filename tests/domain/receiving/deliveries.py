"""Deliveries for stories: what came, told by the least that matters."""

from decimal import Decimal
from typing import Any

from domain.receiving.context import LineFacts, OrderFacts, ReceivingContext
from domain.receiving.goods_receipt import commands as c
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.receiving.lines import ReceivedLine, ReturnedLine
from domain.shared.ids import PurchaseOrderId
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Tolerance
from tests.domain.purchasing.people import ACME, ANN, uuid
from tests.given_when_then import Outcome, Stories

given = Stories(GOODS_RECEIPT, ReceivingContext).given

ORDER = PurchaseOrderId.of(uuid(1))
BOLT, NUT = SkuCode("BOLT-M8"), SkuCode("NUT-M8")


def ordered(
    quantity: str = "100", accepted: str = "0", po_line: int = 1, sku: SkuCode = BOLT
) -> LineFacts:
    """An order line; a hundred bolts, nothing accepted, unless it is said otherwise."""
    return LineFacts(
        po_line=po_line,
        sku=sku,
        unit=UnitCode("EA"),
        ordered=Decimal(quantity),
        accepted=Decimal(accepted),
        unit_price=UnitPrice("0.5", "USD"),
        discount_percent=Decimal(0),
    )


def order(*lines: LineFacts, percent: str = "2", **more: Any) -> OrderFacts:
    """An order at Acme; one ordinary line if none is given."""
    return OrderFacts(
        purchase_order_id=ORDER,
        supplier_id=ACME.supplier_id,
        lines=lines or (ordered(),),
        tolerance=Tolerance(percent=Decimal(percent)),
        tolerance_version=3,
        **more,
    )


def came(quantity: str, po_line: int = 1, sku: SkuCode = BOLT, **more: Any) -> ReceivedLine:
    """A line of a delivery; `rejected` is what of it was refused at the door."""
    if "rejected" in more:
        more["rejected_quantity"] = Decimal(more.pop("rejected"))
    return ReceivedLine(po_line=po_line, sku=sku, received_quantity=Decimal(quantity), **more)


def receive(*lines: ReceivedLine, **more: Any) -> c.Receive:
    """The command that enters a delivery."""
    return c.Receive(purchase_order_id=ORDER, delivery_note="DN-1", lines=lines, **more)


def delivery(facts: OrderFacts, *lines: ReceivedLine, **more: Any) -> Outcome[GoodsReceipt]:
    """Ann entered a delivery for an order that stands like this."""
    return given().when(receive(*lines, **more), by=ANN, order=facts)


def going_back(*lines: tuple[int, str]) -> c.ReturnToSupplier:
    """The command that sends goods back."""
    returned = (ReturnedLine(po_line=number, quantity=Decimal(many)) for number, many in lines)
    return c.ReturnToSupplier(reason="rusty", lines=tuple(returned))
