"""Laws of every contract: parts sum to the price, nothing grows, and no step comes before another."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.murabaha.contract import commands as c
from domain.murabaha.contract.machine import MACHINE
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.murabaha.contract.terms import FinancingTerms, schedule
from domain.shared.business_date import months_after
from domain.shared.money import Money
from tests.domain.murabaha.contracts import (
    APPROVED,
    BANK,
    ISSUED,
    RECEIVED,
    active,
    given,
    paid,
    request,
    returned,
    usd,
)
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import Outcome, Story

CURRENCIES = st.sampled_from((("USD", 2), ("JPY", 0), ("KWD", 3)))
COUNTS = st.integers(1, 360)
FIRST_DAYS = st.dates(date(2026, 4, 1), date(2036, 1, 1))
LADDER = [
    Status.REQUESTED,
    Status.CONTRACTED,
    Status.ASSET_ACQUIRED,
    Status.ASSET_TRANSFERRED,
    Status.ACTIVE,
    Status.SETTLED,
]


@st.composite
def terms(draw: st.DrawFn) -> tuple[Money, FinancingTerms]:
    """A cost of at least 360 minor units, and terms on it."""
    currency, scale = draw(CURRENCIES)
    cost = Money(Decimal(draw(st.integers(360, 10**12))).scaleb(-scale), currency)
    percent = Decimal(draw(st.integers(0, 100_000_000))).scaleb(-6)
    return cost, FinancingTerms(
        markup_percent=percent, instalments=draw(COUNTS), first_due_date=draw(FIRST_DAYS)
    )


@for_all(terms())
def test_instalments_sum_to_cost_and_markup_exactly(drawn):
    cost, agreed = drawn
    parts = schedule(cost, agreed)
    markup = agreed.markup_on(cost)
    assert Money.total((one.amount for one in parts), cost.currency) == cost + markup
    assert Money.total((one.markup for one in parts), cost.currency) == markup
    amounts = [one.amount.amount for one in parts]
    assert max(amounts) - min(amounts) <= Decimal(1).scaleb(-cost.currency.scale)
    assert amounts == sorted(amounts, reverse=True)
    assert all(one.markup <= one.amount for one in parts)


@for_all(terms(), COUNTS)
def test_the_markup_is_the_same_however_long_it_takes(drawn, count):
    """It never compounds: more months make smaller parts, not a higher price."""
    cost, agreed = drawn
    other = agreed.model_copy(update={"instalments": count})
    total = Money.total((one.amount for one in schedule(cost, agreed)), cost.currency)
    assert Money.total((one.amount for one in schedule(cost, other)), cost.currency) == total


@for_all(terms())
def test_instalments_fall_due_a_month_apart_and_none_skips_a_month(drawn):
    cost, agreed = drawn
    first = agreed.first_due_date
    for place, one in enumerate(schedule(cost, agreed)):
        due = one.due_on
        assert (due.year * 12 + due.month) - (first.year * 12 + first.month) == place
        last = (months_after(due.replace(day=1), 1) - due).days == 1
        assert due.day == first.day or (last and due.day < first.day)


STEPS = st.sampled_from(
    (
        request(),
        c.Contract(),
        c.Acquire(),
        c.Transfer(),
        c.Activate(),
        c.Settle(rebate=usd("10.00")),
        c.Cancel(reason="no"),
        c.EndWithOrder(reason="off"),
        *(paid(number) for number in (1, 2, 3, 4)),
        *(returned(number) for number in (1, 2, 3, 4)),
    )
)


@for_all(st.lists(STEPS, max_size=25), st.sampled_from((APPROVED, ISSUED, RECEIVED)))
def test_no_step_comes_in_another_order_and_the_price_never_moves(steps, order):
    """Whatever anybody asks for: each state follows the one before it, and the price is the signed one."""
    story: Story[MurabahaContract] = given()
    for step in steps:
        before = story.state
        outcome: Outcome[MurabahaContract] = story.when(step, by=BEN, order=order, bank=BANK)
        if outcome.refusal is not None:
            continue
        story = outcome.story
        _moves_forward(before, story.state)
        if before.agreed is not None:
            assert story.state.agreed == before.agreed
        if story.state.agreed is not None:
            assert story.state.total_paid + story.state.outstanding <= story.state.signed.price


def _moves_forward(before: MurabahaContract, after: MurabahaContract) -> None:
    if after.status is Status.CANCELLED:
        assert before.status in LADDER[:3]
    elif before.status is None:
        assert after.status is Status.REQUESTED
    elif before.status is Status.SETTLED:
        assert after.status is Status.ACTIVE
    else:
        rise = LADDER.index(after.status) - LADDER.index(before.status)  # type: ignore[arg-type]
        assert rise in (0, 1)
    if after.status in LADDER[2:4]:
        assert after.agreed is not None


@for_all(st.integers(0, 3), st.integers(0, 600_000))
def test_an_early_settlement_costs_the_rest_less_the_rebate_to_the_cent(months, cents):
    story = active()
    for number in range(1, months + 1):
        story = story.when(paid(number), by=BEN)
    rebate = usd(str(Decimal(cents).scaleb(-2)))
    early = story.when(c.Settle(rebate=rebate), by=ANN)
    if months == 3 or rebate > usd(str(2000 * (3 - months))):
        assert early.refusal is not None
        return
    assert early.state.outstanding + rebate == story.state.outstanding
    assert early.when(paid(4), by=BEN).state.status is Status.SETTLED


def test_the_table_has_one_way_up() -> None:
    ways = {(row.source, row.leads_to) for row in MACHINE.rows if row.source != row.leads_to}
    up = {
        (source, target) for source, target in ways if target in LADDER and source is not None
    } - {(Status.SETTLED, Status.ACTIVE)}
    assert up == set(pairwise(LADDER))
