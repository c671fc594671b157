"""Quantities have a unit, are more than nothing, and are exact."""

from decimal import Decimal

import pytest

from domain.shared.quantity import (
    Quantity,
    QuantityOrNone,
    QuantityValue,
    UnitCode,
    UnitMismatch,
    UnknownUnit,
)
from tests.domain.shared.wire import problems, read, written

TEN_PIECES = Quantity(value=Decimal(10), unit=UnitCode("EA"))


@pytest.mark.parametrize(
    "code", ["EA", "KGM", "HUR", "C62", "MTR", "LTR", "H87", "XBX", "DAY", "10"]
)
def test_units_of_recommendation_20_are_known(code):
    assert UnitCode(code) == code


@pytest.mark.parametrize(
    "code", ["ea", "PIECE", "", "EA ", "BX", "XX", "?", "EA\n", "\uff25\uff21", "QQQ"]
)
def test_other_units_are_refused(code):
    with pytest.raises(UnknownUnit):
        UnitCode(code)


def test_quantities_of_one_unit_add_up():
    assert Quantity(value=Decimal(20), unit=UnitCode("EA")) == TEN_PIECES + TEN_PIECES
    assert TEN_PIECES.less(Quantity(value=Decimal("12.5"), unit=UnitCode("EA"))) == Decimal("-2.5")


def test_quantities_of_different_units_do_not_mix():
    kilograms = Quantity(value=Decimal(10), unit=UnitCode("KGM"))
    with pytest.raises(UnitMismatch, match="EA and KGM cannot be mixed"):
        _ = TEN_PIECES + kilograms
    with pytest.raises(UnitMismatch):
        TEN_PIECES.less(kilograms)
    assert kilograms != TEN_PIECES


@pytest.mark.parametrize(
    "text", ["0", "0.000000", "-1", "1.0000001", "1e3", "", "x", "1" + "0" * 12]
)
def test_a_quantity_is_above_zero_with_at_most_6_decimals(text):
    assert problems(QuantityValue, f'"{text}"')


@pytest.mark.parametrize("number", ["10", "10.5", "null", "true"])
def test_a_quantity_is_text_on_the_wire(number):
    assert "must be a string" in problems(QuantityValue, number)[""]


def test_a_quantity_is_written_without_superfluous_zeros():
    assert written(QuantityValue, read(QuantityValue, '"10.500000"')) == '"10.5"'
    assert written(QuantityValue, read(QuantityValue, '"1000"')) == '"1000"'
    assert written(QuantityValue, read(QuantityValue, '"0.000001"')) == '"0.000001"'
    assert str(TEN_PIECES) == "10 EA"


def test_none_at_all_is_a_count_where_there_may_be_none():
    assert read(QuantityOrNone, '"0.00"') == 0
    assert written(QuantityOrNone, Decimal(0)) == '"0"'
    assert problems(QuantityOrNone, '"-1"')


def test_a_quantity_object_names_the_field_in_error():
    assert set(problems(Quantity, '{"value": "0", "unit": "ea"}')) == {"value", "unit"}
    assert read(Quantity, '{"value": "10.0", "unit": "EA"}') == TEN_PIECES
    assert hash(read(Quantity, '{"value": "10.0", "unit": "EA"}')) == hash(TEN_PIECES)
