"""Every report once more, out of the books, with nothing but Python."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from tests.projections.reporting.books import NOTHING, Books, Order, cents

Rows = set[tuple[Any, ...]]
"""Rows without the names of suppliers, in any order."""


def percent(part: Fraction | int, whole: Fraction | int) -> Decimal | None:
    """With two decimals, half-up away from zero; None without a whole."""
    if not whole:
        return None
    exact = Fraction(part) * 100 / Fraction(whole)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ap_ageing(books: Books, day: date) -> Rows:
    """By supplier and currency."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, *[NOTHING] * 6])
    for invoice in books.invoices.values():
        if invoice.owed and not invoice.paid:
            late = (day - invoice.due).days
            place = next(n for n, most in enumerate((0, 30, 60, 90, 10**9)) if late <= most)
            row = found[invoice.supplier, invoice.currency]
            row[0] += 1
            row[1 + place] += invoice.owed
            row[6] += invoice.owed
    return {(*key, *row) for key, row in found.items()}


def cash_requirement(books: Books, day: date) -> Rows:
    """By week and currency."""
    found: dict[tuple[date, str], list[Any]] = defaultdict(lambda: [0, *[NOTHING] * 4])
    for payment in books.payments.values():
        if payment.status != "waits":
            continue
        on, pays = payment.due, payment.amount
        if payment.attempt:
            on, pays, _ = payment.attempt
        counted = max(on, day)
        row = found[counted - timedelta(days=counted.weekday()), payment.currency]
        row[0] += 1
        row[1 if on < day else 2] += pays
        row[3] += pays
        if not payment.attempt and payment.until and day <= payment.until:
            row[4] += cents(payment.amount * payment.percent / 100, payment.currency)
    return {(*key, *row) for key, row in found.items()}


def discounts(books: Books, day: date) -> Rows:
    """By supplier and currency."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, *[NOTHING] * 4])
    for payment in books.payments.values():
        if payment.until is None or payment.status == "cancelled":
            continue
        offered = cents(payment.amount * payment.percent / 100, payment.currency)
        taken = still = NOTHING
        if payment.status == "remitted":
            assert payment.attempt
            taken = payment.attempt[2]
        elif payment.attempt:
            still = payment.attempt[2]
        elif day <= payment.until:
            still = offered
        row = found[payment.supplier, payment.currency]
        row[0] += 1
        for place, figure in enumerate((offered, taken, offered - taken - still, still), 1):
            row[place] += figure
    return {(*key, *row) for key, row in found.items()}


def _open_lines(books: Books) -> Iterator[tuple[str, Order, Decimal, Decimal, Decimal]]:
    """Of each line of an order that nobody finances: received, invoiced and committed too much."""
    for name, order in books.orders.items():
        if not order.issued or order.financed:
            continue
        invoiced = books.invoiced(name)
        for number, line in order.lines.items():
            accepted, billed = order.accepted[number], invoiced[number]
            expected = accepted if order.complete else max(Decimal(line["quantity"]), accepted)
            worth = [
                cents(max(left, NOTHING) * order.price(number), order.currency)
                for left in (accepted - billed, billed - accepted, expected - billed)
            ]
            yield name, order, worth[0], worth[1], worth[2]


def gr_ir_balance(books: Books, _: date) -> Rows:
    """By order."""
    found: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [NOTHING] * 3)
    for name, order, received, invoiced, _committed in _open_lines(books):
        if order.over != "closed" and (received or invoiced):
            row = found[order.supplier, name, order.currency]
            for place, figure in enumerate((received, invoiced, received - invoiced)):
                row[place] += figure
    return {(*key, *row) for key, row in found.items()}


def accruals(books: Books, _: date) -> Rows:
    """By supplier, branch, cost center and currency."""
    orders: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    amounts: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for name, order, received, _invoiced, _committed in _open_lines(books):
        if received and order.over != "closed":
            key = (order.supplier, order.branch, order.cost_center, order.currency)
            orders[key].add(name)
            amounts[key] += received
    return {(*key, len(orders[key]), amounts[key]) for key in orders}


def commitments(books: Books, _: date) -> Rows:
    """By order."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, order, _received, _invoiced, committed in _open_lines(books):
        if not order.over:
            found[name] += committed
    return {
        (
            order.supplier,
            name,
            order.branch,
            order.cost_center,
            None if order.delivery is None else date.fromisoformat(order.delivery),
            order.currency,
            sum(Decimal(line["net"]["amount"]) for line in order.lines.values()),
            amount,
        )
        for name, amount in found.items()
        if amount
        for order in (books.orders[name],)
    }


