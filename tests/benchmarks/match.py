"""An invoice of many lines from its bytes to its verdict, and what ten times the lines cost."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure, interleave
from tests.benchmarks.figure import Sample as Round
from tests.benchmarks.http_shop import open_shop

MANY, FEW = 6_300, 630
_PASSWORD = "correct horse battery staple"


def measure(bench: Bench) -> Iterator[Figure]:
    """Both sizes in turn, each invoice for an order of its own that was delivered in full."""
    with (
        open_shop(bench) as shop,
        shop.served() as server,
        httpx.Client(base_url=server.url, timeout=120.0) as client,
    ):
        trade = Trade.begun(client, shop.token)
        trade.seconds(FEW)
        many, few = interleave(
            bench.rounds, lambda: Round(trade.seconds(MANY)), lambda: Round(trade.seconds(FEW))
        )
    times = tuple(sample.value for sample in many)
    yield Figure("match-6300", times)
    growth = (each.value / tenth.value for each, tenth in zip(many, few, strict=True))
    yield Figure("match-growth", tuple(growth))


@dataclass(frozen=True, slots=True)
class Trade:
    """Two people of a tenant, and a supplier that delivers and bills whatever is ordered."""

    client: httpx.Client
    buyer: str
    approver: str
    supplier: str

    @classmethod
    def begun(cls, client: httpx.Client, token: str) -> "Trade":
        """Let an approver in, and take up the supplier."""
        account = {"email": "cleo@example.com", "password": _PASSWORD}
        person = {**account, "name": "Cleo", "roles": ["approver"], "approvalLevel": "L3"}
        _ask(client, token, "POST", "/v1/users", person)
        approver = client.post("/v1/auth/login", json=account).raise_for_status().json()
        terms = {"country": "DE", "currency": "EUR", "paymentTerms": "NET30"}
        supplier = _ask(client, token, "POST", "/v1/suppliers", {"name": "Acme Parts", **terms})
        _ask(client, token, "PATCH", f"/v1/suppliers/{supplier['supplierId']}/activate", {})
        return cls(client, token, approver["accessToken"], supplier["supplierId"])

    def seconds(self, lines: int) -> float:
        """How long an invoice of so many lines takes, from sending it until its verdict is here."""
        invoice = self._invoice(lines)
        began = time.perf_counter()
        answer = _ask(self.client, self.buyer, "POST", "/v1/invoices", invoice)
        took = time.perf_counter() - began
        assert answer["status"] == "Matched"
        return took

    def _invoice(self, lines: int) -> dict[str, Any]:
        order = self._delivered(lines)
        billed = [
            {"poLine": at, "sku": _sku(at), "quantity": "7", "unitPrice": _price(at)}
            for at in range(1, lines + 1)
        ]
        cents = sum(7 * _cents(at) for at in range(1, lines + 1))
        return {
            "purchaseOrderId": order,
            "supplierInvoiceNumber": uuid4().hex,
            "invoiceDate": "2026-03-01",
            "amount": {"amount": f"{cents // 100}.{cents % 100:02}", "currency": "EUR"},
            "lines": billed,
        }

    def _delivered(self, lines: int) -> str:
        numbers = range(1, lines + 1)
        ordered = [
            {"sku": _sku(at), "quantity": "7", "unit": "EA", "unitPrice": _price(at)}
            for at in numbers
        ]
        body = {"supplierId": self.supplier, "currency": "EUR", "lines": ordered}
        order = str(self._do("POST", "/v1/purchase-orders", body)["id"])
        path = f"/v1/purchase-orders/{order}"
        self._do("PATCH", f"{path}/submit", {})
        _ask(self.client, self.approver, "PATCH", f"{path}/approve", {})
        self._do("PATCH", f"{path}/issue", {})
        came = [{"poLine": at, "sku": _sku(at), "receivedQuantity": "7"} for at in numbers]
        note = {"purchaseOrderId": order, "deliveryNote": uuid4().hex, "lines": came}
        self._do("POST", "/v1/grn", note)
        return order

    def _do(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return _ask(self.client, self.buyer, method, path, body)


def _ask(
    client: httpx.Client, token: str, method: str, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"}
    if method == "POST":
        headers["idempotency-key"] = str(uuid4())
    answer = client.request(method, path, json=body, headers=headers)
    told: dict[str, Any] = answer.raise_for_status().json()
    return told


def _sku(at: int) -> str:
    return f"PART-{at:04}"


def _cents(at: int) -> int:
    return 100 + at * 37 % 9_900


def _price(at: int) -> dict[str, str]:
    return {"amount": f"{_cents(at) // 100}.{_cents(at) % 100:02}", "currency": "EUR"}
