"""A requisition from a draft to an order: who may do what, and what is recorded."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.purchasing.approval import QuotedRate
from domain.purchasing.context import RequisitionFacts
from domain.purchasing.lines import MOST_LINES
from domain.purchasing.requisition import commands as c
from domain.purchasing.requisition import events as e
from domain.purchasing.requisition.rules import (
    chosen_approver_had_no_hand_in_it,
    chosen_approver_has_the_level,
    chosen_approver_is_active,
    lines_share_one_currency,
    requisition_has_lines,
)
from domain.purchasing.requisition.state import Status
from domain.purchasing.rules import (
    approver_had_no_hand_in_it,
    authority_is_not_borrowed_from_them,
    foreign_total_has_a_rate,
    level_of_approver_suffices,
    lines_are_countable,
    lines_are_not_too_many,
    supplier_is_active,
    supplier_is_known,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.context import SYSTEM
from domain.shared.ids import PurchaseOrderId, RequisitionId, UserId
from domain.shared.money import Money
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, lent, of, policy, uuid
from tests.domain.purchasing.requisition_events import (
    approved,
    asked,
    create,
    draft,
    given,
    rejected,
    routed,
    submitted,
    wanted,
)
from tests.given_when_then import NOON

L1, L2, L3 = ApprovalLevel
ORDER = PurchaseOrderId.of(uuid(9))
COPY = RequisitionId.of(uuid(9))


def test_a_draft_numbers_its_lines_and_adds_them_up() -> None:
    outcome = draft(wanted("3", "0.335"), wanted("1", "2"))
    outcome.then_only(
        e.RequisitionCreated, created_by=ANN, currency="USD", total=Money("3.01", "USD")
    ).leads_to(Status.DRAFT)
    assert [(one.line, str(one.net)) for one in outcome.state.lines] == [
        (1, "1.01 USD"),
        (2, "2.00 USD"),
    ]


def test_lines_are_edited_in_a_draft_only() -> None:
    edit = c.Edit(lines=(wanted("1"), wanted("2")))
    outcome = draft().when(edit, by=BEN).leads_to(Status.DRAFT)
    outcome.then_only(e.RequisitionLinesReplaced, replaced_by=BEN, total=Money("150.00", "USD"))
    submitted().when(edit, by=ANN).impossible()


def test_all_lines_of_a_requisition_are_in_one_currency() -> None:
    mixed = (wanted(), wanted(currency="EUR"))
    given().when(create(*mixed), by=ANN).refused(
        lines_share_one_currency, currencies=("USD", "EUR")
    )
    draft().when(c.Edit(lines=mixed), by=ANN).refused(lines_share_one_currency)


def test_lines_that_nobody_could_count_are_refused() -> None:
    given().when(create(*[wanted()] * (MOST_LINES + 1)), by=ANN).refused(lines_are_not_too_many)
    given().when(create(wanted("999999999999", "2")), by=ANN).refused(lines_are_countable)


def test_an_empty_requisition_is_drafted_but_not_submitted() -> None:
    empty = given().when(create(), by=ANN).leads_to(Status.DRAFT)
    empty.when(c.Submit(), by=ANN, policy=policy()).refused(requisition_has_lines)


@pytest.mark.parametrize(
    ("total", "level"),
    [("1000.00", L1), ("1000.01", L2), ("10000.00", L2), ("10000.01", L3)],
)
def test_the_level_is_decided_at_submission_with_the_thresholds_of_that_moment(
    total: str, level: ApprovalLevel
) -> None:
    outcome = submitted(wanted("1", total))
    outcome.then_only(e.RequisitionSubmitted, submitted_by=BEN).leads_to(Status.SUBMITTED)
    assessment = outcome.state.assessment
    assert assessment is not None
    assert (assessment.level, assessment.thresholds_version) == (level, 1)


def test_a_foreign_requisition_is_submitted_with_a_rate() -> None:
    euros = draft(wanted("1", "1000", "EUR"))
    euros.when(c.Submit(), by=ANN, policy=policy()).refused(foreign_total_has_a_rate)
    stated = c.Submit(exchange_rate=QuotedRate(rate=Decimal("1.00001")))
    assert euros.when(stated, by=ANN, policy=policy()).state.required_level is L2


def test_a_policy_asks_an_approver() -> None:
    outcome = routed(wanted("1", "5000"))
    outcome.then(e.RequisitionRouted(approver=CLEO, required_level=L2))
    assert outcome.leads_to(Status.MANAGER_REVIEW).state.approver == CLEO


@pytest.mark.parametrize("who", [ANN, BEN])
def test_nobody_who_raised_it_is_asked(who: UserId) -> None:
    submitted().when(c.RouteForApproval(approver=who), **asked(who, "L3")).refused(
        chosen_approver_had_no_hand_in_it
    )


def test_nobody_is_asked_whose_level_is_too_low() -> None:
    waiting = submitted(wanted("1", "5000"))
    waiting.when(c.RouteForApproval(approver=CLEO), **asked(CLEO, "L1")).refused(
        chosen_approver_has_the_level, required_level=L2, level=L1
    )
    waiting.when(c.RouteForApproval(approver=CLEO), by=SYSTEM, chosen=CLEO).refused(
        chosen_approver_has_the_level, approver=CLEO, level=None
    )


def test_nobody_is_asked_who_is_no_active_user() -> None:
    submitted().when(c.RouteForApproval(approver=CLEO), by=SYSTEM).refused(
        chosen_approver_is_active, approver=CLEO
    )


def test_when_nobody_can_be_asked_that_is_recorded_and_tried_again_later() -> None:
    outcome = submitted().when(c.RouteForApproval(), by=SYSTEM)
    outcome.then(e.RequisitionApproverNotFound(required_level=L1)).leads_to(Status.SUBMITTED)
    assert outcome.state.approver_missing
    later = outcome.when(c.RouteForApproval(approver=CLEO), **asked(CLEO, "L1"))
    assert not later.leads_to(Status.MANAGER_REVIEW).state.approver_missing


def test_anybody_of_the_level_who_had_no_hand_in_it_approves_it() -> None:
    for approver in (CLEO, DAN):
        outcome = routed().when(c.Approve(comment="go"), **of(approver, "L1"))
        outcome.then(
            e.RequisitionApproved(
                approver=approver,
                level=L1,
                total=Money("500.00", "USD"),
                approved_at=NOON,
                comment="go",
            )
        ).leads_to(Status.APPROVED)


def test_a_requisition_is_not_approved_before_somebody_was_asked() -> None:
    submitted().when(c.Approve(), **of(CLEO, "L3")).impossible()


@pytest.mark.parametrize(("who", "duty"), [(ANN, "created"), (BEN, "submitted")])
def test_nobody_approves_what_they_raised(who: UserId, duty: str) -> None:
    routed().when(c.Approve(), **of(who, "L3")).refused(approver_had_no_hand_in_it, duties=(duty,))


def test_a_level_too_low_does_not_approve() -> None:
    routed(wanted("1", "5000")).when(c.Approve(), **of(CLEO, "L1")).refused(
        level_of_approver_suffices, required_level=L2, level=L1
    )


def test_an_approval_under_delegation_names_both_people_and_neither_raised_it() -> None:
    routed().when(c.Approve(), **lent(DAN, (CLEO, "L1"))).then_only(
        e.RequisitionApproved, approver=DAN, on_behalf_of=CLEO
    )
    routed().when(c.Approve(), **lent(DAN, (ANN, "L3"))).refused(
        authority_is_not_borrowed_from_them
    )


def test_an_approved_requisition_becomes_one_order() -> None:
    convert = c.ConvertToPo(supplier_id=ACME.supplier_id)
    outcome = approved().when(convert, by=DAN, supplier=ACME, new_document=ORDER)
    outcome.then(
        e.RequisitionConvertedToPO(
            purchase_order_id=ORDER, supplier_id=ACME.supplier_id, converted_by=DAN
        )
    ).leads_to(Status.CONVERTED_TO_PO)
    outcome.when(convert, by=DAN, supplier=ACME, new_document=ORDER).impossible()
    routed().when(convert, by=DAN, supplier=ACME, new_document=ORDER).impossible()


def test_it_becomes_an_order_from_an_active_supplier_that_exists() -> None:
    convert = c.ConvertToPo(supplier_id=ACME.supplier_id)
    onboarding = replace(ACME, active=False)
    approved().when(convert, by=DAN, supplier=onboarding).refused(supplier_is_active)
    approved().when(convert, by=DAN, supplier=None).refused(supplier_is_known)


def test_a_rejected_requisition_says_why_and_can_be_copied() -> None:
    outcome = rejected()
    outcome.then(e.RequisitionRejected(reason="too dear", rejected_by=CLEO))
    assert outcome.leads_to(Status.REJECTED).state.reject_reason == "too dear"
    copied = outcome.when(c.Copy(), by=ANN, new_document=COPY)
    copied.then(e.RequisitionCopied(copy_id=COPY, copied_by=ANN)).leads_to(Status.REJECTED)
    approved().when(c.Copy(), by=ANN, new_document=COPY).impossible()


def test_a_copy_names_what_it_was_copied_from() -> None:
    origin = RequisitionFacts(RequisitionId.of(uuid(1)), (ANN,))
    outcome = given().when(create(wanted()), by=BEN, origin=origin)
    outcome.then_only(e.RequisitionCreated, copied_from=origin.requisition_id, created_by=BEN)
