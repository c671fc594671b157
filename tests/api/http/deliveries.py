"""Orders that wait for their goods, and the deliveries that come for them."""

from itertools import count
from typing import Any

import httpx

from tests.api.http.company import Company, Json, Person, line, refused, succeeded

_numbers = count(1)
SKUS = ("CHAIR-ERGO-01", "DESK-OAK-02", "LAMP-LED-03")


class Yard:
    """A buyer who orders, a clerk who receives, and a second buyer who decides about discrepancies."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.buyer = company.person("buyer")
        self.approver = company.person("approver", level="L3")
        self.clerk = company.person("warehouse")
        self.decider = company.person("buyer")
        self.supplier = company.supplier(self.buyer)

    def issued(self, *quantities: str, price: str = "0.50", supplier: str | None = None) -> str:
        """The id of an issued order; one line of each quantity, each of another article."""
        lines = [
            line(price, quantity, sku=sku) for quantity, sku in zip(quantities, SKUS, strict=False)
        ]
        order = self.company.order(self.buyer, *lines, supplier=supplier or self.supplier)
        path = f"/v1/purchase-orders/{order['purchaseOrderId']}"
        self.buyer.do("PATCH", f"{path}/submit", {})
        self.approver.do("PATCH", f"{path}/approve", {})
        self.buyer.do("PATCH", f"{path}/issue", {})
        return str(order["purchaseOrderId"])

    def order(self, order: str) -> Json:
        """An order as it stands."""
        return self.buyer.see(f"/v1/purchase-orders/{order}")

    def status(self, order: str) -> str:
        """Where an order stands."""
        return str(self.order(order)["status"])

    def post(
        self,
        order: str,
        *lines: Json,
        by: Person | None = None,
        headers: Json | None = None,
        **more: Any,
    ) -> httpx.Response:
        """The clerk enters a delivery; its note has a number of its own unless one is given."""
        body = {
            "purchaseOrderId": order,
            "deliveryNote": f"DN-{next(_numbers)}",
            "lines": list(lines),
            **more,
        }
        return (by or self.clerk).ask("POST", "/v1/grn", body, headers)

    def receive(self, order: str, *lines: Json, **more: Any) -> Json:
        """A delivery that agrees with its order."""
        answer = self.post(order, *lines, **more)
        assert answer.status_code == 201, answer.text
        return succeeded(answer)

    def hold(self, order: str, *lines: Json, **more: Any) -> Json:
        """The problem of a delivery that disagrees with its order."""
        return refused(self.post(order, *lines, **more), 422, "GoodsReceiptDiscrepancy")


def came(quantity: str, po_line: int = 1, sku: str = "", **more: Any) -> Json:
    """A line of a delivery; the article that was ordered unless another is given."""
    article = sku or SKUS[po_line - 1]
    return {"poLine": po_line, "sku": article, "receivedQuantity": quantity, **more}
