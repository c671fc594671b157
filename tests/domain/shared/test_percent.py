"""Percentages are text, exact and bounded."""

from decimal import Decimal

import pytest

from domain.shared.percent import Percent, TaxRate
from tests.domain.shared.wire import problems, read, written


@pytest.mark.parametrize(
    ("given", "shown"), [("0", "0"), ("2.50", "2.5"), ("100", "100"), ("0.000001", "0.000001")]
)
def test_a_percentage_lies_between_0_and_100(given, shown):
    assert written(Percent, read(Percent, f'"{given}"')) == f'"{shown}"'


@pytest.mark.parametrize("text", ["100.000001", "101", "-1", "1.0000001", "2%", "1e1", ""])
def test_no_discount_exceeds_the_price(text):
    assert problems(Percent, f'"{text}"')


def test_a_tax_rate_may_exceed_one_hundred():
    assert read(TaxRate, '"150"') == Decimal(150)
    assert problems(TaxRate, '"1000"')
    assert problems(TaxRate, "19")
