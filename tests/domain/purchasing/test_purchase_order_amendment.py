"""Amending an issued order: a new revision, perhaps a fresh approval, never below what came."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.purchasing.approval import QuotedRate
from domain.purchasing.lines import AmendedLine
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.rules import (
    amended_lines_are_known,
    amended_total_is_countable,
    amendment_changes_something,
    amendment_covers_what_came,
    amendment_keeps_lines,
    delivered_lines_stay_the_same,
    lines_are_in_order_currency,
    only_an_untouched_order_moves,
)
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.purchasing.rules import (
    approver_had_no_hand_in_it,
    level_of_approver_suffices,
    supplier_is_active,
    supplier_is_known,
)
from domain.shared.money import Money
from domain.shared.sku import SkuCode
from tests.domain.purchasing.order_events import (
    INVOICE,
    acknowledged,
    amend,
    amended,
    approved,
    billed,
    changed,
    issued,
    line,
    partly_received,
    received,
)
from tests.domain.purchasing.people import ACME, ANN, CLEO, DAN, EVE, GLOBEX, of, policy
from tests.given_when_then import Outcome

Made = Callable[[], Outcome[PurchaseOrder]]


@pytest.mark.parametrize(
    "before", [issued, acknowledged, partly_received], ids=lambda made: made.__name__
)
def test_an_amendment_that_costs_no_more_makes_a_new_revision_at_once(before: Made) -> None:
    order = before()
    outcome = amended(order, changed("9"))
    outcome.then_only(
        e.PurchaseOrderAmended,
        revision=2,
        reason="Acme asked for it",
        former_lines=order.state.current.lines,
        lines=outcome.state.current.lines,
        former_totals=order.state.current.totals,
        amended_by=DAN,
    ).leads_to(Status.ISSUED)
    assert outcome.state.total == Money("450.00", "USD")
    assert outcome.state.supplier_has_this_revision


def test_an_order_is_amended_between_issue_and_the_last_receipt_only() -> None:
    for order in (approved(), received()):
        amended(order, changed("9")).impossible()


def test_an_amendment_that_costs_more_needs_a_fresh_approval() -> None:
    outcome = amended(issued(), changed("20.000001"))
    assert [type(event) for event in outcome.events] == [
        e.PurchaseOrderAmended,
        e.PurchaseOrderReapprovalRequired,
    ]
    required = outcome.events[1]
    assert isinstance(required, e.PurchaseOrderReapprovalRequired)
    assert (required.revision, required.causes) == (2, (e.ReapprovalCause.TOTAL_RISES,))
    assert required.assessment.total == Money("1000.00", "USD")
    outcome.leads_to(Status.AWAITING_APPROVAL)
    assert outcome.state.approval.signatures == ()
    assert not outcome.state.supplier_has_this_revision


def test_the_fresh_approval_takes_the_level_of_the_new_total() -> None:
    waiting = amended(issued(), changed("20.0002"))
    waiting.when(c.Approve(), **of(CLEO, "L1")).refused(level_of_approver_suffices)
    again = waiting.when(c.Approve(revision=2), **of(CLEO, "L2"))
    again.then_only(e.PurchaseOrderApproved, revision=2, total=Money("1000.01", "USD"))
    issued_again = again.when(c.Issue(), by=ANN, supplier=ACME)
    issued_again.then_only(e.PurchaseOrderIssued, revision=2, total=Money("1000.01", "USD"))


def test_who_amended_an_order_does_not_approve_the_amendment() -> None:
    amended(issued(), changed("20")).when(c.Approve(), **of(DAN, "L3")).refused(
        approver_had_no_hand_in_it, duties=("amended",)
    )


def test_another_supplier_needs_a_fresh_approval_however_cheap() -> None:
    command = amend(changed("9"), supplier_id=GLOBEX.supplier_id)
    outcome = issued().when(command, by=DAN, policy=policy(), supplier=GLOBEX)
    required = outcome.events[-1]
    assert isinstance(required, e.PurchaseOrderReapprovalRequired)
    assert required.causes == (e.ReapprovalCause.SUPPLIER_CHANGES,)
    again = outcome.when(c.Approve(), **of(CLEO, "L1")).when(c.Issue(), by=ANN, supplier=GLOBEX)
    again.then_only(e.PurchaseOrderIssued, supplier_id=GLOBEX.supplier_id, supplier_name="Globex")


def test_a_rejected_amendment_restores_the_former_revision_and_its_approval() -> None:
    order = acknowledged()
    outcome = amended(order, changed("20")).when(c.Reject(reason="too dear"), **of(CLEO, "L3"))
    outcome.then(
        e.PurchaseOrderAmendmentRejected(
            rejected_revision=2, revision=1, reason="too dear", rejected_by=CLEO
        )
    ).leads_to(Status.ISSUED)
    assert outcome.state.current == order.state.current
    assert outcome.state.supplier_has_this_revision


def test_the_number_of_a_rejected_revision_is_not_used_again() -> None:
    rejected = amended(issued(), changed("20")).when(c.Reject(reason="too dear"), **of(CLEO, "L3"))
    amended(rejected, changed("9")).then_only(e.PurchaseOrderAmended, revision=3)


@pytest.mark.parametrize("lines", [[changed("3.999999")], [changed("5", po_line=2)]])
def test_no_line_goes_below_what_was_received(lines: list[AmendedLine]) -> None:
    order = partly_received(line(), line(), _1="4", _2="5")
    amended(order, *lines).refused(amendment_covers_what_came)


def test_a_line_can_be_amended_down_to_what_was_received_exactly() -> None:
    outcome = amended(partly_received(_1="4"), changed("4"))
    assert outcome.state.total == Money("200.00", "USD")


def test_no_line_goes_below_what_was_invoiced() -> None:
    begun = partly_received(_1="4").when(
        c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="4.05")), by=EVE
    )
    amended(begun, changed("4.04")).refused(
        amendment_covers_what_came,
        lines=[{"poLine": 1, "quantity": "4.04", "least": "4.05"}],
    )


def test_a_line_that_was_delivered_stays_the_article_that_it_is() -> None:
    other = changed("10", sku=SkuCode("BOLT-M10"))
    amended(partly_received(), other).refused(delivered_lines_stay_the_same)
    amended(acknowledged(), other).leads_to(Status.ISSUED)


def test_another_supplier_does_not_take_over_what_this_one_began_to_deliver() -> None:
    command = amend(changed("10"), supplier_id=GLOBEX.supplier_id)
    partly_received().when(command, by=DAN, policy=policy(), supplier=GLOBEX).refused(
        only_an_untouched_order_moves
    )


def test_lines_keep_their_numbers_when_an_amendment_names_them() -> None:
    order = issued(line("1"), line("2"), line("3"))
    outcome = amended(order, changed("1", "60"), changed("3", po_line=3), changed("1", po_line=1))
    numbered = [(one.po_line, f"{one.quantity} {one.net}") for one in outcome.state.current.lines]
    assert numbered == [(1, "1 50.00 USD"), (3, "3 150.00 USD"), (4, "1 60.00 USD")]


def test_lines_without_numbers_take_the_places_of_the_former_ones() -> None:
    outcome = amended(issued(line("1"), line("2")), changed("1"), changed("1"))
    assert [one.po_line for one in outcome.state.current.lines] == [1, 2]


@pytest.mark.parametrize("numbers", [(9,), (1, 1)])
def test_an_amendment_names_lines_of_the_order_each_once(numbers: tuple[int, ...]) -> None:
    lines = (changed("1", po_line=number) for number in numbers)
    amended(issued(), *lines).refused(amended_lines_are_known)


def test_an_amendment_changes_something() -> None:
    amended(issued(), changed()).refused(amendment_changes_something)


def test_an_amended_order_still_orders_something_in_its_own_currency() -> None:
    amended(issued()).refused(amendment_keeps_lines)
    amended(issued(), changed(currency="EUR")).refused(lines_are_in_order_currency)


def test_an_amendment_is_made_with_an_active_supplier_that_exists() -> None:
    command = amend(changed("9"), supplier_id=GLOBEX.supplier_id)
    blocked = replace(GLOBEX, active=False)
    issued().when(command, by=DAN, policy=policy(), supplier=blocked).refused(supplier_is_active)
    issued().when(command, by=DAN, policy=policy(), supplier=None).refused(supplier_is_known)


def test_an_absurd_amendment_is_refused_and_not_computed() -> None:
    huge = amend(changed("999999999999", "1"), exchange_rate=QuotedRate(rate=Decimal(10) ** 9))
    issued().when(huge, by=DAN, policy=policy(), supplier=ACME).refused(amended_total_is_countable)
