"""Laws of the three-way match that hold whatever is ordered, accepted and billed."""

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.invoicing.context import OrderFacts, OrderLineFacts
from domain.invoicing.lines import BilledLine, invoice_lines
from domain.invoicing.matching.claim import Claim, Counted, claimed
from domain.invoicing.matching.match import match
from domain.invoicing.matching.rejudging import rejudged
from domain.invoicing.matching.result import Check, LineMatch, MatchResult
from domain.shared.money import UnitPrice
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Joined, Judgement, LowerSide, Tolerance
from tests.domain.invoicing.billing import agreed, order, policy

SKUS = ("BOLT-M8", "NUT-M8")
quantities = st.decimals("0.000001", "1000", places=6)
prices = st.decimals("0", "100", places=6)
nothing_or_more = st.decimals("0", "1000", places=6)
tolerances = st.builds(
    Tolerance,
    percent=st.decimals("0", "100", places=2),
    absolute=st.none() | st.decimals("0", "50", places=2),
    operator=st.sampled_from(Joined),
    lower_side=st.sampled_from(LowerSide),
)


@st.composite
def order_lines(draw: st.DrawFn, number: int) -> OrderLineFacts:
    return agreed(
        number,
        ordered=str(draw(quantities)),
        price=str(draw(prices)),
        accepted=str(draw(nothing_or_more)),
        invoiced=str(draw(nothing_or_more)),
        invoiced_net=str(draw(st.decimals("0", "1000", places=2))),
        sku=draw(st.sampled_from(SKUS)),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    return order(*(draw(order_lines(number)) for number in range(1, draw(st.integers(2, 4)))))


def bill_line(po_line: int, sku: str, quantity: Decimal, price: Decimal, off: int) -> BilledLine:
    return BilledLine(
        po_line=po_line,
        sku=SkuCode(sku),
        quantity=quantity,
        unit_price=UnitPrice(price, "EUR"),
        discount_percent=Decimal(off),
    )


billed_lines = st.builds(
    bill_line,
    st.integers(1, 4),
    st.sampled_from(SKUS),
    quantities,
    prices,
    st.sampled_from([0, 4]),
)
bills = st.lists(billed_lines, min_size=1, max_size=5)


def result_of(facts: OrderFacts, lines: list[BilledLine], tolerance: Tolerance) -> MatchResult:
    return match(
        Claim(facts.currency, claimed(invoice_lines(lines))), facts.lines, policy(tolerance)
    )


@given(orders(), bills, tolerances, st.randoms())
def test_the_order_of_the_lines_changes_nothing(
    facts: OrderFacts, lines: list[BilledLine], tolerance: Tolerance, chance: Random
) -> None:
    shuffled = [*lines]
    chance.shuffle(shuffled)
    first, second = (result_of(facts, some, tolerance) for some in (lines, shuffled))
    assert first.model_copy(update={"lines": ()}) == second.model_copy(update={"lines": ()})
    assert sorted(map(str, first.lines)) == sorted(map(str, second.lines))


def verdict_by_hand(check: Check, tolerance: Tolerance, *, both: bool) -> Judgement:
    """The same comparison with nothing but what the result says, in fractions that never round."""
    expected, actual = map(Decimal.as_integer_ratio, (check.expected, check.actual))
    deviation = Fraction(*actual) - Fraction(*expected)
    worth = Fraction(*check.worth.as_integer_ratio())
    if both:
        deviation, worth, low = abs(deviation), abs(worth), deviation < 0
    else:
        low = False
    percent = Fraction(*tolerance.percent.as_integer_ratio())
    fits = 100 * deviation <= Fraction(*expected) * percent
    if tolerance.absolute is not None:
        close = worth <= Fraction(*tolerance.absolute.as_integer_ratio())
        fits = (fits and close) if tolerance.operator is Joined.AND else (fits or close)
    if fits:
        return Judgement.WITHIN
    return Judgement.WARN if low and tolerance.lower_side is LowerSide.WARN else Judgement.DISPUTE


def worst_of(line: LineMatch, tolerance: Tolerance) -> Judgement:
    verdicts = {
        verdict_by_hand(line.quantity_check, tolerance, both=False),
        verdict_by_hand(line.price_check, tolerance, both=True),
        verdict_by_hand(line.value_check, tolerance, both=False),
    }
    if line.ordered_sku != line.sku or Judgement.DISPUTE in verdicts:
        return Judgement.DISPUTE
    return Judgement.WARN if Judgement.WARN in verdicts else Judgement.WITHIN


@given(orders(), bills, tolerances)
def test_the_explanation_leads_to_the_verdict(
    facts: OrderFacts, lines: list[BilledLine], tolerance: Tolerance
) -> None:
    result = result_of(facts, lines, tolerance)
    explained = [worst_of(line, tolerance) for line in result.lines]
    assert [line.verdict for line in result.lines] == explained
    document = verdict_by_hand(result.document_check, tolerance, both=True)
    assert result.document_check.verdict is document
    every = {document, *explained}
    assert (result.verdict is Judgement.DISPUTE) == (Judgement.DISPUTE in every)
    assert (result.verdict is Judgement.WITHIN) == (every == {Judgement.WITHIN})
    assert result.delta.amount == result.actual.amount - result.expected.amount


@given(order_lines(1), quantities, quantities, prices, tolerances)
def test_whoever_bills_more_is_never_better_off(
    line: OrderLineFacts, quantity: Decimal, more: Decimal, price: Decimal, tolerance: Tolerance
) -> None:
    facts = order(line)

    def check_of(billed: Decimal) -> LineMatch:
        bill = bill_line(1, line.sku, billed, price, 0)
        return result_of(facts, [bill], tolerance).lines[0]

    first, second = check_of(quantity), check_of(quantity + more)
    for name in ("quantity_check", "value_check"):
        if getattr(first, name).verdict is Judgement.DISPUTE:
            assert getattr(second, name).verdict is Judgement.DISPUTE


@given(order_lines(1), quantities, prices, nothing_or_more, tolerances)
def test_whatever_is_accepted_besides_never_makes_a_quantity_worse(
    line: OrderLineFacts, quantity: Decimal, price: Decimal, more: Decimal, tolerance: Tolerance
) -> None:
    bill = bill_line(1, line.sku, quantity, price, 0)
    less = result_of(order(line), [bill], tolerance).lines[0].quantity_check
    better = replace(line, accepted=line.accepted + more)
    now = result_of(order(better), [bill], tolerance).lines[0].quantity_check
    assert less.verdict is Judgement.DISPUTE or now.verdict is Judgement.WITHIN


@given(quantities, st.decimals("0.01", "100", places=6), st.decimals("0", "50", places=2))
def test_the_boundary_is_inside_and_the_smallest_step_beyond_is_not(
    ordered: Decimal, price: Decimal, percent: Decimal
) -> None:
    tolerance = Tolerance(percent=percent)
    facts = order(agreed(ordered=str(ordered), price=str(price)))
    most = (ordered * (100 + percent) / 100).quantize(Decimal("0.000001"), ROUND_FLOOR)
    for quantity, verdict in (
        (most, Judgement.WITHIN),
        (most + Decimal("0.000001"), Judgement.DISPUTE),
    ):
        bill = bill_line(1, "BOLT-M8", quantity, price, 0)
        check = result_of(facts, [bill], tolerance).lines[0].quantity_check
        assert check.verdict is verdict


@given(orders(), st.integers(1, 3), st.decimals("0", "10", places=2))
def test_an_invoice_for_just_what_is_open_as_ordered_always_agrees(
    facts: OrderFacts, number: int, percent: Decimal
) -> None:
    line = facts.lines.get(number, facts.lines[1])
    untouched = replace(line, accepted=line.ordered, invoiced=Decimal(0), invoiced_net=Decimal(0))
    bill = bill_line(line.po_line, line.sku, line.ordered, line.price, 0)
    result = result_of(order(untouched), [bill], Tolerance(percent=percent))
    assert result.verdict is Judgement.WITHIN


@given(orders(), bills, tolerances, tolerances)
def test_a_match_judged_again_says_what_it_would_have_said_then(
    facts: OrderFacts, lines: list[BilledLine], applied: Tolerance, tried: Tolerance
) -> None:
    numbers = [line.po_line for line in lines]
    credited = {number: Counted(Decimal(1), Decimal("0.50")) for number in numbers[:1]}
    claim = Claim(facts.currency, claimed(invoice_lines(lines)), credited)
    found = match(claim, facts.lines, policy(applied))
    assert rejudged(found, policy(tried)) == match(claim, facts.lines, policy(tried))
