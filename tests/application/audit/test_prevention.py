"""Whoever did one half of a control does not do the other, whatever they are by then."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.audit.segregation.conflict import Conflict
from domain.audit.segregation.preventive import PREVENTIVE
from domain.purchasing.approval import acting_authority
from domain.shared.refusal import SegregationOfDutiesViolation
from domain.shared.rule import Rule
from domain.shared.segregation import Separated
from tests.application.audit.company import Office
from tests.application.audit.conflicting_deeds import STORIES, Story

CASES = [
    pytest.param(conflict, story, id=f"{conflict.name}:{story.__name__}")
    for conflict in PREVENTIVE
    for story in STORIES[Separated(conflict.name)]
]


@pytest.fixture
def office() -> Iterator[Office]:
    """A company of the test's own."""
    opened = Office()
    yield opened
    opened.here.company.close()


@pytest.mark.parametrize(("conflict", "story"), CASES)
def test_the_second_duty_is_refused_by_the_name_of_the_conflict(
    office: Office, conflict: Conflict, story: Story
) -> None:
    attempt = story(office)
    with pytest.raises(SegregationOfDutiesViolation) as refused:
        office.do(attempt.by, attempt.task)
    assert refused.value.facts["conflicts"] == (conflict.name,)
    assert office.walked().broken == ()


@pytest.mark.parametrize(("conflict", "story"), CASES)
def test_if_no_rule_refused_it_the_walk_over_the_log_would_find_it(
    office: Office, conflict: Conflict, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = story(office)
    _open_the_hole(monkeypatch)
    office.do(attempt.by, attempt.task)
    assert {one.rule for one in office.walked().broken} == {conflict.name}


def _open_the_hole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule that separates duties holds, and authority is taken from whoever has it."""
    holds = Rule.holds

    def holds_anyway(self: Rule, state: Any, command: Any, context: Any) -> bool:
        return bool(self.conflicts) or holds(self, state, command, context)

    def from_anybody(authorities: Any, required: Any, _: Any) -> Any:
        return acting_authority(authorities, required, frozenset())

    monkeypatch.setattr(Rule, "holds", holds_anyway)
    for module in ("requisition.machine", "purchase_order.decide"):
        monkeypatch.setattr(f"domain.purchasing.{module}.acting_authority", from_anybody)
