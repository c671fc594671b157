"""The boundary is inside, whatever the figures; the smallest step beyond it is outside."""

from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.shared.decimals import EXACT
from domain.shared.tolerance import Joined, Judgement, LowerSide, Tolerance
from tests.properties.values import decimals, percents

figures = decimals(6, 0, 10**24)
tolerances = st.builds(
    Tolerance,
    percent=percents,
    absolute=st.none() | decimals(6, 0, 10**12),
    operator=st.sampled_from(Joined),
    lower_side=st.sampled_from(LowerSide),
)
GRAIN = Decimal("1E-40")


def within(tolerance: Tolerance, deviation: Fraction, expected: Fraction) -> bool:
    """The definition, in fractions that cannot round."""
    by_percent = deviation <= expected * Fraction(tolerance.percent) / 100
    if tolerance.absolute is None:
        return by_percent
    by_amount = deviation <= Fraction(tolerance.absolute)
    return (
        (by_percent and by_amount) if tolerance.operator is Joined.AND else by_percent or by_amount
    )


@given(tolerances, figures, figures)
def test_a_check_is_the_definition_computed_without_rounding(tolerance, actual, expected):
    exact, wanted = Fraction(actual), Fraction(expected)
    assert tolerance.check(actual, expected) == within(tolerance, abs(exact - wanted), wanted)
    assert tolerance.allows(actual, expected) == within(tolerance, exact - wanted, wanted)
    assert tolerance.completes(actual, expected) == within(tolerance, wanted - exact, wanted)


@given(percents, figures)
def test_the_boundary_itself_is_inside_and_a_grain_beyond_is_not(percent, expected):
    tolerance = Tolerance(percent=percent)
    width = EXACT.multiply(expected, percent).scaleb(-2, context=EXACT)
    upper, lower = EXACT.add(expected, width), EXACT.subtract(expected, width)
    assert tolerance.check(upper, expected)
    assert tolerance.check(lower, expected)
    assert not tolerance.check(EXACT.add(upper, GRAIN), expected)
    assert not tolerance.check(EXACT.subtract(lower, GRAIN), expected)
    assert tolerance.allows(upper, expected)
    assert not tolerance.allows(EXACT.add(upper, GRAIN), expected)
    assert tolerance.completes(lower, expected)
    assert not tolerance.completes(EXACT.subtract(lower, GRAIN), expected)


@given(tolerances, figures, figures)
def test_a_figure_fits_exactly_when_it_is_neither_too_much_nor_too_little(
    tolerance, actual, expected
):
    both = tolerance.allows(actual, expected) and tolerance.completes(actual, expected)
    assert tolerance.check(actual, expected) == both


@given(tolerances, figures, figures)
def test_only_a_figure_that_is_too_low_is_ever_a_warning(tolerance, actual, expected):
    judgement = tolerance.judge(actual, expected)
    assert (judgement is Judgement.WITHIN) == tolerance.check(actual, expected)
    if judgement is Judgement.WARN:
        assert actual < expected
        assert tolerance.lower_side is LowerSide.WARN


@given(tolerances, figures, figures, st.integers(1, 28))
def test_the_callers_decimal_context_changes_nothing(tolerance, actual, expected, precision):
    told = tolerance.judge(actual, expected)
    with localcontext(prec=precision):
        assert tolerance.judge(actual, expected) is told
