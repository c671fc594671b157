"""What a finance manager reads off the month is what the lists add up to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from api.cli.demo.finance.figures import Payable, Payout
from api.cli.demo.finance.sums import ageing, by_status, by_supplier, later, overdue, sum_of, weeks
from tests.api.cli.demo.finance.sample import BERGMANN, CASCADE, HOSHINO, MONTH, eur, jpy, usd

TODAY = date(2026, 12, 18)


@pytest.mark.parametrize(
    ("due", "label"),
    [
        (date(2026, 12, 3), "Overdue > 14 days"),
        (date(2026, 12, 4), "Overdue 1-14 days"),
        (date(2026, 12, 17), "Overdue 1-14 days"),
        (date(2026, 12, 18), "Due in 0-7 days"),
        (date(2026, 12, 25), "Due in 0-7 days"),
        (date(2026, 12, 26), "Due in 8-14 days"),
        (date(2027, 1, 1), "Due in 8-14 days"),
        (date(2027, 1, 2), "Due in 15-30 days"),
        (date(2027, 1, 17), "Due in 15-30 days"),
        (date(2027, 1, 18), "Due later"),
    ],
)
def test_a_debt_is_in_exactly_one_bucket(due: date, label: str) -> None:
    debt = Payable("A-1", "Bergmann", "Scheduled", due, eur("10.00"))
    filled = [bucket.label for bucket, total in ageing([debt], TODAY) if total.count]
    assert filled == [label]


def test_the_buckets_together_are_everything_that_is_owed() -> None:
    owed = sum_of(payable.amount for payable in MONTH.payables)
    buckets = [total for _, total in ageing(MONTH.payables, TODAY)]
    assert sum(total.base for total in buckets) == owed.base == Decimal("17939.11")
    assert sum(total.count for total in buckets) == len(MONTH.payables)


def test_what_is_due_today_is_not_overdue() -> None:
    assert [payable.invoice for payable in overdue(MONTH)] == ["B-100", "B-101"]


def test_currencies_are_added_apart_and_together_at_the_recorded_rates() -> None:
    total = sum_of([eur("1.10"), usd("2.00", "1.84"), usd("3.00", "2.76"), jpy("500", "3.05")])
    assert total.values == {"EUR": Decimal("1.10"), "USD": Decimal("5.00"), "JPY": Decimal(500)}
    assert total.bases["USD"] == Decimal("4.60")
    assert total.base == Decimal("8.75")


def test_weeks_follow_each_other_without_a_gap_from_the_first_to_the_last() -> None:
    flow = weeks(MONTH.payouts, MONTH.first_day, MONTH.horizon)
    assert [week.monday.isoformat() for week in flow] == [
        "2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21",
        "2026-12-28", "2027-01-04", "2027-01-11", "2027-01-18",
    ]  # fmt: skip
    assert [week.paid.base for week in flow if week.paid.count] == [
        Decimal("10083.00"),
        Decimal("11487.56"),
    ]


def test_the_weeks_and_what_comes_later_are_every_payment() -> None:
    flow = weeks(MONTH.payouts, MONTH.first_day, MONTH.horizon)
    shown = sum(week.paid.base + week.planned.base for week in flow)
    rest = later(MONTH.payouts, MONTH.horizon)
    assert rest.base == Decimal("549.00")
    assert shown + rest.base == sum_of(payout.amount for payout in MONTH.payouts).base


def test_whom_most_is_owed_to_is_named_first() -> None:
    owed = [(supplier, total.base) for supplier, total in by_supplier(MONTH.payables)]
    assert owed == [
        (HOSHINO, Decimal("8174.00")),
        (CASCADE, Decimal("5344.70")),
        (BERGMANN, Decimal("4420.41")),
    ]


def test_sunday_belongs_to_the_week_that_it_ends() -> None:
    sunday = Payout("Bergmann", date(2026, 12, 6), eur("1.00"), paid=True)
    flow = weeks([sunday], date(2026, 12, 1), date(2026, 12, 8))
    assert [(week.monday.day, week.paid.count) for week in flow] == [(30, 1), (7, 0)]


def test_orders_are_shown_in_the_order_of_their_life_and_an_unknown_status_is_not_lost() -> None:
    strange = replace(MONTH.orders[0], status="Somewhere")
    assert [status for status, _ in by_status((*MONTH.orders, strange))] == [
        "AwaitingApproval",
        "Acknowledged",
        "PartiallyReceived",
        "Disputed",
        "Somewhere",
    ]
