"""What another policy would have changed, from the payloads of the events alone.

Nothing of the product is used: fractions in place of its decimals, and what was ordered, delivered and billed
before is added up from the documents, where the product reads it off the result of the match.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

Payload = dict[str, Any]
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0}


class Allowed(NamedTuple):
    """A tolerance: in percent, and perhaps in money."""

    percent: Fraction
    absolute: Fraction | None = None
    either: bool = False
    warns_below: bool = False

    def covers(self, deviation: Fraction, expected: Fraction, worth: Fraction) -> bool:
        """Whether a deviation is small enough."""
        small = deviation <= expected * self.percent / 100
        if self.absolute is None:
            return small
        cheap = worth <= self.absolute
        return (small or cheap) if self.either else (small and cheap)

    def refuses(self, actual: Fraction, expected: Fraction) -> bool:
        """Whether a figure that must agree both ways does not."""
        off = actual - expected
        if off < 0 and self.warns_below:
            return False
        return not self.covers(abs(off), expected, abs(off))


@dataclass
class Wish:
    """The policies that are tried; `thresholds` are in euro."""

    match: Allowed | None = None
    receipt: Fraction | None = None
    thresholds: tuple[str, str] | None = None
    mode: str | None = None


class Row(NamedTuple):
    """A decision that would have come out otherwise."""

    position: int
    decision: str
    id: str
    before: str
    after: str
    amount: str
    currency: str


@dataclass
class Line:
    """An order line, with all that became of it."""

    sku: str
    ordered: Fraction
    price: Fraction
    accepted: Fraction = Fraction(0)
    billed: Fraction = Fraction(0)
    billed_net: Fraction = Fraction(0)


@dataclass
class Order:
    """An order as far as it got."""

    currency: str
    lines: dict[int, Line]
    rate: Fraction = Fraction(1)
    complete: bool = False


@dataclass
class Invoice:
    """What a supplier bills, or was agreed on later."""

    order: str
    lines: list[Payload]
    counted: bool = False


@dataclass
class Recount:
    """Walks the events once."""

    wish: Wish
    decided: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _orders: dict[str, Order] = field(default_factory=dict)
    _invoices: dict[str, Invoice] = field(default_factory=dict)

    def rows(self, events: Iterable[Payload]) -> Iterator[Row]:
        """Every decision that differs, in the order of the log."""
        for event in events:
            said, kind = event["payload"], event["type"]
            for decision, before, after, cents, currency in self._of(kind, event["stream"], said):
                self.decided[decision] += 1
                if before != after:
                    where = (event["position"], decision, event["stream"], before, after)
                    yield Row(*where, written(cents, currency), currency)

    def _of(self, kind: str, stream: str, said: Payload) -> Iterator[tuple[Any, ...]]:
        match kind:
            case "purchasing.purchase-order.created":
                self._orders[stream] = Order(said["currency"], dict(map(_line, said["lines"])))
            case "purchasing.purchase-order.submitted":
                rate = said["assessment"]["exchangeRate"]
                self._orders[stream].rate = Fraction(rate["rate"]) if rate else Fraction(1)
                yield from self._approval("order-approval", said, said["mode"])
            case "purchasing.requisition.submitted":
                if self.wish.thresholds:
                    yield from self._approval("requisition-approval", said, "single")
            case (
                "receiving.goods-receipt.received" | "receiving.goods-receipt.discrepancy-detected"
            ):
                yield from self._delivery(kind.endswith("received"), said)
            case "invoicing.supplier-invoice.registered":
                self._invoices[stream] = Invoice(said["purchaseOrderId"], said["lines"])
            case "invoicing.supplier-invoice.corrected":
                self._invoices[stream].lines = said["lines"]
            case "invoicing.supplier-invoice.matched" | "invoicing.supplier-invoice.disputed":
                yield from self._match(kind.endswith("matched"), self._invoices[stream])

    def _approval(self, decision: str, said: Payload, mode: str) -> Iterator[tuple[Any, ...]]:
        if not self.wish.thresholds and not self.wish.mode:
            return
        assessed = said["assessment"]
        total, currency = Fraction(assessed["total"]["amount"]), assessed["total"]["currency"]
        rate = assessed["exchangeRate"]
        base = cents(total * Fraction(rate["rate"]), "EUR") if rate else cents(total, currency)
        before = _level(base, assessed["thresholds"]["l1"], assessed["thresholds"]["l2"])
        after = _level(base, *self.wish.thresholds) if self.wish.thresholds else before
        tried = self.wish.mode or mode if decision == "order-approval" else "single"
        amount = cents(total, currency)
        yield decision, _signers(before, mode), _signers(after, tried), amount, currency

    def _delivery(self, was_taken: bool, said: Payload) -> Iterator[tuple[Any, ...]]:
        order = self._orders[said["purchaseOrderId"]]
        kept: dict[int, Fraction] = defaultdict(Fraction)
        for line in said["lines"]:
            gone = Fraction(line["rejectedQuantity"])
            kept[line["poLine"]] += Fraction(line["receivedQuantity"]) - gone
        after = {at: line.accepted + kept[at] for at, line in order.lines.items()}
        if self.wish.receipt is not None:
            t, lines = self.wish.receipt, order.lines
            over = any(kept[at] and 100 * after[at] > lines[at].ordered * (100 + t) for at in lines)
            short = any(100 * after[at] < lines[at].ordered * (100 - t) for at in lines)
            bad = over or (said["final"] and not order.complete and short)
            verdict = "Received"
            if bad:
                verdict = "DeliveryBeyondTolerance" if order.complete else "Discrepancy"
            nets = [cents(kept[at] * line.price, order.currency) for at, line in lines.items()]
            before = "Received" if was_taken else "Discrepancy"
            yield "goods-receipt", before, verdict, sum(nets), order.currency
        if was_taken:
            order.complete = order.complete or said["completesOrder"]
            for at, line in order.lines.items():
                line.accepted = after[at]

    def _match(self, matched: bool, invoice: Invoice) -> Iterator[tuple[Any, ...]]:
        order = self._orders[invoice.order]
        if self.wish.match is not None:
            before = "Matched" if matched else "Disputed"
            after = "Disputed" if self._disagrees(invoice, order) else "Matched"
            yield "invoice-match", before, after, _gross(invoice, order), order.currency
        if matched:
            for line in invoice.lines:
                at = order.lines[line["poLine"]]
                at.billed += Fraction(line["quantity"])
                at.billed_net += Fraction(line["net"]["amount"])

    def _disagrees(self, invoice: Invoice, order: Order) -> bool:
        allowed = self.wish.match
        assert allowed is not None
        if allowed.absolute is not None:
            millionths = allowed.absolute / order.rate * 10**6
            allowed = allowed._replace(absolute=Fraction(int(millionths), 10**6))
        expected = 0
        for line in invoice.lines:
            agreed, quantity = order.lines[line["poLine"]], Fraction(line["quantity"])
            if line["sku"] != agreed.sku:
                return True
            value = quantity * _price(line)
            too_many = agreed.billed + quantity - agreed.accepted
            too_dear = agreed.billed_net + value - agreed.ordered * agreed.price
            if (
                not allowed.covers(too_many, agreed.accepted, too_many * agreed.price)
                or allowed.refuses(value, quantity * agreed.price)
                or not allowed.covers(too_dear, agreed.ordered * agreed.price, too_dear)
            ):
                return True
            open_quantity = max(Fraction(0), min(quantity, agreed.accepted - agreed.billed))
            expected += cents(open_quantity * agreed.price, order.currency)
        unit = 10 ** DIGITS[order.currency]
        net = sum((Fraction(line["net"]["amount"]) for line in invoice.lines), Fraction(0))
        return allowed.refuses(net, Fraction(expected, unit))


def cents(amount: Fraction, currency: str) -> int:
    """In minor units, half of one rounded up."""
    return int(amount * 10 ** DIGITS[currency] + Fraction(1, 2))


def written(whole: int, currency: str) -> str:
    """Minor units as text."""
    digits = DIGITS[currency]
    text = f"{whole:0{digits + 1}}"
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _price(line: Payload) -> Fraction:
    kept = 100 - Fraction(line["discountPercent"])
    return Fraction(line["unitPrice"]["amount"]) * kept / 100


def _line(line: Payload) -> tuple[int, Line]:
    return line["poLine"], Line(line["sku"], Fraction(line["quantity"]), _price(line))


def _gross(invoice: Invoice, order: Order) -> int:
    nets: dict[str, int] = defaultdict(int)
    for line in invoice.lines:
        net = cents(Fraction(line["quantity"]) * _price(line), order.currency)
        nets[line["taxRate"]] += net
    unit = 10 ** DIGITS[order.currency]
    taxes = (
        cents(Fraction(net, unit) * Fraction(rate) / 100, order.currency)
        for rate, net in nets.items()
    )
    return sum(nets.values()) + sum(taxes)


def _level(base: int, l1: str, l2: str) -> int:
    return 1 + sum(base > cents(Fraction(limit), "EUR") for limit in (l1, l2))


def _signers(level: int, mode: str) -> str:
    first = 1 if mode == "sequential" else level
    return ", ".join(f"L{each}" for each in range(first, level + 1))
