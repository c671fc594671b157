"""Who may approve an order, at which total, in which order the guards speak, and what is recorded."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.purchasing.approval import Authority, QuotedRate
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.rules import (
    PurchaseOrderHasNoLines,
    RevisionSuperseded,
    approved_revision_is_current,
    order_has_lines,
)
from domain.purchasing.purchase_order.state import Status
from domain.purchasing.rules import (
    AmountTooLarge,
    ExchangeRateMissing,
    approver_had_no_hand_in_it,
    approver_has_not_signed_before,
    authority_is_not_borrowed_from_them,
    level_of_approver_suffices,
    rejecter_has_the_level_or_withdraws,
    supplier_is_active,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import UserId
from domain.shared.money import Money
from domain.shared.refusal import InsufficientApprovalAuthority, SegregationOfDutiesViolation
from tests.domain.purchasing.order_events import (
    approved,
    create,
    draft,
    given,
    line,
    submitted,
)
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, EVE, lent, of, policy
from tests.given_when_then import NOON

L1, L2, L3 = ApprovalLevel
SEQUENTIAL = ApprovalMode.SEQUENTIAL


@pytest.mark.parametrize(
    ("total", "level"),
    [
        ("0", L1),
        ("1000.00", L1),
        ("1000.01", L2),
        ("10000.00", L2),
        ("10000.01", L3),
        ("999999999.99", L3),
    ],
)
def test_the_total_decides_the_level_and_the_boundary_belongs_to_the_lower_one(
    total: str, level: ApprovalLevel
) -> None:
    outcome = submitted(line("1", total))
    outcome.then_only(e.PurchaseOrderSubmitted, revision=1, submitted_by=BEN)
    assert outcome.state.approval.assessment.level is level


def test_the_total_that_decides_includes_tax() -> None:
    outcome = submitted(line("1", "1000", tax_rate=Decimal("0.01")))
    assert outcome.state.total == Money("1000.10", "USD")
    assert outcome.state.required_level is L2


def test_the_policies_that_applied_are_kept_in_the_event() -> None:
    (event,) = submitted().events
    assert isinstance(event, e.PurchaseOrderSubmitted)
    assert event.assessment.thresholds == policy().thresholds
    assert (event.assessment.thresholds_version, event.mode, event.mode_version) == (1, "single", 1)
    assert event.assessment.base_total == event.assessment.total == Money("500.00", "USD")
    assert event.assessment.exchange_rate is None


@pytest.mark.parametrize(
    ("rate", "level"),
    [("1", L1), ("1.000001", L1), ("1.00001", L2), ("10", L2), ("10.00001", L3), ("0.1", L1)],
)
def test_a_foreign_total_is_converted_at_the_rate_that_the_event_records(
    rate: str, level: ApprovalLevel
) -> None:
    euros = create(
        line("1", "1000", "EUR"), currency="EUR", exchange_rate=QuotedRate(rate=Decimal(rate))
    )
    outcome = (
        given()
        .when(euros, by=ANN, supplier=ACME)
        .when(c.Submit(), by=ANN, policy=policy(), supplier=ACME)
    )
    assessment = outcome.state.approval.assessment
    assert assessment.level is level
    assert assessment.exchange_rate is not None
    assert assessment.exchange_rate.rate == Decimal(rate)
    assert assessment.exchange_rate.date == NOON.date()
    assert assessment.total == Money("1000.00", "EUR")
    assert assessment.base_total.currency == "USD"


def test_a_cent_above_the_limit_after_conversion_needs_the_next_level() -> None:
    quoted = QuotedRate(rate=Decimal("1.00001"), provider="ECB")
    euros = create(line("1", "1000", "EUR"), currency="EUR", exchange_rate=quoted)
    outcome = (
        given()
        .when(euros, by=ANN, supplier=ACME)
        .when(c.Submit(), by=ANN, policy=policy(), supplier=ACME)
    )
    assert outcome.state.approval.assessment.base_total == Money("1000.01", "USD")
    assert outcome.state.required_level is L2
    assert outcome.state.quoted_rate == QuotedRate(
        rate=Decimal("1.00001"), date=NOON.date(), provider="ECB"
    )


def test_a_foreign_total_without_a_rate_is_not_submitted() -> None:
    euros = draft(line(currency="EUR"), currency="EUR")
    euros.when(c.Submit(), by=ANN, policy=policy(), supplier=ACME).refused(
        ExchangeRateMissing, currency="EUR", base_currency="USD"
    )
    stated = c.Submit(exchange_rate=QuotedRate(rate=Decimal("1.1")))
    outcome = euros.when(stated, by=ANN, policy=policy(), supplier=ACME)
    assert outcome.state.approval.assessment.base_total == Money("550.00", "USD")


def test_a_rate_that_makes_the_total_absurd_is_refused() -> None:
    euros = draft(line("1000000", "100000", "EUR"), currency="EUR")
    stated = c.Submit(exchange_rate=QuotedRate(rate=Decimal(10) ** 9))
    euros.when(stated, by=ANN, policy=policy(), supplier=ACME).refused(AmountTooLarge)


def test_an_order_is_not_submitted_to_a_blocked_supplier() -> None:
    blocked = replace(ACME, active=False)
    draft().when(c.Submit(), by=ANN, policy=policy(), supplier=blocked).refused(
        supplier_is_active, supplier_id=ACME.supplier_id
    )


@pytest.mark.parametrize("level", [L2, L3])
def test_one_approver_of_the_required_level_or_above_is_enough(level: ApprovalLevel) -> None:
    outcome = submitted(line("1", "1000.01")).when(c.Approve(comment="fine"), **of(CLEO, level))
    outcome.then(
        e.PurchaseOrderApproved(
            approver=CLEO,
            level=L2,
            revision=1,
            total=Money("1000.01", "USD"),
            approved_at=NOON,
            comment="fine",
        )
    ).leads_to(Status.APPROVED)


def test_a_level_too_low_does_not_approve() -> None:
    submitted(line("1", "1000.01")).when(c.Approve(), **of(CLEO, "L1")).refused(
        level_of_approver_suffices, required_level=L2, level=L1
    )


def test_somebody_without_any_level_does_not_approve() -> None:
    submitted().when(c.Approve(), by=CLEO).refused(
        InsufficientApprovalAuthority, required_level=L1, level=None
    )


@pytest.mark.parametrize(("who", "duty"), [(ANN, "created"), (BEN, "submitted")])
def test_whoever_created_or_submitted_it_does_not_approve_it(who: UserId, duty: str) -> None:
    submitted().when(c.Approve(), **of(who, "L3")).refused(
        approver_had_no_hand_in_it, duties=(duty,)
    )


def test_whoever_changed_its_lines_does_not_approve_it() -> None:
    edited = draft().when(c.Edit(lines=(line("2"),)), by=DAN)
    waiting = edited.when(c.Submit(), by=BEN, policy=policy(), supplier=ACME)
    waiting.when(c.Approve(), **of(DAN, "L3")).refused(
        approver_had_no_hand_in_it, duties=("changed",)
    )
    waiting.when(c.Approve(), **of(CLEO, "L3")).leads_to(Status.APPROVED)


def test_an_empty_order_can_wait_but_nobody_can_approve_it() -> None:
    empty = given().when(create().model_copy(update={"lines": ()}), by=ANN, supplier=ACME)
    waiting = empty.when(c.Submit(), by=ANN, policy=policy(), supplier=ACME)
    waiting.when(c.Approve(), **of(CLEO, "L3")).refused(order_has_lines)


def test_guards_speak_cheapest_first_state_then_content_then_level_then_duties() -> None:
    empty = given().when(create().model_copy(update={"lines": ()}), by=ANN, supplier=ACME)
    empty.when(c.Approve(), by=ANN).impossible()
    waiting = empty.when(c.Submit(), by=ANN, policy=policy(), supplier=ACME)
    waiting.when(c.Approve(), by=ANN).refused(PurchaseOrderHasNoLines)
    submitted().when(c.Approve(), by=ANN).refused(InsufficientApprovalAuthority)
    submitted().when(c.Approve(), **of(ANN, "L1")).refused(SegregationOfDutiesViolation)


def test_an_approval_of_another_revision_is_refused() -> None:
    submitted().when(c.Approve(revision=2), **of(CLEO, "L3")).refused(
        approved_revision_is_current, revision=2, current_revision=1
    )
    submitted().when(c.Approve(revision=2), **of(CLEO, "L3")).refused(RevisionSuperseded)
    submitted().when(c.Approve(revision=1), **of(CLEO, "L3")).leads_to(Status.APPROVED)


def test_an_approval_under_delegation_names_both_people() -> None:
    outcome = submitted().when(c.Approve(), **lent(CLEO, (DAN, "L2")))
    outcome.then_only(e.PurchaseOrderApproved, approver=CLEO, on_behalf_of=DAN, level=L1)


def test_ones_own_level_is_used_before_a_borrowed_one() -> None:
    both = (Authority(L3, DAN, delegated=True), Authority(L1, CLEO))
    outcome = submitted().when(c.Approve(), by=CLEO, authorities=both)
    outcome.then_only(e.PurchaseOrderApproved, approver=CLEO, on_behalf_of=None)


def test_authority_borrowed_from_somebody_who_raised_it_does_not_approve_it() -> None:
    submitted().when(c.Approve(), **lent(CLEO, (ANN, "L3"))).refused(
        authority_is_not_borrowed_from_them
    )
    outcome = submitted().when(c.Approve(), **lent(CLEO, (ANN, "L3"), (DAN, "L1")))
    outcome.then_only(e.PurchaseOrderApproved, on_behalf_of=DAN)


def test_a_sequential_approval_takes_each_level_by_another_person() -> None:
    waiting = submitted(line("1", "10000.01"), mode=SEQUENTIAL)
    first = waiting.when(c.Approve(), **of(CLEO, "L1"))
    first.then_only(e.PurchaseOrderApprovalRecorded, approver=CLEO, level=L1, revision=1)
    first.leads_to(Status.AWAITING_APPROVAL)
    second = first.when(c.Approve(), **of(DAN, "L2"))
    second.then_only(e.PurchaseOrderApprovalRecorded, approver=DAN, level=L2)
    third = second.when(c.Approve(), **of(EVE, "L3"))
    third.then_only(e.PurchaseOrderApproved, approver=EVE, level=L3).leads_to(Status.APPROVED)
    assert [one.approver for one in third.state.approval.signatures] == [CLEO, DAN, EVE]


def test_a_sequential_approval_asks_for_the_lowest_missing_level_first() -> None:
    waiting = submitted(line("1", "5000"), mode=SEQUENTIAL)
    first = waiting.when(c.Approve(), **of(CLEO, "L3"))
    first.then_only(e.PurchaseOrderApprovalRecorded, level=L1)
    first.when(c.Approve(), **of(DAN, "L1")).refused(level_of_approver_suffices)
    first.when(c.Approve(), **of(DAN, "L2")).then_only(e.PurchaseOrderApproved, level=L2)


def test_nobody_signs_two_steps_of_one_approval() -> None:
    first = submitted(line("1", "5000"), mode=SEQUENTIAL).when(c.Approve(), **of(CLEO, "L3"))
    first.when(c.Approve(), **of(CLEO, "L3")).refused(approver_has_not_signed_before)


def test_nobody_signs_a_second_step_through_somebody_else() -> None:
    first = submitted(line("1", "5000"), mode=SEQUENTIAL).when(c.Approve(), **of(CLEO, "L3"))
    first.when(c.Approve(), **lent(DAN, (CLEO, "L3"))).refused(authority_is_not_borrowed_from_them)
    lent_first = submitted(line("1", "5000"), mode=SEQUENTIAL).when(
        c.Approve(), **lent(DAN, (CLEO, "L3"))
    )
    lent_first.when(c.Approve(), **of(CLEO, "L3")).refused(approver_has_not_signed_before)


def test_a_small_order_takes_one_signature_in_sequence_too() -> None:
    submitted(mode=SEQUENTIAL).when(c.Approve(), **of(CLEO, "L1")).then_only(
        e.PurchaseOrderApproved, level=L1
    )


def test_policies_changed_after_the_submission_do_not_matter() -> None:
    waiting = submitted(line("1", "5000"))
    waiting.when(c.Approve(), **of(CLEO, "L2"), policy=policy(SEQUENTIAL)).leads_to(Status.APPROVED)


def test_a_rejected_order_is_cancelled_and_says_why() -> None:
    outcome = submitted().when(c.Reject(reason="too dear"), **of(CLEO, "L3"))
    outcome.then(e.PurchaseOrderRejected(reason="too dear", rejected_by=CLEO))
    assert outcome.leads_to(Status.CANCELLED).state.reason == "too dear"


def test_somebody_without_the_level_does_not_turn_down_what_others_ask_for() -> None:
    waiting = submitted(line("1", "1000.01"))
    waiting.when(c.Reject(reason="no"), by=CLEO).refused(rejecter_has_the_level_or_withdraws)
    too_low = waiting.when(c.Reject(reason="no"), **of(CLEO, "L1"))
    too_low.refused(rejecter_has_the_level_or_withdraws)


def test_whoever_had_a_hand_in_an_order_may_take_it_back() -> None:
    outcome = submitted().when(c.Reject(reason="no longer needed"), by=ANN)
    assert outcome.leads_to(Status.CANCELLED).state.reason == "no longer needed"


def test_an_approved_order_is_not_approved_again() -> None:
    approved().when(c.Approve(), **of(DAN, "L3")).impossible()
