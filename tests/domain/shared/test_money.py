"""Arithmetic of money: new values, one currency, no rounding."""

from decimal import Decimal, localcontext

import pytest

from domain.shared.currency import CurrencyMismatch
from domain.shared.decimals import NegativeNumber, NumberTooLarge
from domain.shared.money import Money, SignedMoney, UnitPrice

DOLLAR = Money("1.00", "USD")
EURO = Money("1.00", "EUR")


def test_money_adds_up():
    assert Money("0.10", "USD") + Money("0.20", "USD") == Money("0.30", "USD")
    assert Money.total([DOLLAR, DOLLAR, DOLLAR], "USD") == Money(3, "USD")
    assert Money.total([], "JPY") == Money(0, "JPY")


def test_a_difference_of_money_has_a_sign_and_is_another_type():
    assert DOLLAR - Money("3.00", "USD") == SignedMoney("-2.00", "USD")
    assert Money("3.00", "USD") - DOLLAR == SignedMoney("2.00", "USD")
    assert SignedMoney("-1.00", "USD") == -DOLLAR
    assert DOLLAR.signed() == SignedMoney("1.00", "USD")


def test_differences_add_to_each_other_and_to_money():
    credit = SignedMoney("-2.00", "USD")
    assert credit + DOLLAR == DOLLAR + credit == SignedMoney("-1.00", "USD")
    assert credit - DOLLAR == SignedMoney("-3.00", "USD")
    assert DOLLAR - credit == SignedMoney("3.00", "USD")
    assert credit + credit == SignedMoney("-4.00", "USD")
    assert -credit == SignedMoney("2.00", "USD")
    assert SignedMoney.total([credit, -credit], "USD") == SignedMoney(0, "USD")


@pytest.mark.parametrize("text", ["-0", "-0.0", "-0.00"])
def test_no_difference_has_no_sign(text):
    assert SignedMoney(text, "USD").text == "0.00"
    assert (-SignedMoney(text, "USD")).text == "0.00"


def test_a_difference_becomes_money_only_when_it_is_not_negative():
    assert abs(SignedMoney("-2.00", "USD")) == Money("2.00", "USD")
    assert SignedMoney("2.00", "USD").money() == Money("2.00", "USD")
    with pytest.raises(NegativeNumber):
        SignedMoney("-0.01", "USD").money()


@pytest.mark.parametrize(
    "mix",
    [
        lambda: DOLLAR + EURO,
        lambda: DOLLAR - EURO,
        lambda: DOLLAR.signed() + EURO,
        lambda: DOLLAR.signed() - EURO.signed(),
        lambda: EURO - DOLLAR.signed(),
        lambda: Money.total([DOLLAR, EURO], "USD"),
        lambda: Money.total([DOLLAR], "EUR"),
    ],
)
def test_currencies_are_never_mixed(mix):
    with pytest.raises(CurrencyMismatch):
        mix()


@pytest.mark.parametrize("other", [1, "1.00", Decimal(1), UnitPrice("1.00", "USD"), None])
def test_money_adds_to_money_only(other):
    with pytest.raises(TypeError):
        DOLLAR + other
    with pytest.raises(TypeError):
        DOLLAR - other
    with pytest.raises(TypeError):
        DOLLAR.signed() + other


@pytest.mark.parametrize("other", [DOLLAR.signed(), UnitPrice("1.00", "USD"), Decimal(1)])
def test_a_total_of_money_takes_money_only(other):
    with pytest.raises(TypeError):
        Money.total([DOLLAR, other], "USD")


def test_a_sum_that_nobody_could_owe_is_refused_rather_than_cut():
    most = Money("999999999999999999.99", "USD")
    with pytest.raises(NumberTooLarge):
        most + Money("0.01", "USD")
    assert most - Money("0.01", "USD") == SignedMoney("999999999999999999.98", "USD")


def test_the_precision_of_the_calling_thread_has_no_say():
    with localcontext(prec=3):
        assert Money("123456.78", "USD") + Money("0.01", "USD") == Money("123456.79", "USD")
        assert Money("123456.7", "USD").text == "123456.70"
        assert UnitPrice("123456.781200", "USD").text == "123456.7812"


@pytest.mark.parametrize(
    ("given", "currency", "shown"),
    [
        ("12.5", "USD", "12.50"),
        ("0.012500", "USD", "0.0125"),
        ("0.000001", "USD", "0.000001"),
        ("12", "JPY", "12"),
        ("12.50", "JPY", "12.5"),
        ("12.5", "KWD", "12.500"),
        ("100", "USD", "100.00"),
        ("0.000000", "USD", "0.00"),
    ],
)
def test_a_unit_price_shows_the_minor_unit_and_what_lies_beyond_it(given, currency, shown):
    assert UnitPrice(given, currency).text == shown
    assert UnitPrice(given, currency) == UnitPrice(shown, currency)


def test_a_price_per_thousand_has_6_decimals_and_no_more():
    with pytest.raises(ValueError, match="at most 6 decimals"):
        UnitPrice("0.0000001", "USD")
