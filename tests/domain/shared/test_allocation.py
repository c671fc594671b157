"""Splits: no minor unit is lost, none is invented, and everybody can foresee who gets the odd one."""

from decimal import Decimal

import pytest

from domain.shared.allocation import NothingToAllocateBy, allocate, instalments
from domain.shared.money import Money, SignedMoney


def texts(amounts):
    return [amount.text for amount in amounts]


def test_the_first_instalments_carry_what_does_not_divide():
    assert texts(instalments(Money("100.00", "USD"), 3)) == ["33.34", "33.33", "33.33"]
    assert texts(instalments(Money("0.02", "USD"), 3)) == ["0.01", "0.01", "0.00"]
    assert texts(instalments(Money(100, "JPY"), 3)) == ["34", "33", "33"]
    assert texts(instalments(Money("1.000", "KWD"), 3)) == ["0.334", "0.333", "0.333"]


def test_the_largest_remainder_gets_the_odd_unit():
    assert texts(allocate(Money("1.00", "USD"), [1, 1, 4])) == ["0.17", "0.17", "0.66"]
    assert texts(
        allocate(Money("0.10", "USD"), [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")])
    ) == [
        "0.05",
        "0.03",
        "0.02",
    ]


def test_a_negative_total_is_the_mirror_image():
    assert texts(allocate(SignedMoney("-0.05", "USD"), [1, 1])) == ["-0.03", "-0.02"]
    assert texts(allocate(SignedMoney("0.05", "USD"), [1, 1])) == ["0.03", "0.02"]


def test_who_has_no_weight_gets_nothing():
    assert texts(allocate(Money("0.01", "USD"), [0, 3, 0])) == ["0.00", "0.01", "0.00"]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, Decimal("-0.1")]])
def test_there_has_to_be_something_to_split_by(weights):
    with pytest.raises(NothingToAllocateBy):
        allocate(Money("1.00", "USD"), weights)


def test_parts_are_of_the_kind_of_the_whole():
    assert all(type(part) is SignedMoney for part in instalments(SignedMoney("1.00", "USD"), 2))
    assert all(type(part) is Money for part in instalments(Money("1.00", "USD"), 2))
