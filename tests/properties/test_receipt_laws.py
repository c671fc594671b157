"""However an order is delivered, what is accepted stays within the tolerance, told by plain fractions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.receiving.context import OrderFacts
from domain.receiving.goods_receipt.commands import Return
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.state import Status
from domain.shared.decimals import EXACT
from tests.domain.purchasing.people import BEN
from tests.domain.receiving.deliveries import NUT, came, delivery, order, ordered

quantities = st.decimals(Decimal("0.001"), Decimal(1000), places=3)
percents = st.sampled_from(["0", "0.5", "2", "2.000001", "10", "100"])
deliveries = st.lists(st.tuples(st.sampled_from([1, 2]), quantities), min_size=1, max_size=12)


def with_accepted(facts: OrderFacts, accepted: dict[int, Decimal]) -> OrderFacts:
    """The order after what was accepted."""
    lines = tuple(
        replace(line, accepted=EXACT.add(line.accepted, accepted.get(line.po_line, Decimal(0))))
        for line in facts.lines
    )
    return replace(facts, lines=lines)


@given(quantities, quantities, percents, deliveries)
def test_a_delivery_is_taken_exactly_when_the_sum_of_all_is_within_the_tolerance(
    bolts: Decimal, nuts: Decimal, percent: str, brought: list[tuple[int, Decimal]]
) -> None:
    wanted = {1: Fraction(bolts), 2: Fraction(nuts)}
    accepted = {1: Fraction(0), 2: Fraction(0)}
    limit = 1 + Fraction(percent) / 100
    facts = order(ordered(f"{bolts:f}"), ordered(f"{nuts:f}", po_line=2, sku=NUT), percent=percent)
    for po_line, quantity in brought:
        sku = facts.lines[po_line - 1].sku
        outcome = delivery(facts, came(f"{quantity:f}", po_line, sku))
        fits = accepted[po_line] + Fraction(quantity) <= wanted[po_line] * limit
        assert (outcome.state.status is Status.RECEIVED) is fits
        if fits:
            accepted[po_line] += Fraction(quantity)
            least = 2 - limit
            whole = all(accepted[number] >= wanted[number] * least for number in wanted)
            assert outcome.state.completes_order is whole
            facts = with_accepted(facts, dict(outcome.state.accepted))
        assert {line.po_line: Fraction(line.accepted) for line in facts.lines} == accepted


@given(quantities, percents, quantities, quantities)
def test_what_is_sent_back_and_what_is_kept_are_what_came(
    wanted: Decimal, percent: str, before: Decimal, brought: Decimal
) -> None:
    facts = order(ordered(f"{wanted:f}", f"{before:f}"), percent=percent)
    held = delivery(facts, came(f"{brought:f}"), came("1", 3))
    outcome = held.when(Return(), by=BEN, order=facts)
    assert outcome.state.resolution is not None
    sent_back = outcome.state.resolution.sent_back
    came_in = Fraction(brought) + 1
    kept = sum(map(Fraction, outcome.state.accepted.values()), Fraction(0))
    assert kept + sum(Fraction(line.quantity) for line in sent_back) == came_in
    assert kept <= max(Fraction(wanted) - Fraction(before), Fraction(0))
    assert GOODS_RECEIPT.fold(outcome.story.events) == outcome.state
