"""Whoever did one half of a control does not do the other, whatever they are by then."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.payments import payment_run as runs
from application.purchasing import purchase_order as orders
from application.purchasing import supplier as suppliers
from domain.audit.segregation.conflict import Conflict
from domain.audit.segregation.preventive import PREVENTIVE
from domain.payments.payment_run.commands import Approve as ApproveRun
from domain.purchasing.approval import acting_authority
from domain.purchasing.purchase_order.commands import Approve, Submit
from domain.purchasing.supplier.commands import ChangeBankAccount
from domain.shared.ids import PaymentRunId
from domain.shared.refusal import SegregationOfDutiesViolation
from domain.shared.rule import Rule
from domain.shared.segregation import Separated
from tests.application.audit.attempt import Story
from tests.application.audit.company import Office
from tests.application.audit.conflicting_deeds import STORIES
from tests.application.audit.deeds_of_paying import another_account
from tests.application.audit.deeds_of_purchasing import own_order_with_lent_authority
from tests.machines.one_order import draft_order
from tests.properties.company_chapters import A_MACHINE

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


def test_what_somebody_did_through_a_key_is_held_against_them_and_shows_the_key(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key acts as the person who answers for it; which key it was stays on record."""
    made = draft_order(office.here.company, office.supplier, A_MACHINE)
    office.do_through("svc_1/key_1", "ben", orders.submit_order(made, Submit()))
    office.become_approver("ben")
    approve = orders.approve_order(made, Approve())
    with pytest.raises(SegregationOfDutiesViolation):
        office.do("ben", approve)
    _open_the_hole(monkeypatch)
    office.do("ben", approve)
    (found,) = office.walked().broken
    assert found.first.evidence is not None
    assert (found.person, found.first.evidence.via) == (office.user("ben"), "svc_1/key_1")


def test_who_lent_the_authority_is_shown_with_who_used_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = own_order_with_lent_authority(office)
    _open_the_hole(monkeypatch)
    office.do(attempt.by, attempt.task)
    (found,) = office.walked().broken
    assert found.second.evidence is not None
    lender, delegate = office.user("ann"), office.user("ben")
    assert (found.person, found.second.evidence.through) == (lender, delegate)


def test_an_approver_who_turns_to_bank_accounts_later_has_broken_nothing(office: Office) -> None:
    made = office.issued_order()
    office.delivery(made, "ann")
    office.invoice(made, "ann", "C-1")
    run = PaymentRunId(office.proposed_run("ann"))
    office.do("ben", runs.approve_run(run, ApproveRun()))
    change = ChangeBankAccount(bank_account=1, account=another_account())
    office.do("ben", suppliers.change_bank_account(office.supplier, change))
    assert office.walked().broken == ()


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
