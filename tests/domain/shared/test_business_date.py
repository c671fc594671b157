"""Dates of documents are calendar days, written one way."""

from datetime import UTC, date, datetime

import pytest

from domain.shared.business_date import (
    BusinessDate,
    DateOutOfReach,
    InvalidDate,
    days_after,
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
