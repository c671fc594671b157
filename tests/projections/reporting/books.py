"""The books of a company, kept with a pencil: plain dictionaries over what events say as JSON.

Nothing of the product's states, folds or queries is used here, so that a mistake there is not made twice.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from application.ports.event_store import RecordedEvent

NOTHING = Decimal(0)
_MINOR = {"JPY": Decimal(1), "KWD": Decimal("0.001")}


def cents(number: Decimal, currency: str) -> Decimal:
    """Half-up to the minor unit."""
    return number.quantize(_MINOR.get(currency, Decimal("0.01")), ROUND_HALF_UP)


def money(said: Mapping[str, str]) -> Decimal:
    """An amount."""
    return Decimal(said["amount"])


@dataclass
class Order:
    """An order as the supplier has it."""

    supplier: str
    currency: str
    branch: str | None
    cost_center: str | None
    requisition: str | None
    delivery: str | None
    lines: dict[int, Any]
    proposed: tuple[dict[int, Any], str]
    former: tuple[dict[int, Any], str] = field(default_factory=lambda: ({}, ""))
    issued: bool = False
    over: str = ""
    complete: bool = False
    financed: bool = False
    accepted: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reached: dict[str, datetime] = field(default_factory=dict)

    def price(self, number: int) -> Decimal:
        """What one unit costs after the discount."""
        line = self.lines[number]
        return money(line["unitPrice"]) * (100 - Decimal(line["discountPercent"])) / 100


@dataclass
class Invoice:
    """An invoice with the figures that hold."""

    order: str
    supplier: str
    currency: str
    dated: str
    due: date
    lines: list[Any]
    gross: Decimal
    owed: Decimal
    paid: bool = False
    counts: bool = False
    credited: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    off: Decimal = NOTHING
    causes: set[str] = field(default_factory=set)

    def billed(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Quantity and net by order line, less credits; nothing unless it counts."""
        found: dict[int, tuple[Decimal, Decimal]] = {}
        for line in self.lines if self.counts else ():
            quantity, net = found.get(line["poLine"], (NOTHING, NOTHING))
            found[line["poLine"]] = (
                quantity + Decimal(line["quantity"]),
                net + money(line["net"]),
            )
        return {
            number: (
                quantity - self.credited.get(number, (NOTHING, NOTHING))[0],
                net - self.credited.get(number, (NOTHING, NOTHING))[1],
            )
            for number, (quantity, net) in found.items()
        }


@dataclass
class Payment:
    """A payment, and the attempt of a run that has it."""

    supplier: str
    currency: str
    amount: Decimal
    due: date
    percent: Decimal
    until: date | None
    status: str = "waits"
    attempt: tuple[date, Decimal, Decimal] | None = None


