"""Money obeys the laws of addition exactly, in every currency, and never leaves its currency."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.shared.currency import CurrencyMismatch
from domain.shared.decimals import TooManyDecimals
from domain.shared.money import Money, SignedMoney
from tests.properties.values import (
    currencies,
    money,
    money_in,
    signed_in,
    signed_money,
    unit_prices,
)

three = currencies.flatmap(lambda each: st.tuples(*[money_in(each)] * 3))
three_signed = currencies.flatmap(lambda each: st.tuples(*[signed_in(each)] * 3))


@given(three)
def test_the_order_of_adding_makes_no_difference(amounts):
    one, two, other = amounts
    assert one + two == two + one
    assert (one + two) + other == one + (two + other)


@given(three_signed)
def test_the_order_of_adding_differences_makes_no_difference(amounts):
    one, two, other = amounts
    assert one + two == two + one
    assert (one + two) + other == one + (two + other)
    assert one - two == -(two - one)
    assert (one - two) + two == one


@given(money)
def test_zero_adds_nothing(amount):
    assert amount + Money.zero(amount.currency) == amount
    assert amount - amount == SignedMoney.zero(amount.currency)
    assert (amount - amount).text == SignedMoney.zero(amount.currency).text


@given(three)
def test_what_is_taken_away_can_be_put_back(amounts):
    one, two, _ = amounts
    assert (one - two) + two == one.signed()
    assert abs(one - two) == abs(two - one)
    assert ((one - two).amount < 0) == (one < two)


@given(st.lists(st.integers(0, 10**6), max_size=20), currencies)
def test_a_sum_is_the_sum_of_the_minor_units(units, currency):
    parts = [Money(Decimal(each).scaleb(-currency.scale), currency) for each in units]
    assert Money.total(parts, currency).amount.scaleb(currency.scale) == sum(units)


@given(money, money)
def test_currencies_never_mix(one, other):
    assume(one.currency != other.currency)
    for mix in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one.signed() + other,
        lambda: one.signed() - other.signed(),
    ):
        with pytest.raises(CurrencyMismatch):
            mix()
    assert one != other


@given(st.one_of(money, signed_money, unit_prices))
def test_an_amount_is_equal_and_hashes_alike_however_it_was_written(amount):
    for text in (amount.text, amount.text + "000"):
        again = type(amount)(
            Decimal(text) if "." in text else Decimal(amount.text), amount.currency
        )
        assert again == amount
        assert hash(again) == hash(amount)
        assert again.text == amount.text


@given(st.one_of(money, signed_money))
def test_a_digit_beyond_the_minor_unit_is_always_refused(amount):
    beyond = Decimal(1).scaleb(-amount.currency.scale - 1)
    with pytest.raises(TooManyDecimals):
        type(amount)(abs(amount.amount) + beyond, amount.currency)


@given(three, st.integers(1, 40))
def test_the_callers_decimal_context_changes_nothing(amounts, precision):
    one, two, _ = amounts
    expected = (one + two).text, (one - two).text
    with localcontext(prec=precision):
        assert ((one + two).text, (one - two).text) == expected
