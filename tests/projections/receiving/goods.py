"""Orders on a stage, and the goods that come for them."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from application.purchasing import purchase_order as orders
from application.receiving import goods_receipt as receipts
from domain.purchasing.purchase_order import commands
from domain.receiving.goods_receipt import commands as c
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId, UserId
from tests.projections.play import Play

_numbers = count(1)


@dataclass(frozen=True)
class Goods:
    """Bea buys, Max approves, Will receives."""

    play: Play
    bea: UserId
    max: UserId
    will: UserId
    supplier: SupplierId

    async def drafted(self, *quantities: str, **more: Any) -> PurchaseOrderId:
        """A draft with a line of each quantity."""
        command = commands.Create.model_validate(
            {
                "supplier_id": self.supplier,
                "currency": "EUR",
                "lines": [line(quantity) for quantity in quantities],
                **more,
            }
        )
        done = await self.play.do(self.bea, orders.create_order(command))
        assert done.folded is not None
        return PurchaseOrderId(done.folded.stream_id)

    async def issued(self, *quantities: str, **more: Any) -> PurchaseOrderId:
        """An issued order with a line of each quantity."""
        order = await self.drafted(*quantities, **more)
        await self.play.do(self.bea, orders.submit_order(order, commands.Submit()))
        await self.approve(order)
        await self.play.do(self.bea, orders.issue_order(order, commands.Issue()))
        return order

    async def approve(self, order: PurchaseOrderId) -> None:
        """Max approves it."""
        await self.play.do(self.max, orders.approve_order(order, commands.Approve()))

    async def amend(self, order: PurchaseOrderId, *lines: dict[str, Any]) -> None:
        """Bea changes it."""
        command = commands.Amend.model_validate({"lines": lines, "reason": "as agreed"})
        await self.play.do(self.bea, orders.amend_order(order, command))

    async def receive(
        self, order: PurchaseOrderId, *came: tuple[int, str], **more: Any
    ) -> GoodsReceiptId:
        """Will receives so much on each of these lines."""
        lines = [
            {"po_line": number, "sku": "BOLT-1", "received_quantity": quantity, **more}
            for number, quantity in came
        ]
        body = {
            "purchase_order_id": order,
            "delivery_note": f"DN-{next(_numbers)}",
            "lines": lines,
        }
        command = c.Receive.model_validate(body)
        done = await self.play.do(self.will, receipts.receive_goods(command))
        assert done.folded is not None
        return GoodsReceiptId(done.folded.stream_id)

    async def expected(self, **filters: str) -> list[tuple[int, str]]:
        """The lines that are listed, with what is open of each."""
        rows = await self.play.page("expected-deliveries", **filters)
        return [(row["poLine"], row["openQuantity"]) for row in rows]


def line(quantity: str, **more: Any) -> dict[str, Any]:
    """So many bolts at a euro."""
    price = {"amount": "1.00", "currency": "EUR"}
    return {"sku": "BOLT-1", "quantity": quantity, "unit": "EA", "unit_price": price, **more}


async def begin(play: Play) -> Goods:
    """Let everybody in, and take up a supplier."""
    bea = await play.stage.user("bea", "buyer")
    boss = await play.stage.user("max", "approver", level="L3")
    will = await play.stage.user("will", "warehouse")
    return Goods(play, bea, boss, will, await play.supplier())
