"""The figures of a month from the lists of the public API: no table is asked, and nothing remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from api.cli.demo.finance.exceptions import Documents, matching
from api.cli.demo.finance.figures import Amount, Month, OpenOrder, Payable, Payout, Refusal
from api.cli.demo.finance.history import life_of, proof, whole_log
from api.cli.demo.finance.reader import Json, Reader
from api.cli.demo.finance.reports import read_reports

_OVER = ("Closed", "Cancelled")
_PAYABLE = ("Registered", "Matched", "Disputed", "Scheduled")
_KINDS = {
    "req": "requisition",
    "po": "order",
    "grn": "delivery",
    "inv": "invoice",
    "run": "payment run",
    "sup": "supplier",
    "mur": "contract",
}
_CENT = Decimal("0.01")
_PAR = Decimal(1)


@dataclass(frozen=True, slots=True)
class Period:
    """Which days are looked at, which order closely, and whose names stand for ids."""

    company: str
    first_day: date
    now: datetime
    people: Mapping[str, str]
    order: str


def read_month(reader: Reader, period: Period) -> Month:
    """Ask for everything; raises a Complaint when the log is not complete."""
    base: str = reader.sees("/v1/tenants/mine")["baseCurrency"]
    orders = list(reader.lists("/v1/purchase-orders", sort="createdAt"))
    rates = _rates(reader, orders, base)
    invoices = {one["id"]: one for one in reader.lists("/v1/invoices", sort="createdAt")}
    documents = Documents(
        invoices=invoices,
        notes={one["id"]: one for one in reader.lists("/v1/grn")},
        suppliers={one["id"]: one["name"] for one in reader.lists("/v1/suppliers")},
    )
    log = whole_log(reader)
    return Month(
        company=period.company,
        base=base,
        first_day=period.first_day,
        now=period.now,
        ordered=len(orders),
        orders=[
            OpenOrder(
                order["id"],
                documents.suppliers[order["supplierId"]],
                order["status"],
                _amount(order["total"], rates[order["id"]]),
            )
            for order in orders
            if order["status"] not in _OVER
        ],
        matching=matching(log, documents),
        payables=_payables(list(invoices.values()), rates),
        payouts=_payouts(reader, rates, period.now.date()),
        refusals=_refusals(reader, period.people),
        life=life_of(log, period.order, period.people),
        log=proof(log),
        reports=read_reports(reader),
    )


def _rates(reader: Reader, orders: Sequence[Json], base: str) -> Mapping[str, Decimal]:
    """What a unit of each order's currency was worth when it was ordered, as the order says."""
    return {order["id"]: _rate(reader, order, base) for order in orders}


def _rate(reader: Reader, order: Json, base: str) -> Decimal:
    if order["total"]["currency"] == base:
        return _PAR
    document = reader.sees(f"/v1/purchase-orders/{order['id']}")
    recorded = (document["approval"] or {}).get("exchangeRate") or document["exchangeRate"]
    return Decimal(recorded["rate"])


def _amount(money: Json, rate: Decimal) -> Amount:
    value = Decimal(money["amount"])
    base = value if rate == _PAR else (value * rate).quantize(_CENT, ROUND_HALF_UP)
    return Amount(value, money["currency"], base)


def _payables(invoices: Sequence[Json], rates: Mapping[str, Decimal]) -> Sequence[Payable]:
    return [
        Payable(
            invoice["supplierInvoiceNumber"],
            invoice["supplierName"],
            invoice["status"],
            date.fromisoformat(invoice["dueDate"]),
            _amount(invoice["leftToPay"], rates[invoice["purchaseOrderId"]]),
        )
        for invoice in invoices
        if invoice["status"] in _PAYABLE and Decimal(invoice["leftToPay"]["amount"])
    ]


def _payouts(reader: Reader, rates: Mapping[str, Decimal], today: date) -> Sequence[Payout]:
    """What was paid, on the day of its run; and what is to be, on the day on which it is due."""
    runs = {
        run["id"]: date.fromisoformat(run["executionDate"])
        for run in reader.lists("/v1/payment-runs")
    }
    payouts = []
    for payment in reader.lists("/v1/payments"):
        rate, paid = rates[payment["purchaseOrderId"]], payment["status"] == "Remitted"
        if payment["status"] == "Cancelled":
            continue
        on = (
            runs[payment["paymentRunId"]]
            if paid
            else max(date.fromisoformat(payment["dueOn"]), today)
        )
        payouts.append(Payout(payment["supplierName"], on, _paid(payment, rate, paid), paid))
    return payouts


def _paid(payment: Json, rate: Decimal, paid: bool) -> Amount:
    """What is owed, less what was taken off for paying early."""
    owed, discount = payment["amount"], payment["discountTaken"]
    if not paid or discount is None:
        return _amount(owed, rate)
    left = Decimal(owed["amount"]) - Decimal(discount["amount"])
    return _amount({**owed, "amount": str(left)}, rate)


def _refusals(reader: Reader, people: Mapping[str, str]) -> Sequence[Refusal]:
    return [
        Refusal(
            who=people[each["actor"]],
            command=each["command"],
            document=_KINDS.get(each["documentId"].partition("_")[0], "document"),
            error=each["refusal"],
            rule=each["detail"],
        )
        for each in reader.lists("/v1/audit/refusals", sort="createdAt")
    ]
