"""The boundary of a tolerance is inside, and it is exactly where the percentage says."""

from decimal import Decimal, localcontext

import pytest

from domain.shared.currency import CurrencyMismatch
from domain.shared.money import Money, UnitPrice
from domain.shared.tolerance import DEFAULT_TOLERANCE, Judgement, LowerSide, Tolerance
from tests.domain.shared.wire import problems, read, written

D = Decimal


@pytest.mark.parametrize(
    ("ordered", "received", "taken"),
    [
        ("3", "3.06", True),
        ("3", "3.060001", False),
        ("100", "102", True),
        ("100", "102.001", False),
        ("1000.00", "1020.00", True),
        ("1000.00", "1020.01", False),
        ("10000", "10200", True),
        ("10000", "10200.001", False),
        ("100", "0.000001", True),
    ],
)
def test_two_percent_more_is_taken_and_not_a_grain_beyond(ordered, received, taken):
    assert DEFAULT_TOLERANCE.allows(D(received), D(ordered)) is taken


@pytest.mark.parametrize(
    ("ordered", "accepted", "complete"),
    [
        ("100", "98", True),
        ("100", "97.999", False),
        ("1000.00", "980.00", True),
        ("3", "2.94", True),
    ],
)
def test_two_percent_less_completes_and_not_a_grain_below(ordered, accepted, complete):
    assert DEFAULT_TOLERANCE.completes(D(accepted), D(ordered)) is complete


@pytest.mark.parametrize(
    ("actual", "fits"),
    [("1020.00", True), ("1020.01", False), ("980.00", True), ("979.99", False), ("1000.00", True)],
)
def test_a_figure_fits_when_it_is_off_by_the_tolerance_at_most_on_either_side(actual, fits):
    assert DEFAULT_TOLERANCE.check(D(actual), D("1000.00")) is fits
    assert DEFAULT_TOLERANCE.check(Money(actual, "USD"), Money("1000.00", "USD")) is fits
    assert DEFAULT_TOLERANCE.check(UnitPrice(actual, "USD"), UnitPrice("1000.00", "USD")) is fits


def test_of_nothing_the_tolerance_is_nothing():
    assert DEFAULT_TOLERANCE.check(D(0), D(0))
    assert not DEFAULT_TOLERANCE.check(D("0.000001"), D(0))


def test_a_limit_with_more_digits_than_the_calling_thread_computes_is_still_exact():
    expected = D("123456789012345678.123457")
    limit = D("125925924792592591.68592614")
    with localcontext(prec=6):
        assert DEFAULT_TOLERANCE.allows(limit, expected)
        assert not DEFAULT_TOLERANCE.allows(D("125925924792592591.68592615"), expected)


@pytest.mark.parametrize(
    ("operator", "actual", "fits"),
    [
        ("and", "105", True),
        ("and", "106", False),
        ("and", "1015", False),
        ("or", "1015", True),
        ("or", "1021", False),
        ("or", "103", True),
    ],
)
def test_an_absolute_limit_tightens_with_and_and_widens_with_or(operator, actual, fits):
    expected = D(1000) if D(actual) > 500 else D(100)
    tolerance = read(
        Tolerance,
        f'{{"percent": "{2 if expected == 1000 else 5}", "absolute": "5", "operator": "{operator}"}}',
    )
    assert tolerance.check(D(actual), expected) is fits


def test_too_low_may_be_a_warning_but_too_high_never_is():
    warns = Tolerance(lower_side=LowerSide.WARN)
    assert warns.judge(D(90), D(100)) is Judgement.WARN
    assert warns.judge(D(98), D(100)) is Judgement.WITHIN
    assert warns.judge(D("102.01"), D(100)) is Judgement.DISPUTE
    assert DEFAULT_TOLERANCE.judge(D(90), D(100)) is Judgement.DISPUTE


def test_a_tolerance_may_be_stated_as_a_fraction():
    assert Tolerance.of_fraction(D("0.02")) == DEFAULT_TOLERANCE
    assert DEFAULT_TOLERANCE.fraction == D("0.02")
    assert Tolerance(percent=D(0)).check(D(5), D(5))
    assert not Tolerance(percent=D(0)).check(D("5.000001"), D(5))


def test_an_absolute_limit_can_be_converted_for_a_document_in_another_currency():
    assert Tolerance(absolute=D(5)).in_units(D(800)).absolute == D(800)


def test_money_is_compared_with_money_of_its_currency():
    with pytest.raises(CurrencyMismatch):
        DEFAULT_TOLERANCE.check(Money(1, "USD"), Money(1, "EUR"))
    with pytest.raises(TypeError):
        DEFAULT_TOLERANCE.check(Money(1, "USD"), D(1))


def test_a_tolerance_is_policy_on_the_wire():
    assert read(Tolerance, "{}") == DEFAULT_TOLERANCE
    assert written(Tolerance, DEFAULT_TOLERANCE) == (
        '{"percent":"2","absolute":null,"operator":"and","lowerSide":"dispute"}'
    )
    assert set(problems(Tolerance, '{"percent": 2, "absolute": "-1", "operator": "xor"}')) == {
        "percent",
        "absolute",
        "operator",
    }
    assert problems(Tolerance, '{"percent": "101"}')
