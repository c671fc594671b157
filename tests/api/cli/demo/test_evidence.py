"""A play whose lists, history or log say something else is a failure, whatever it looks like."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from api.cli.complaint import tell
from api.cli.demo.company import Person
from api.cli.demo.evidence import Evidence, NotAsPlayed, verify


def order(total: str) -> dict[str, Any]:
    """An order of some amount at its third version."""
    return {"version": 3, "totals": {"gross": {"amount": total, "currency": "EUR"}}}


AS_PLAYED = Evidence(
    orders=[
        {"status": status} for status in ("Acknowledged", "AwaitingApproval", "Cancelled", "Draft")
    ],
    inbox=[{}, {}],
    inbox_of=cast(Person, None),
    history=[{"version": 1}, {"version": 2}, {"version": 3}],
    agreed_at=datetime(2026, 11, 24, 14, 15, tzinfo=UTC),
    then=order("4162.00"),
    now=order("11722.00"),
    changes=[{"path": "/lines/0/quantity", "from": "2", "to": "6"}],
    versions=(1, 3),
    refusals=[{}, {}, {}, {}],
    events={"purchasing.purchase-order": 3},
    position=3,
)


def test_a_play_that_went_well_is_accepted() -> None:
    verify(AS_PLAYED)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"orders": AS_PLAYED.orders[1:]},
        {"inbox": [{}]},
        {"history": [{"version": 1}, {"version": 3}]},
        {"then": order("11722.00")},
        {"now": order("4162.00")},
        {"changes": []},
        {"refusals": [{}]},
    ],
)
def test_a_play_that_went_otherwise_is_a_failure(otherwise: dict[str, Any]) -> None:
    with pytest.raises(NotAsPlayed) as failure:
        verify(replace(AS_PLAYED, **otherwise))
    assert tell(failure.value) == 1
