"""A company that gets deliveries and invoices, all through the public API."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

import httpx

from tests.api.http.company import Company, Json, Person, refused, succeeded

SCALES = {"JPY": "1", "KWD": "0.001"}


def money(amount: str, currency: str = "EUR") -> Json:
    """An amount as it is on the wire."""
    return {"amount": amount, "currency": currency}


def rounded(number: Decimal, currency: str) -> Decimal:
    """Half-up to the minor unit, as anybody with a pencil would."""
    return number.quantize(Decimal(SCALES.get(currency, "0.01")), ROUND_HALF_UP)


def billed(quantity: str = "100", price: str = "10", **more: Any) -> Json:
    """A line of an invoice for the first line of the order."""
    currency = more.pop("currency", "EUR")
    line = {"poLine": 1, "sku": "BOLT-M8", "quantity": quantity}
    return {**line, "unitPrice": money(price, currency), **more}


def ordered(quantity: str = "100", price: str = "10", **more: Any) -> Json:
    """A line of an order."""
    currency = more.pop("currency", "EUR")
    line = {"sku": "BOLT-M8", "quantity": quantity, "unit": "EA"}
    return {**line, "unitPrice": money(price, currency), **more}


def gross(lines: list[Json]) -> Json:
    """What lines and their tax come to: tax once per rate over the sum of the nets of that rate."""
    currency = lines[0]["unitPrice"]["currency"]
    nets: dict[Decimal, Decimal] = {}
    for line in lines:
        kept = 1 - Decimal(line.get("discountPercent", "0")) / 100
        exact = Decimal(line["quantity"]) * Decimal(line["unitPrice"]["amount"]) * kept
        rate = Decimal(line.get("taxRate", "0"))
        nets[rate] = nets.get(rate, Decimal(0)) + rounded(exact, currency)
    total = sum(net + rounded(net * rate / 100, currency) for rate, net in nets.items())
    return money(str(total), currency)


@dataclass
class Payables:
    """Buyer, warehouse, approver and two clerks of one company, and a supplier that delivers."""

    company: Company
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.buyer = self.company.person("buyer")
        self.approver = self.company.person("approver", level="L3")
        self.warehouse = self.company.person("warehouse")
        self.clerk = self.company.person("ap_clerk")
        self.colleague = self.company.person("ap_clerk")
        self.supplier = self.company.supplier(self.buyer)

    def issued(self, *lines: Json, currency: str = "EUR", **more: Any) -> str:
        """The id of an order that the supplier has."""
        body = {"supplierId": self.supplier, "currency": currency, "lines": list(lines)}
        rate = {} if currency == "EUR" else {"exchangeRate": "0.01"}
        order = self.buyer.do("POST", "/v1/purchase-orders", {**body, **rate, **more})
        path = f"/v1/purchase-orders/{order['purchaseOrderId']}"
        self.buyer.do("PATCH", f"{path}/submit", {})
        self.approver.do("PATCH", f"{path}/approve", {})
        self.buyer.do("PATCH", f"{path}/issue", {})
        return str(order["purchaseOrderId"])

    def receive(self, order: str, **quantities: str) -> Json:
        """A delivery: ``_1="40"`` is 40 on line 1."""
        lines = [
            {"poLine": int(name[1:]), "sku": self._sku(order, int(name[1:])), "receivedQuantity": q}
            for name, q in quantities.items()
        ]
        return self.warehouse.do("POST", "/v1/grn", self.note(order, lines))

    def note(self, order: str, lines: list[Json]) -> Json:
        """The body of a delivery with a number of its own."""
        number = f"LS-{next(self.numbers)}"
        return {"purchaseOrderId": order, "deliveryNote": number, "lines": lines}

    def delivered(self, *lines: Json, **more: Any) -> str:
        """The id of an order of which everything was accepted; one line of 100 at 10.00 if none is given."""
        wanted = lines or (ordered(),)
        order = self.issued(*wanted, **more)
        self.receive(order, **{f"_{at}": line["quantity"] for at, line in enumerate(wanted, 1)})
        return order

    def invoice(self, order: str, *lines: Json, **more: Any) -> Json:
        """The body of an invoice; the amount is right, and number and date are its own, unless given."""
        wanted = list(lines or (billed(),))
        number = next(self.numbers)
        day = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        usual = {
            "purchaseOrderId": order,
            "supplierInvoiceNumber": f"RE-{number}",
            "invoiceDate": day,
            "amount": gross(wanted),
            "lines": wanted,
        }
        return {**usual, **more}

    def post(
        self, order: str, *lines: Json, by: Person | None = None, **more: Any
    ) -> httpx.Response:
        """Send an invoice."""
        return (by or self.clerk).ask("POST", "/v1/invoices", self.invoice(order, *lines, **more))

    def matched(self, order: str, *lines: Json, **more: Any) -> Json:
        """An invoice that agrees."""
        response = self.post(order, *lines, **more)
        invoice = succeeded(response)
        assert (response.status_code, invoice["status"]) == (201, "Matched")
        return invoice

    def disputed(self, order: str, *lines: Json, **more: Any) -> Json:
        """What the caller is told of an invoice that does not agree."""
        return refused(self.post(order, *lines, **more), 422, "InvoiceMismatch")

    def see(self, invoice_id: str) -> Json:
        """An invoice as the log tells it now."""
        return self.clerk.see(f"/v1/invoices/{invoice_id}")

    def order(self, order: str) -> Json:
        """An order as it is now."""
        return self.buyer.see(f"/v1/purchase-orders/{order}")

    def _sku(self, order: str, po_line: int) -> str:
        lines = self.order(order)["lines"]
        return str(next(line["sku"] for line in lines if line["poLine"] == po_line))
