"""Whatever is split, the parts are the whole."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.shared.allocation import allocate, instalments
from domain.shared.money import Money, SignedMoney
from tests.properties.values import decimals, money, signed_money

weights = st.lists(st.one_of(st.integers(0, 1000), decimals(6, 0, 10**9)), min_size=1, max_size=12)


@given(money, weights)
def test_no_minor_unit_is_lost_and_none_invented(total, shares):
    assume(any(shares))
    parts = allocate(total, shares)
    assert len(parts) == len(shares)
    assert Money.total(parts, total.currency) == total


@given(signed_money, weights)
def test_a_negative_total_is_split_as_the_mirror_image(total, shares):
    assume(any(shares))
    parts = allocate(total, shares)
    assert SignedMoney.total(parts, total.currency) == total
    assert allocate(-total, shares) == tuple(-part for part in parts)


@given(money, weights)
def test_no_part_is_off_its_exact_share_by_a_whole_minor_unit(total, shares):
    assume(any(shares))
    whole = sum(Decimal(share) for share in shares)
    minor_unit = Decimal(1).scaleb(-total.currency.scale)
    for part, share in zip(allocate(total, shares), shares, strict=True):
        assert abs(part.amount * whole - total.amount * share) < minor_unit * whole
        assert share or not part


@given(money, st.integers(1, 60))
def test_instalments_differ_by_one_minor_unit_at_most_and_never_rise(total, count):
    parts = instalments(total, count)
    assert Money.total(parts, total.currency) == total
    assert list(parts) == sorted(parts, reverse=True)
    assert (parts[0] - parts[-1]).amount <= Decimal(1).scaleb(-total.currency.scale)


@given(money, weights, st.integers(2, 9))
def test_only_the_proportion_of_the_weights_matters(total, shares, factor):
    assume(any(shares))
    assert allocate(total, [share * factor for share in shares]) == allocate(total, shares)
