"""What the figures of a month add up to: by status, by due date, by supplier, by week."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from api.cli.demo.finance.figures import (
    Amount,
    MatchException,
    Month,
    OpenOrder,
    Payable,
    Payout,
)

_NOTHING = Decimal(0)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Sum:
    """What amounts come to: in each currency, and of each currency in the tenant's own."""

    count: int
    values: Mapping[str, Decimal]
    bases: Mapping[str, Decimal]

    @property
    def base(self) -> Decimal:
        """All of it in the tenant's currency."""
        return sum(self.bases.values(), _NOTHING)


def sum_of(amounts: Iterable[Amount]) -> Sum:
    """Exact, whatever the order."""
    values: dict[str, Decimal] = {}
    bases: dict[str, Decimal] = {}
    count = 0
    for amount in amounts:
        count += 1
        values[amount.currency] = values.get(amount.currency, _NOTHING) + amount.value
        bases[amount.currency] = bases.get(amount.currency, _NOTHING) + amount.base
    return Sum(count, values, bases)


_STAGES = (
    "Draft",
    "AwaitingApproval",
    "Approved",
    "Issued",
    "Acknowledged",
    "PartiallyReceived",
    "Received",
    "Disputed",
    "Invoiced",
    "Paid",
)


def by_status(orders: Sequence[OpenOrder]) -> Sequence[tuple[str, Sum]]:
    """The open orders by how far they are; statuses without an order are left out."""
    found = {order.status for order in orders}
    stages = (*_STAGES, *sorted(found.difference(_STAGES)))
    return [
        (stage, sum_of(order.total for order in orders if order.status == stage))
        for stage in stages
        if stage in found
    ]


def by_supplier(payables: Sequence[Payable]) -> Sequence[tuple[str, Sum]]:
    """What is owed to whom, the largest sum first."""
    suppliers = {payable.supplier for payable in payables}
    sums = [
        (supplier, sum_of(each.amount for each in payables if each.supplier == supplier))
        for supplier in suppliers
    ]
    return sorted(sums, key=lambda owed: (-owed[1].base, owed[0]))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Due dates that are so many days away, from `first` to `last`; negative ones are past."""

    label: str
    first: int
    last: int

    @property
    def overdue(self) -> bool:
        """Whether payment should have been made."""
        return self.last < 0


_FOREVER = 100_000
BUCKETS = (
    Bucket("Overdue > 14 days", -_FOREVER, -15),
    Bucket("Overdue 1-14 days", -14, -1),
    Bucket("Due in 0-7 days", 0, 7),
    Bucket("Due in 8-14 days", 8, 14),
    Bucket("Due in 15-30 days", 15, 30),
    Bucket("Due later", 31, _FOREVER),
)


def ageing(payables: Sequence[Payable], today: date) -> Sequence[tuple[Bucket, Sum]]:
    """What is owed, by when it is due; every bucket, also the empty ones."""
    return [
        (
            bucket,
            sum_of(
                payable.amount
                for payable in payables
                if bucket.first <= (payable.due - today).days <= bucket.last
            ),
        )
        for bucket in BUCKETS
    ]


def overdue(month: Month) -> Sequence[Payable]:
    """What should have been paid before today."""
    return [payable for payable in month.payables if payable.due < month.now.date()]


@dataclass(frozen=True, slots=True)
class Week:
    """What left the account in a week, and what is going to."""

    monday: date
    paid: Sum
    planned: Sum


def weeks(payouts: Sequence[Payout], first: date, last: date) -> Sequence[Week]:
    """Week after week from that of `first`, or of an earlier payment, to that of `last`, without a gap."""
    begin = min(map(_monday, (first, *(payout.on for payout in payouts))))
    count = (_monday(last) - begin).days // _WEEK + 1
    return [_week(payouts, begin + timedelta(days=_WEEK * number)) for number in range(count)]


def later(payouts: Sequence[Payout], last: date) -> Sum:
    """What leaves the account after the week of `last`."""
    end = _monday(last) + timedelta(days=_WEEK)
    return sum_of(payout.amount for payout in payouts if payout.on >= end)


def _week(payouts: Sequence[Payout], monday: date) -> Week:
    of_it = [payout for payout in payouts if _monday(payout.on) == monday]
    return Week(
        monday,
        sum_of(payout.amount for payout in of_it if payout.paid),
        sum_of(payout.amount for payout in of_it if not payout.paid),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_kind(exceptions: Sequence[MatchException]) -> Sequence[tuple[str, int, int]]:
    """What went wrong, most frequent first: how often, and how often it is still open."""
    every = Counter(each.what for each in exceptions)
    still = Counter(each.what for each in exceptions if each.open)
    return [(what, count, still[what]) for what, count in every.most_common()]
