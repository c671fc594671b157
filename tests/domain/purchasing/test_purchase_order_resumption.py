"""After a dispute or an amendment an order gets back to where its quantities say it is, step by step."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.resumption import next_step
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.shared.context import SYSTEM
from tests.domain.purchasing.order_events import (
    GRN,
    acknowledged,
    amended,
    approved,
    changed,
    draft,
    invoiced,
    issued,
    line,
    partly_received,
    quantities,
    received,
    submitted,
)
from tests.domain.purchasing.people import ACME, ANN, CLEO, DAN, EVE, of
from tests.given_when_then import Outcome

BLOCKED = replace(ACME, active=False)


def resume(order: Outcome[PurchaseOrder]) -> Outcome[PurchaseOrder]:
    """What the process manager does, with no facts but the order."""
    while (step := next_step(order.state)) is not None:
        order = order.when(step, by=SYSTEM)
    return order


def told(order: Outcome[PurchaseOrder], since: Outcome[PurchaseOrder]) -> list[str]:
    """The last word of each event type after a moment of the story."""
    new = order.story.events[len(since.story.events) :]
    return [event.event_type.rpartition(".")[2] for event in new]


@pytest.mark.parametrize(
    ("before", "steps"),
    [
        (acknowledged, ["reissued", "acknowledged"]),
        (partly_received, ["reissued", "acknowledged", "partially-received"]),
        (received, ["reissued", "acknowledged", "received"]),
        (invoiced, ["reissued", "acknowledged", "received", "invoiced"]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_settled_order_is_back_where_it_was_and_each_step_is_recorded(
    before: Callable[[], Outcome[PurchaseOrder]], steps: list[str]
) -> None:
    order = before()
    resolved = order.when(c.Dispute(reason="?"), by=EVE).when(c.ResolveApprove(), by=ANN)
    resumed = resume(resolved)
    assert told(resumed, resolved) == steps
    assert resumed.state == order.state


def test_a_supplier_who_was_blocked_meanwhile_does_not_keep_an_order_from_going_on() -> None:
    resolved = received().when(c.Dispute(reason="?"), by=EVE).when(c.ResolveApprove(), by=ANN)
    assert resolved.when(c.Issue(), by=ANN, supplier=BLOCKED).state.status is Status.ISSUED
    assert resume(resolved).state.status is Status.RECEIVED


@pytest.mark.parametrize(
    "before",
    [draft, submitted, approved, issued, acknowledged, partly_received, received, invoiced],
    ids=lambda one: one.__name__,
)
def test_an_order_on_its_straight_way_is_left_to_people(
    before: Callable[[], Outcome[PurchaseOrder]],
) -> None:
    assert next_step(before().state) is None


def test_an_amended_order_without_receipts_waits_for_the_supplier_to_acknowledge_again() -> None:
    order = amended(acknowledged(), changed("9"))
    assert order.state.status is Status.ISSUED
    assert next_step(order.state) is None


def test_an_amended_order_with_receipts_needs_no_new_receipt() -> None:
    order = amended(partly_received(), changed("9"))
    resumed = resume(order)
    assert told(resumed, order) == ["acknowledged", "partially-received"]
    assert resumed.state.fulfilment.accepted == {1: 4}


def test_an_amendment_down_to_what_was_received_completes_the_order() -> None:
    order = amended(partly_received(), changed("4"))
    assert told(resume(order), order) == ["acknowledged", "received"]


def test_a_line_that_went_back_and_was_given_up_does_not_keep_an_order_from_going_on() -> None:
    both = partly_received(line(), line(), _1="4", _2="1")
    back = both.when(c.RecordReturn(grn_id=GRN, accepted=quantities(_2="0")), by=DAN)
    order = amended(back, changed("9", po_line=1))
    resumed = resume(order)
    assert told(resumed, order) == ["acknowledged", "partially-received"]
    assert resumed.state.fulfilment.accepted == {1: 4, 2: 0}


def test_an_amendment_that_was_approved_afresh_is_issued_by_people_first() -> None:
    waiting = amended(partly_received(), changed("20"))
    again = waiting.when(c.Approve(), **of(CLEO, "L3"))
    assert next_step(again.state) is None
    reissued = again.when(c.Issue(), by=ANN, supplier=ACME)
    assert told(reissued, again) == ["issued"]
    assert told(resume(reissued), reissued) == ["acknowledged", "partially-received"]


def test_a_rejected_amendment_leaves_the_order_where_it_was() -> None:
    for order in (acknowledged(), partly_received()):
        rejected = amended(order, changed("20")).when(c.Reject(reason="too dear"), **of(CLEO, "L3"))
        assert resume(rejected).state.status is order.state.status
