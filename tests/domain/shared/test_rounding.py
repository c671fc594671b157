"""Where figures are rounded: once at the line, and tax by the rule of the place and day."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from pydantic import ValidationError

from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.money import Money, SignedMoney, UnitPrice
from domain.shared.rounding import (
    DEFAULT_ROUNDING,
    JurisdictionRounding,
    RoundingMode,
    line_net,
    percent_of,
    rounded,
    rounding_on,
)

NORWAY, SWEDEN = Country("NO"), Country("SE")


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "discount", "net"),
    [
        ("16", "348.35", "EUR", "4", "5350.66"),
        ("3", "0.335", "USD", "0", "1.01"),
        ("1000", "0.0125", "USD", "0", "12.50"),
        ("1", "0.005", "USD", "0", "0.01"),
        ("1", "0.004999", "USD", "0", "0.00"),
        ("1.5", "333", "JPY", "0", "500"),
        ("1", "1.2345", "KWD", "0", "1.235"),
        ("1", "100", "USD", "100", "0.00"),
        ("3", "9.99", "USD", "33.333333", "19.98"),
    ],
)
def test_a_line_is_quantity_times_price_less_discount_rounded_once(
    quantity, price, currency, discount, net
):
    found = line_net(Decimal(quantity), UnitPrice(price, currency), Decimal(discount))
    assert found == Money(net, currency)


def test_a_line_of_many_digits_is_not_rounded_on_the_way():
    quantity, price = Decimal("999999999999.999999"), UnitPrice("999999.999999", "USD")
    exact = "999999999998999999.00"
    with localcontext(prec=5):
        assert line_net(quantity, price, Decimal(0)) == Money(exact, "USD")


def test_negatives_round_away_from_zero():
    assert rounded(Decimal("-0.005"), Currency("USD")) == SignedMoney("-0.01", "USD")
    assert rounded(Decimal("-0.0049"), Currency("USD")) == SignedMoney("0.00", "USD")
    assert rounded(Decimal("-2.5"), Currency("JPY")) == SignedMoney("-3", "JPY")


def test_a_percentage_of_money_is_money():
    assert percent_of(Money("33.33", "USD"), Decimal("1.5")) == Money("0.50", "USD")


@pytest.mark.parametrize(
    ("mode", "up", "tie"),
    [
        (RoundingMode.HALF_UP, "0.13", "0.13"),
        (RoundingMode.HALF_EVEN, "0.13", "0.12"),
        (RoundingMode.DOWN, "0.12", "0.12"),
        (RoundingMode.UP, "0.13", "0.13"),
    ],
)
def test_a_jurisdiction_chooses_how_tax_is_rounded(mode, up, tie):
    rule = JurisdictionRounding(jurisdiction=SWEDEN, valid_from=date(2020, 1, 1), mode=mode)
    assert rule.round_tax(Decimal("0.126"), Currency("SEK")) == Decimal(up)
    assert rule.round_tax(Decimal("0.125"), Currency("SEK")) == Decimal(tie)


def test_a_jurisdiction_may_round_tax_to_whole_units():
    rule = JurisdictionRounding(jurisdiction=NORWAY, valid_from=date(2020, 1, 1), whole_units=True)
    assert rule.round_tax(Decimal("12.50"), Currency("NOK")) == Decimal(13)
    assert rule.round_tax(Decimal("12.49"), Currency("NOK")) == Decimal(12)


def test_the_rule_is_the_one_in_force_on_the_day_and_half_up_where_there_is_none():
    old = JurisdictionRounding(
        jurisdiction=NORWAY, valid_from=date(2020, 1, 1), valid_until=date(2025, 12, 31)
    )
    new = JurisdictionRounding(jurisdiction=NORWAY, valid_from=date(2026, 1, 1), whole_units=True)
    rules = [new, old]
    assert rounding_on(rules, NORWAY, date(2019, 12, 31)) is DEFAULT_ROUNDING
    assert rounding_on(rules, NORWAY, date(2025, 12, 31)) is old
    assert rounding_on(rules, NORWAY, date(2026, 1, 1)) is new
    assert rounding_on(rules, SWEDEN, date(2026, 1, 1)) is DEFAULT_ROUNDING


def test_of_two_rules_in_force_the_later_one_wins():
    old = JurisdictionRounding(jurisdiction=NORWAY, valid_from=date(2020, 1, 1))
    new = JurisdictionRounding(jurisdiction=NORWAY, valid_from=date(2026, 1, 1))
    assert rounding_on([old, new], NORWAY, date(2026, 5, 1)) is new
    assert rounding_on([new, old], NORWAY, date(2026, 5, 1)) is new


def test_a_rule_does_not_end_before_it_begins():
    with pytest.raises(ValidationError, match="validUntil must not be before validFrom"):
        JurisdictionRounding(
            jurisdiction=NORWAY, valid_from=date(2026, 1, 2), valid_until=date(2026, 1, 1)
        )