def spend_cube(books: Books, _: date) -> Rows:
    """By supplier, category, branch, month and currency."""
    invoices: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    spend: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for name, invoice in books.invoices.items():
        order = books.orders[invoice.order]
        for number, (quantity, net) in invoice.billed().items():
            if quantity or net:
                category = order.lines[number]["category"]
                key = (
                    invoice.supplier,
                    category,
                    order.branch,
                    invoice.dated[:7],
                    invoice.currency,
                )
                invoices[key].add(name)
                spend[key] += net
    return {(*key, len(invoices[key]), spend[key]) for key in invoices}


def supplier_scorecard(books: Books, day: date) -> Rows:
    """By supplier and currency."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    billed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    agreed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    complete: dict[str, date] = {}
    for note in books.deliveries.values():
        of = counts[note["supplier"], books.orders[note["order"]].currency]
        of["deliveries"] += 1
        of["discrepancies"] += note["discrepant"]
        if note["completes"]:
            complete[note["order"]] = min(complete.get(note["order"], note["on"]), note["on"])
    for name, order in books.orders.items():
        if order.issued and order.over != "cancelled" and order.delivery:
            by = date.fromisoformat(order.delivery)
            if by <= day:
                counts[order.supplier, order.currency]["due"] += 1
                if name in complete and complete[name] <= by:
                    counts[order.supplier, order.currency]["on time"] += 1
    for invoice in books.invoices.values():
        order = books.orders[invoice.order]
        for number, (quantity, net) in invoice.billed().items():
            if quantity or net:
                key = (invoice.supplier, invoice.currency)
                counts[key]["billed"] += 1
                billed[key] += net
                agreed[key] += quantity * order.price(number)
    return {
        (
            *key,
            of["due"],
            of["on time"],
            percent(of["on time"], of["due"]),
            billed[key],
            percent(Fraction(billed[key]) - Fraction(agreed[key]), Fraction(agreed[key])),
            of["deliveries"],
            of["discrepancies"],
            percent(of["discrepancies"], of["deliveries"]),
        )
        for key, of in counts.items()
    }


def match_exception_rate(books: Books, _: date) -> Rows:
    """By supplier and cause, and for any."""
    every = Counter(invoice.supplier for invoice in books.invoices.values())
    found: Counter[tuple[str, str]] = Counter({(supplier, "any"): 0 for supplier in every})
    for invoice in books.invoices.values():
        for cause in (*invoice.causes, *(("any",) if invoice.causes else ())):
            found[invoice.supplier, cause] += 1
    return {
        (supplier, cause, every[supplier], times, percent(times, every[supplier]))
        for (supplier, cause), times in found.items()
    }


def requisition_conversion(books: Books, _: date) -> Rows:
    """By month and branch."""
    found: dict[tuple[str, Any], Counter[str]] = defaultdict(Counter)
    for wish in books.wishes.values():
        if "submitted" in wish:
            of = found[f"{wish['submitted']:%Y-%m}", wish["branch"]]
            of["submitted"] += 1
            for what in ("approved", "rejected", "converted"):
                of[what] += what in wish
            of["waiting"] += "approved" not in wish and "rejected" not in wish
    return {
        (
            *key,
            of["submitted"],
            of["waiting"],
            of["rejected"],
            of["approved"],
            of["converted"],
            percent(of["converted"], of["submitted"]),
        )
        for key, of in found.items()
    }


def purchase_order_cycle_time(books: Books, _: date) -> Rows:
    """By step."""
    ways = ("requested", "approved", "issued", "received", "invoiced", "paid")
    steps = [*pairwise(ways), ("requested", "paid")]
    rows = set()
    for number, (since, until) in enumerate(steps, 1):
        took = []
        for order in books.orders.values():
            wish = books.wishes.get(order.requisition or "", {})
            reached: Mapping[str, Any] = {
                "requested": wish.get("submitted") or order.reached.get("submitted"),
                **order.reached,
            }
            if reached.get(since) and reached.get(until):
                took.append(Fraction(str((reached[until] - reached[since]).total_seconds())))
        took.sort()
        rows.add((number, f"{since}-{until}", len(took), *_figures(took)))
    return rows


def _figures(took: list[Fraction]) -> Iterable[int | None]:
    if not took:
        return (None, None, None)
    ranked = [took[ceil(Fraction(share, 100) * len(took)) - 1] for share in (50, 95)]
    return [int(figure + Fraction(1, 2)) for figure in (sum(took) / len(took), *ranked)]


RECOUNTS: Mapping[str, Callable[[Books, date], Rows]] = {
    "ap-ageing": ap_ageing,
    "cash-requirement": cash_requirement,
    "discounts": discounts,
    "accruals": accruals,
    "gr-ir-balance": gr_ir_balance,
    "commitments": commitments,
    "spend-cube": spend_cube,
    "supplier-scorecard": supplier_scorecard,
    "match-exception-rate": match_exception_rate,
    "requisition-conversion": requisition_conversion,
    "purchase-order-cycle-time": purchase_order_cycle_time,
}
"""By the name of the report."""
