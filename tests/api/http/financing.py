"""A company that has orders financed by a bank, all through the public API."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from domain.shared.business_date import months_after
from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, succeeded
from tests.api.http.payables import ordered
from tests.api.http.paying import Paying, of_transfer

STEPS = ("contract", "acquire", "transfer", "settle", "cancel")


@dataclass
class Financing:
    """The treasurer signs with the bank, which is a supplier with an account of its own."""

    company: Company

    def __post_init__(self) -> None:
        self.paying = Paying(self.company)
        self.payables = self.paying.payables
        self.buyer, self.treasurer = self.payables.buyer, self.paying.treasurer
        self.bank = self.paying.another_supplier()
        self.first_due = datetime.now(UTC).date() + timedelta(days=20)

    def due(self, number: int) -> str:
        """When an instalment falls due."""
        return months_after(self.first_due, number - 1).isoformat()

    def draft(self, price: str = "60000.00", **more: Any) -> str:
        """The id of an order of one piece."""
        body = {
            "supplierId": self.payables.supplier,
            "currency": "EUR",
            "lines": [ordered("1", price)],
        }
        made = self.buyer.do("POST", "/v1/purchase-orders", {**body, **more})
        return str(made["purchaseOrderId"])

    def approved(self, order: str) -> str:
        """The order, submitted and approved."""
        self.buyer.do("PATCH", f"/v1/purchase-orders/{order}/submit", {})
        self.payables.approver.do("PATCH", f"/v1/purchase-orders/{order}/approve", {})
        return order

    def elect(self, order: str, by: Person | None = None, **terms: Any) -> httpx.Response:
        """Ask for financing: ten percent over three months, unless it is said otherwise."""
        usual = {
            "bankId": self.bank,
            "markupPercent": "10",
            "instalments": 3,
            "firstDueDate": self.first_due.isoformat(),
        }
        if "markup" in terms:
            del usual["markupPercent"]
        path = f"/v1/purchase-orders/{order}/murabaha"
        return (by or self.buyer).ask("POST", path, {**usual, **terms})

    def elected(self, order: str, **terms: Any) -> str:
        """The id of a contract that was asked for."""
        return str(succeeded(self.elect(order, **terms))["murabahaId"])

    def ask(self, contract: str, step: str, body: Json | None = None) -> httpx.Response:
        """The treasurer asks for a step."""
        body = {"reason": "too dear"} if step == "cancel" else body or {}
        return self.treasurer.ask("PATCH", f"/v1/murabaha/{contract}/{step}", body)

    def step(self, contract: str, step: str, body: Json | None = None) -> Json:
        """A step that must succeed."""
        return succeeded(self.ask(contract, step, body))

    def issue(self, order: str) -> None:
        """The supplier gets the order."""
        self.buyer.do("PATCH", f"/v1/purchase-orders/{order}/issue", {})

    def signed(self, price: str = "60000.00", **terms: Any) -> tuple[str, str]:
        """An approved order, and its signed contract."""
        order = self.draft(price)
        contract = self.elected(order, **terms)
        self.approved(order)
        self.step(contract, "contract")
        return order, contract

    def acquired(self) -> tuple[str, str]:
        """The bank owns what was ordered."""
        order, contract = self.signed()
        self.issue(order)
        self.step(contract, "acquire")
        return order, contract

    def active(self) -> tuple[str, str]:
        """The goods changed hands, and the instalments are scheduled."""
        order, contract = self.acquired()
        self.payables.receive(order, _1="1")
        self.step(contract, "transfer")
        self.when(contract, "Active")
        return order, contract

    def see(self, contract: str) -> Json:
        """A contract as it is now."""
        return self.treasurer.see(f"/v1/murabaha/{contract}")

    def when(self, contract: str, status: str, **more: Any) -> Json:
        """The contract, as soon as it has this status and says this."""
        found: list[Json] = []

        def there() -> bool:
            found.append(self.see(contract))
            return {"status": status, **more}.items() <= found[-1].items()

        until(there)
        return found[-1]

    def when_order(self, order: str, **facts: Any) -> None:
        """Wait until an order says this."""
        until(lambda: facts.items() <= self.payables.order(order).items())

    def collected(self, on: str) -> Json:
        """A run of what is due by a day."""
        body = {"executionDate": on}
        return self.treasurer.do("POST", "/v1/payment-runs", body)

    def pay(self, run: Json, status: str = "ACSC") -> None:
        """Somebody else approves the run, and the bank reports on its one transfer."""
        succeeded(self.paying.approve(run))
        assert len(run["transfers"]) == 1
        said = of_transfer(run, 1, status, None if status == "ACSC" else "AC04")
        succeeded(self.paying.tell(self.paying.status(run, said)))

    def types(self, document: str) -> list[str]:
        """What happened to a document, without where it belongs."""
        events = self.treasurer.see(f"/v1/streams/{document}/events")["items"]
        return [event["type"].rpartition(".")[2] for event in events]