class Books:
    """Everything up to a position."""

    def __init__(self, events: Iterable[RecordedEvent], position: int) -> None:
        self.orders: dict[str, Order] = {}
        self.invoices: dict[str, Invoice] = {}
        self.payments: dict[str, Payment] = {}
        self.wishes: dict[str, dict[str, Any]] = {}
        self.deliveries: dict[str, dict[str, Any]] = {}
        for recorded in events:
            if recorded.position <= position:
                said = json.loads(recorded.event.model_dump_json(by_alias=True))
                context, _, what = recorded.event_type.rpartition(".")
                entry = getattr(self, "_" + context.rpartition(".")[2].replace("-", "_"), None)
                if entry is not None:
                    entry(recorded.stream_id, what, said, recorded.occurred_at)

    def invoiced(self, order: str) -> dict[int, Decimal]:
        """The quantities that matched invoices bill, by line."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        for invoice in self.invoices.values():
            if invoice.order == order:
                for number, (quantity, _) in invoice.billed().items():
                    found[number] += quantity
        return found

    def _requisition(self, name: str, what: str, said: Any, at: datetime) -> None:
        if what == "created":
            self.wishes[name] = {"branch": said["branchId"]}
        elif what in ("submitted", "approved", "rejected", "converted"):
            self.wishes[name].setdefault(what, at)

    def _purchase_order(self, name: str, what: str, said: Any, at: datetime) -> None:
        if what == "created":
            lines = _by_number(said["lines"])
            self.orders[name] = Order(
                said["supplierId"],
                said["currency"],
                said["branchId"],
                said["costCenter"],
                said["requisitionId"],
                said["deliveryDate"],
                lines,
                proposed=(lines, said["supplierId"]),
            )
            return
        order = self.orders[name]
        if what in ("submitted", "approved", "issued", "received", "invoiced", "paid"):
            order.reached.setdefault(what, at)
        if what in ("cancelled", "rejected", "paid", "closed"):
            order.over = what
        if what in ("partially-received", "received"):
            order.complete = what == "received"
        if what in ("financed", "financing-cancelled"):
            order.financed = what == "financed"
        self._revise(order, what, said)

    def _revise(self, order: Order, what: str, said: Any) -> None:
        """An amendment counts from when nobody has to approve it any more."""
        if what in ("lines-replaced", "issued"):
            order.issued = order.issued or what == "issued"
            order.lines = _by_number(said["lines"])
            order.proposed = (order.lines, order.supplier)
        elif what == "amended":
            order.former, order.complete = (order.lines, order.supplier), False
            order.lines, order.supplier = _by_number(said["lines"]), said["supplierId"]
            order.proposed = (order.lines, order.supplier)
        elif what in ("reapproval-required", "amendment-rejected"):
            order.lines, order.supplier = order.former
        elif what == "approved":
            order.lines, order.supplier = order.proposed

    def _goods_receipt(self, name: str, what: str, said: Any, at: datetime) -> None:
        if what in ("received", "discrepancy-detected"):
            came = datetime.fromisoformat(said["receivedAt"])
            self.deliveries[name] = {
                "order": said["purchaseOrderId"],
                "supplier": said["supplierId"],
                "on": came.date(),
                "discrepant": what != "received",
                "completes": False,
            }
        note = self.deliveries[name]
        note["completes"] = note["completes"] or said.get("completesOrder", False)
        accepted = self.orders[note["order"]].accepted
        for movement in said.get("accepted", ()):
            accepted[movement["poLine"]] += Decimal(movement["quantity"])
        for movement in said.get("returned", ()):
            accepted[movement["poLine"]] -= Decimal(movement["quantity"])

    def _supplier_invoice(self, name: str, what: str, said: Any, at: datetime) -> None:
        if what == "registered":
            gross = money(said["totals"]["gross"])
            self.invoices[name] = Invoice(
                said["purchaseOrderId"],
                said["supplierId"],
                said["totals"]["gross"]["currency"],
                said["invoiceDate"],
                date.fromisoformat(said["dueDate"]),
                said["lines"],
                gross,
                gross,
            )
            return
        invoice = self.invoices[name]
        self._owe(invoice, what, said)
        if what in ("matched", "scheduled", "disputed", "rejected"):
            invoice.counts = what in ("matched", "scheduled")
        elif what == "released":
            invoice.counts = invoice.counts or said["matched"]
        if what == "held":
            invoice.causes.add("possible-duplicate")
        elif what in ("disputed", "correction-refused"):
            invoice.causes |= _causes(said.get("match"))

    def _owe(self, invoice: Invoice, what: str, said: Any) -> None:
        """What is left to pay; a payment that fails leaves what there was before."""
        if what == "corrected":
            invoice.lines, invoice.gross = said["lines"], money(said["totals"]["gross"])
        if what in ("corrected", "scheduled"):
            invoice.owed = max(invoice.gross - invoice.off, NOTHING)
        elif what == "credited":
            invoice.off += money(said["amount"])
            invoice.owed = money(said["leftToPay"])
            for line in said["lines"]:
                quantity, net = invoice.credited.get(line["poLine"], (NOTHING, NOTHING))
                more = (Decimal(line["quantity"]), money(line["net"]))
                invoice.credited[line["poLine"]] = (quantity + more[0], net + more[1])
        elif what in ("paid", "payment-failed"):
            invoice.paid = what == "paid"
        elif what == "rejected":
            invoice.owed = NOTHING

    def _payment(self, name: str, what: str, said: Any, at: datetime) -> None:
        if what == "scheduled":
            owed = said["payable"]
            percent, until = _discount(owed["paymentTerms"], owed["invoiceDate"])
            self.payments[name] = Payment(
                owed["supplierId"],
                owed["amount"]["currency"],
                money(owed["amount"]),
                date.fromisoformat(owed["dueOn"]),
                percent,
                until,
            )
            return
        payment = self.payments[name]
        if what == "reduced":
            payment.amount = money(said["amount"])
        elif what == "collected":
            payment.attempt = (
                date.fromisoformat(said["executionDate"]),
                money(said["pays"]),
                money(said["discount"]),
            )
        elif what in ("let-go", "failed", "returned"):
            payment.attempt, payment.status = None, "waits"
        elif what in ("cancelled", "remitted"):
            payment.status = what
            if what == "remitted":
                payment.attempt = (payment.due, money(said["amount"]), money(said["discount"]))


def _by_number(lines: Any) -> dict[int, Any]:
    return {line["poLine"]: line for line in lines}


def _causes(match: Any) -> set[str]:
    if match is None:
        return {"dispute"}
    found = {
        kind
        for line in match["lines"]
        for kind in ("quantity", "price", "value")
        if line[f"{kind}Check"]["verdict"] == "dispute"
    }
    return found or {"total"}


def _discount(terms: str | None, dated: str) -> tuple[Decimal, date | None]:
    if terms is None or "/" not in terms:
        return NOTHING, None
    percent, _, days = terms.partition(" ")[0].partition("/")
    first = date.fromisoformat(dated).toordinal()
    return Decimal(percent), date.fromordinal(first + int(days))
