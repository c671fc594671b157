"""A month whose lists say something else than was played is a failure, whatever it looks like."""

from dataclasses import replace
from typing import Any

import pytest

from api.cli.complaint import tell
from api.cli.demo.evidence import EXCEPTIONS, REFUSALS, STILL_OPEN, NotAsPlayed, verify
from api.cli.demo.finance.figures import MatchException, Matching
from tests.api.cli.demo.finance.sample import MONTH, jpy

FOUND = tuple(
    MatchException(what, "A-1", "Bergmann", "", "open", open=True) for what in EXCEPTIONS.elements()
)
PAYOUT = MONTH.payouts[0]
AS_PLAYED = replace(
    MONTH,
    matching=Matching(44, 40, STILL_OPEN, FOUND),
    payouts=(*MONTH.payouts, replace(PAYOUT, amount=jpy("875000", "5337.50"))),
    refusals=[MONTH.refusals[0]] * REFUSALS,
)


def test_a_month_that_went_well_is_accepted() -> None:
    verify(AS_PLAYED)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"ordered": 59},
        {"matching": Matching(44, 40, STILL_OPEN, FOUND[1:])},
        {"matching": Matching(44, 40, 0, FOUND)},
        {"refusals": MONTH.refusals[:1]},
        {"payouts": MONTH.payouts},
    ],
)
def test_a_month_that_went_otherwise_is_a_failure(otherwise: dict[str, Any]) -> None:
    with pytest.raises(NotAsPlayed) as failure:
        verify(replace(AS_PLAYED, **otherwise))
    assert tell(failure.value) == 1
