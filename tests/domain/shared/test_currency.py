"""Currencies are ISO's list with ISO's minor units."""

import copy
import pickle

import pytest

from domain.shared.currency import Currency, NoMinorUnit, UnknownCurrency
from tests.domain.shared.wire import problems, read, written


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4)],
)
def test_a_currency_knows_its_minor_unit(code, decimals):
    assert Currency(code).scale == decimals


@pytest.mark.parametrize("code", ["XAU", "XXX", "XTS", "XDR"])
def test_what_has_no_minor_unit_is_a_code_but_no_money(code):
    with pytest.raises(NoMinorUnit, match=f"{code} has no minor unit"):
        _ = Currency(code).scale


@pytest.mark.parametrize(
    "code", ["usd", "US", "USDT", "840", "", " USD", "USD\n", "ZZZ", "\uff35\uff33\uff24", "DEM"]
)
def test_anything_but_an_active_code_in_upper_case_is_refused(code):
    with pytest.raises(UnknownCurrency):
        Currency(code)


def test_there_is_one_object_per_currency():
    euro = Currency("EUR")
    assert Currency("EUR") is euro
    assert copy.deepcopy(euro) is euro
    assert pickle.loads(pickle.dumps(euro)) is euro
    assert euro == "EUR"
    assert hash(euro) == hash("EUR")


def test_a_currency_cannot_be_changed():
    with pytest.raises(AttributeError, match="immutable"):
        Currency("EUR").minor_unit = 3


def test_a_currency_is_its_code_on_the_wire():
    assert read(Currency, '"EUR"') is Currency("EUR")
    assert written(Currency, Currency("EUR")) == '"EUR"'
    assert "ISO 4217" in problems(Currency, "978")[""]
    assert "ISO 4217" in problems(Currency, '["EUR"]')[""]
