"""Who may approve how much."""

from decimal import Decimal

import pytest

from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.currency import Currency, CurrencyMismatch
from domain.shared.money import Money
from tests.domain.shared.wire import problems, read, written

L1, L2, L3 = ApprovalLevel
DEFAULT = ApprovalThresholds.default(Currency("USD"))


def test_levels_rise():
    assert L1 < L2 < L3
    assert [level.rank for level in sorted([L3, L1, L2])] == [1, 2, 3]
    assert L3.covers(L1)
    assert L2.covers(L2)
    assert not L1.covers(L2)
    assert max(L1, L3) is L3


@pytest.mark.parametrize(
    ("total", "level"),
    [
        ("0.00", L1),
        ("1000.00", L1),
        ("1000.01", L2),
        ("10000.00", L2),
        ("10000.01", L3),
        ("999999999999999999.99", L3),
    ],
)
def test_a_total_up_to_and_including_the_limit_needs_no_higher_level(total, level):
    assert DEFAULT.level_for(Money(total, "USD")) is level


def test_thresholds_judge_totals_in_their_own_currency_only():
    with pytest.raises(CurrencyMismatch):
        DEFAULT.level_for(Money("1.00", "EUR"))


def test_sequential_approval_passes_every_level_on_the_way():
    assert L3.steps() == (L1, L2, L3)
    assert L1.steps() == (L1,)


def test_thresholds_are_policy_on_the_wire():
    body = '{"currency":"JPY","l1":"150000","l2":"1500000"}'
    assert written(ApprovalThresholds, read(ApprovalThresholds, body)) == body
    assert (
        written(ApprovalThresholds, DEFAULT) == '{"currency":"USD","l1":"1000.00","l2":"10000.00"}'
    )
    assert written(ApprovalLevel, L2) == '"L2"'
    assert read(ApprovalLevel, '"L2"') is L2


def test_equal_thresholds_are_one_value_however_they_are_written():
    spelled = read(ApprovalThresholds, '{"currency": "USD", "l1": "1000", "l2": "10000.0"}')
    assert spelled == DEFAULT
    assert hash(spelled) == hash(DEFAULT)
    assert spelled.l1 == Decimal(1000)


@pytest.mark.parametrize(
    ("currency", "l1", "l2", "where"),
    [
        ("USD", '"10"', '"10"', ""),
        ("USD", '"11"', '"10"', ""),
        ("USD", "1", '"10"', "l1"),
        ("JPY", '"1.5"', '"10"', "l1"),
        ("USD", '"1"', '"10.001"', "l2"),
        ("USD", '"-1"', '"10"', "l1"),
        ("XAU", '"1"', '"10"', "l1"),
        ("usd", '"1"', '"10"', "currency"),
    ],
)
def test_thresholds_that_cannot_be_meant_are_refused(currency, l1, l2, where):
    body = f'{{"currency": "{currency}", "l1": {l1}, "l2": {l2}}}'
    assert where in problems(ApprovalThresholds, body)
