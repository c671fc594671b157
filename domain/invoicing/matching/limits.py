"""One comparison of the match: products against products, and an absolute limit against money."""

from decimal import Decimal

from domain.invoicing.matching.claim import NOTHING
from domain.invoicing.matching.result import Check
from domain.shared.decimals import EXACT
from domain.shared.tolerance import Joined, Judgement, LowerSide, Tolerance

_HUNDRED = Decimal(100)


def canonical(number: Decimal) -> Decimal:
    """The one form of an exact figure, the same whether it was computed or read."""
    return number.normalize(EXACT) if number else NOTHING


def not_above(tolerance: Tolerance, expected: Decimal, actual: Decimal, worth: Decimal) -> Check:
    """The claim must not be above the expected figure by more than the tolerance; less is no deviation."""
    excess = EXACT.subtract(actual, expected)
    fits = _covers(tolerance, excess, expected, worth)
    verdict = Judgement.WITHIN if fits else Judgement.DISPUTE
    return _check(expected, actual, _limit(tolerance, expected, above=True), worth, verdict)


def near(tolerance: Tolerance, expected: Decimal, actual: Decimal) -> Check:
    """A figure in money must not differ either way; too low is a warning where the policy says so."""
    worth = EXACT.subtract(actual, expected)
    above = worth > 0
    if _covers(tolerance, EXACT.abs(worth), expected, EXACT.abs(worth)):
        verdict = Judgement.WITHIN
    elif not above and tolerance.lower_side is LowerSide.WARN:
        verdict = Judgement.WARN
    else:
        verdict = Judgement.DISPUTE
    return _check(expected, actual, _limit(tolerance, expected, above=above), worth, verdict)


def _covers(tolerance: Tolerance, deviation: Decimal, expected: Decimal, worth: Decimal) -> bool:
    scaled = EXACT.multiply(_HUNDRED, deviation)
    in_percent = scaled <= EXACT.multiply(expected, tolerance.percent)
    if tolerance.absolute is None:
        return in_percent
    in_absolute = worth <= tolerance.absolute
    if tolerance.operator is Joined.AND:
        return in_percent and in_absolute
    return in_percent or in_absolute


def _limit(tolerance: Tolerance, expected: Decimal, *, above: bool) -> Decimal:
    sign = EXACT.add if above else EXACT.subtract
    whole = EXACT.multiply(expected, sign(_HUNDRED, tolerance.percent))
    return whole.scaleb(-2, context=EXACT)


def _check(
    expected: Decimal, actual: Decimal, limit: Decimal, worth: Decimal, verdict: Judgement
) -> Check:
    return Check.model_construct(  # computed here, so there is nothing to validate
        expected=canonical(expected),
        actual=canonical(actual),
        limit=canonical(limit),
        worth=canonical(worth),
        verdict=verdict,
    )
