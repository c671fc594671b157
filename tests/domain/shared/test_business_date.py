"""Dates of documents are calendar days, written one way."""

from datetime import UTC, date, datetime

import pytest

from domain.shared.business_date import (
    BusinessDate,
    DateOutOfReach,
    InvalidDate,
    days_after,
    months_after,
    read_date,
)
from tests.domain.shared.wire import problems, read, written


def test_a_day_is_year_month_and_day():
    assert read(BusinessDate, '"2024-02-29"') == date(2024, 2, 29)
    assert written(BusinessDate, date(2024, 2, 29)) == '"2024-02-29"'


@pytest.mark.parametrize(
    "body",
    [
        '"2026-02-29"', '"29.02.2024"', '"2024-2-9"', '"20240229"', '"2024-02-29T00:00:00"',
        '"1969-12-31"', '"3000-01-01"', "1709164800", "0", "null", '""', '"today"',
    ],
)  # fmt: skip
def test_anything_else_is_refused(body):
    assert problems(BusinessDate, body)


@pytest.mark.parametrize("given", [datetime(2026, 3, 31, tzinfo=UTC), 20260331, None])
def test_an_instant_is_not_a_day(given):
    with pytest.raises(InvalidDate):
        read_date(given)


def test_days_are_counted_within_the_calendar():
    assert days_after(date(2026, 12, 31), 1) == date(2027, 1, 1)
    with pytest.raises(DateOutOfReach):
        days_after(date.max, 1)


def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month():
    last = date(2027, 12, 31)
    later = [months_after(last, months) for months in range(5)]
    assert later == [
        last,
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]
    assert months_after(date(2026, 11, 15), 14) == date(2028, 1, 15)


def test_months_past_the_end_of_the_calendar_are_refused():
    assert months_after(date(2999, 11, 30), 1) == date(2999, 12, 30)
    with pytest.raises(DateOutOfReach):
        months_after(date(2999, 11, 30), 2)
