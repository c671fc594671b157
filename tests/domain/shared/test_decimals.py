"""The one grammar of decimal text, and arithmetic that never loses a digit unseen."""

from decimal import Decimal, Inexact, localcontext

import pytest

from domain.shared.decimals import (
    EXACT,
    HALF_UP,
    DecimalShape,
    NotPositive,
    NumberTooLarge,
    TooManyDecimals,
    exact,
    quantum,
)


def test_the_exact_context_raises_where_the_usual_one_rounds():
    many = Decimal("1." + "0" * 40 + "1")
    with localcontext() as usual:
        assert usual.add(many, 1) == 2
    assert EXACT.add(many, 1) == Decimal("2." + "0" * 40 + "1")
    with pytest.raises(Inexact):
        EXACT.divide(Decimal(1), Decimal(3))


@pytest.mark.parametrize(
    ("given", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("0.125", "0.13"),
    ],
)
def test_half_goes_up_and_away_from_zero(given, rounded):
    assert Decimal(given).quantize(quantum(2), context=HALF_UP) == Decimal(rounded)


def test_a_shape_shows_what_it_must_and_beyond_that_what_carries_something():
    shape = DecimalShape(6, shown=2)
    assert [str(shape.read(text)) for text in ("1", "1.5", "1.2500", "1.234500")] == [
        "1.00",
        "1.50",
        "1.25",
        "1.2345",
    ]
    assert str(DecimalShape(6).read("100.000000")) == "100"
    assert str(DecimalShape(6).check(Decimal("1E+2"))) == "100"


def test_a_shape_bounds_what_it_takes():
    shape = DecimalShape(2, positive=True, digits=3, most=100)
    assert shape.read("100") == 100
    with pytest.raises(NotPositive):
        shape.read("0.00")
    with pytest.raises(NumberTooLarge, match="at most 100"):
        shape.read("100.01")
    with pytest.raises(NumberTooLarge, match="at most 3 digits"):
        shape.read("1000")
    with pytest.raises(NumberTooLarge, match="at most 3 digits"):
        shape.check(Decimal(1000))
    with pytest.raises(TooManyDecimals):
        shape.check(Decimal("0.001"))


@pytest.mark.parametrize("number", [1.0, True, "1", None])
def test_only_ints_and_decimals_are_exact_numbers(number):
    with pytest.raises(TypeError):
        exact(number)
    assert exact(3) == Decimal(3)
