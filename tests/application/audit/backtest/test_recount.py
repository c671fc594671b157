"""What another policy would have changed, counted twice by two ways that share nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from application.audit.backtest.backtest import Backtest, Step
from application.audit.backtest.redeciding import Redecide, redecisions
from application.audit.backtest.report import ChangedDecision, report, told
from application.audit.backtest.tried import TriedPolicies
from domain.shared.approval_mode import ApprovalMode
from domain.shared.tolerance import Joined, LowerSide, Tolerance
from tests.application.audit.backtest.past import Past, thresholds
from tests.application.audit.backtest.recount import Allowed, Payload, Recount, Row, Wish
from tests.application.purchasing.buying import begin_buying
from tests.application.stage import Stage

HALF = Tolerance(
    percent=Decimal("0.5"),
    absolute=Decimal("3.20"),
    operator=Joined.OR,
    lower_side=LowerSide.WARN,
)
BOTH = Tolerance(percent=Decimal(5), absolute=Decimal(40))
TRIED = {
    "one percent": (
        TriedPolicies(match_tolerance=Tolerance(percent=Decimal(1))),
        Wish(match=Allowed(Fraction(1))),
    ),
    "half a percent or some euro, and too little is a warning": (
        TriedPolicies(match_tolerance=HALF),
        Wish(match=Allowed(Fraction(1, 2), Fraction("3.20"), either=True, warns_below=True)),
    ),
    "five percent and at most forty euro": (
        TriedPolicies(match_tolerance=BOTH),
        Wish(match=Allowed(Fraction(5), Fraction(40))),
    ),
    "deliveries to one percent": (
        TriedPolicies(receipt_tolerance=Tolerance(percent=Decimal(1))),
        Wish(receipt=Fraction(1)),
    ),
    "other thresholds": (
        TriedPolicies(approval_thresholds=thresholds("500", "5000")),
        Wish(thresholds=("500", "5000")),
    ),
    "one of each level": (
        TriedPolicies(approval_mode=ApprovalMode.SEQUENTIAL),
        Wish(mode="sequential"),
    ),
    "everything at once": (
        TriedPolicies(
            match_tolerance=Tolerance(percent=Decimal(0)),
            receipt_tolerance=Tolerance(percent=Decimal(3)),
            approval_thresholds=thresholds("2000", "20000.50"),
            approval_mode=ApprovalMode.SINGLE,
        ),
        Wish(Allowed(Fraction(0)), Fraction(3), ("2000", "20000.50"), "single"),
    ),
}


@pytest.mark.parametrize(
    "invoices", [200, pytest.param(10_000, marks=pytest.mark.long)], ids=["200", "10000"]
)
async def test_a_back_test_finds_what_a_recount_finds_to_the_cent(
    stage: Stage, invoices: int
) -> None:
    past = Past(await begin_buying(stage))
    await past.play(invoices)
    assert past.invoices >= invoices
    events = await past.raw()
    for name, (tried, wish) in TRIED.items():
        await agree(stage, events, tried, wish, name)
    assert await stage.store.head(stage.tenant) == len(events), "a back-test stores nothing"


async def agree(
    stage: Stage, events: list[Payload], tried: TriedPolicies, wish: Wish, name: str
) -> None:
    """The back-test and the recount, row by row and sum by sum."""
    backtest = Backtest(stage.store, stage.tenant, tried)
    steps: list[Step] = [step async for step in await backtest.begin()]
    found = [row(told(each)) for step in steps for each in step.changed]
    recount = Recount(wish)
    expected = list(recount.rows(events))
    assert found == expected, name
    assert len(expected) > 1, f"{name} changes next to nothing, so that nothing is shown"
    whole = report(backtest.tally, steps[-1].of)
    assert {each.decision: each.decisions for each in whole.decided} == recount.decided, name
    assert whole.changed == len(expected)
    counted = Counter((each.decision, each.before, each.after, each.currency) for each in expected)
    amounts: dict[tuple[str, ...], Fraction] = defaultdict(Fraction)
    for each in expected:
        kind = (each.decision, each.before, each.after, each.currency)
        amounts[kind] += Fraction(each.amount)
    for total in whole.totals:
        kind = (total.decision, total.before, total.after, total.amount.currency)
        assert counted.pop(kind) == total.decisions
        assert Fraction(total.amount.amount) == amounts[kind]
    assert not counted


def row(changed: ChangedDecision) -> Row:
    """As the recount tells it."""
    return Row(
        changed.position,
        changed.decision,
        changed.id,
        changed.before,
        changed.after,
        str(changed.amount.amount),
        changed.amount.currency,
    )


async def test_how_to_decide_again_is_settled_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Past(await begin_buying(stage))
    await past.play(20)
    settled: list[TriedPolicies] = []

    def settling(tried: TriedPolicies) -> Mapping[str, Redecide]:
        settled.append(tried)
        return redecisions(tried)

    monkeypatch.setattr("application.audit.backtest.backtest.redecisions", settling)
    tried, _ = TRIED["everything at once"]
    walk = await Backtest(stage.store, stage.tenant, tried).begin()
    assert sum([len(step.changed) async for step in walk]) > 1
    assert settled == [tried]
