"""What is billed, against what was ordered and accepted, figure by figure."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from domain.invoicing.context import OrderFacts
from domain.invoicing.lines import BilledLine, invoice_lines
from domain.invoicing.matching.claim import Claim, Counted, claimed
from domain.invoicing.matching.match import match
from domain.invoicing.matching.result import MatchResult
from domain.shared.tolerance import Judgement, LowerSide, Tolerance
from tests.domain.invoicing.billing import agreed, billed, order, policy

WITHIN, WARN, DISPUTE = Judgement.WITHIN, Judgement.WARN, Judgement.DISPUTE


def held_against(
    facts: OrderFacts, *lines: BilledLine, tolerance: Tolerance | None = None
) -> MatchResult:
    claim = Claim(facts.currency, claimed(invoice_lines(lines)))
    return match(claim, facts.lines, policy(tolerance or Tolerance()))


def judged(lines: Sequence[BilledLine], facts: OrderFacts | None = None) -> Judgement:
    return held_against(facts or order(), *lines).verdict


@pytest.mark.parametrize(
    ("quantity", "price", "verdict"),
    [
        ("100", "10", WITHIN),
        ("102", "10", WITHIN),
        ("102.000001", "10", DISPUTE),
        ("100", "10.2", WITHIN),
        ("100", "10.200001", DISPUTE),
        ("100", "9.8", WITHIN),
        ("100", "9.799999", DISPUTE),
        ("102", "10.2", DISPUTE),
        ("50", "10", WITHIN),
    ],
)
def test_the_boundary_is_inside(quantity: str, price: str, verdict: Judgement) -> None:
    assert judged([billed(quantity, price)]) is verdict


def test_three_at_two_percent_take_three_point_nought_six() -> None:
    facts = order(agreed(ordered="3"))
    assert judged([billed("3.06")], facts) is WITHIN
    assert judged([billed("3.060001")], facts) is DISPUTE


def test_quantities_count_over_all_lines_of_the_order_line() -> None:
    assert judged([billed("60"), billed("42")]) is WITHIN
    result = held_against(order(), billed("60"), billed("42.000001"))
    assert [line.quantity_check.verdict for line in result.lines] == [DISPUTE, DISPUTE]
    assert result.lines[0].quantity_check.actual == Decimal("102.000001")


def test_what_earlier_invoices_billed_counts() -> None:
    facts = order(agreed(invoiced="60", invoiced_net="600"))
    assert (
        judged([billed("42")], facts) is DISPUTE
    )  # 102 in all, but only 40 were open: 420 for 400
    assert judged([billed("40")], facts) is WITHIN


def test_what_was_billed_dearer_before_leaves_less() -> None:
    facts = order(agreed(invoiced="50", invoiced_net="510"))
    assert judged([billed("50", "10.2")], facts) is WITHIN
    facts = order(agreed(invoiced="50", invoiced_net="510.01"))
    (line,) = held_against(facts, billed("50", "10.2")).lines
    assert (line.value_check.verdict, line.price_check.verdict) == (DISPUTE, WITHIN)


def test_only_what_was_accepted_is_expected() -> None:
    result = held_against(order(agreed(accepted="40")), billed("100"))
    assert (result.expected.text, result.actual.text, result.delta.text) == (
        "400.00",
        "1000.00",
        "600.00",
    )
    assert result.document_check.verdict is DISPUTE


def test_a_document_may_be_off_though_no_line_is_alone() -> None:
    """Each line is 1.99 % dear; what the second bills beyond what is open is too much for the document."""
    facts = order(agreed(1, accepted="100"), agreed(2, ordered="100", accepted="98"))
    result = held_against(facts, billed("100", "10.199"), billed("99.9", "10.2", po_line=2))
    assert {line.quantity_check.verdict for line in result.lines} == {WITHIN}
    assert {line.price_check.verdict for line in result.lines} == {WITHIN}
    assert result.document_check.verdict is DISPUTE
    assert [line.po_line for line in result.lines_off] == [1, 2]


def test_own_credit_notes_make_room_for_what_they_took_off() -> None:
    facts = order(agreed(ordered="10", accepted="7"))
    lines = claimed(invoice_lines((billed("10"),)))
    assert match(Claim(facts.currency, lines), facts.lines, policy()).verdict is DISPUTE
    credited = {1: Counted(Decimal(3), Decimal(30))}
    result = match(Claim(facts.currency, lines, credited), facts.lines, policy())
    assert (result.verdict, result.lines[0].invoiced_before) == (WITHIN, Decimal(-3))


def test_another_article_or_a_line_never_ordered_is_expected_to_cost_nothing() -> None:
    other = held_against(order(), billed(sku="NUT-M8"))
    assert (other.expected.text, other.lines[0].verdict) == ("0.00", DISPUTE)
    unknown = held_against(order(), billed("1", po_line=9))
    assert (unknown.lines[0].ordered_sku, unknown.lines[0].verdict) == (None, DISPUTE)


def test_too_low_is_a_warning_where_the_policy_says_so_and_too_high_never_is() -> None:
    lenient = Tolerance(lower_side=LowerSide.WARN)
    assert held_against(order(), billed(price="5"), tolerance=lenient).verdict is WARN
    assert held_against(order(), billed(price="10.21"), tolerance=lenient).verdict is DISPUTE


def test_free_goods_are_matched_by_quantity_alone() -> None:
    facts = order(agreed(price="0"))
    assert judged([billed(price="0")], facts) is WITHIN
    assert judged([billed("102.1", price="0")], facts) is DISPUTE
    assert judged([billed(price="0.01")], facts) is DISPUTE


def test_an_absolute_limit_is_held_against_the_worth_of_a_deviation() -> None:
    tight = Tolerance(absolute=Decimal(5))
    assert held_against(order(), billed("100.5"), tolerance=tight).verdict is WITHIN
    (line,) = held_against(order(), billed("100.6"), tolerance=tight).lines
    assert (line.quantity_check.worth, line.quantity_check.verdict) == (Decimal(6), DISPUTE)


def test_the_result_tells_the_policy_that_applied() -> None:
    result = held_against(order(), billed())
    assert (result.tolerance, result.tolerance_version) == (Tolerance(), 3)


def test_an_invoice_as_ordered_agrees_without_any_tolerance() -> None:
    facts = order(agreed(ordered="3", price="0.335"))
    exact = Tolerance(percent=Decimal(0))
    assert held_against(facts, billed("3", "0.335"), tolerance=exact).verdict is WITHIN


def test_the_figures_of_a_result_come_back_from_its_json() -> None:
    result = held_against(order(agreed(price="0.333333")), billed("97.5", "0.34"))
    text = result.model_dump_json()
    again = MatchResult.model_validate_json(text)
    assert (again, again.model_dump_json()) == (result, text)
