"""An order from issue to close, and off the straight way: cancelled, disputed, taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.fulfilment.events import PurchaseOrderLateDeliveryReceived
from domain.purchasing.purchase_order.fulfilment.rules import (
    accepted_never_falls,
    accepted_never_rises,
    every_received_line_is_invoiced,
    invoiced_lines_are_known,
    invoiced_never_falls,
    invoiced_never_rises,
    received_lines_are_known,
    something_is_received,
)
from domain.purchasing.purchase_order.rules import (
    nothing_is_received_or_invoiced,
    supplier_is_active_or_has_it,
)
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.shared.ids import PaymentId
from domain.shared.money import Money
from tests.domain.purchasing.order_events import (
    CREDIT_NOTE,
    GRN,
    INVOICE,
    acknowledged,
    amended,
    approved,
    billed,
    changed,
    draft,
    invoiced,
    issued,
    line,
    paid_for,
    partly_received,
    quantities,
    received,
    submitted,
)
from tests.domain.purchasing.people import ACME, ANN, CLEO, DAN, EVE, of, uuid
from tests.given_when_then import Outcome

Made = Callable[[], Outcome[PurchaseOrder]]
BLOCKED = replace(ACME, active=False)


def test_the_issued_event_tells_everything_that_others_need() -> None:
    outcome = issued(line("10", "50"), line("1", "0.50"))
    outcome.then_only(
        e.PurchaseOrderIssued,
        revision=1,
        supplier_id=ACME.supplier_id,
        supplier_name="Acme Bolts Ltd",
        currency="USD",
        total=Money("500.50", "USD"),
        payment_terms="NET30",
        lines=outcome.state.current.lines,
        issued_by=ANN,
    ).leads_to(Status.ISSUED)


def test_an_order_is_not_issued_to_a_supplier_who_was_blocked_meanwhile() -> None:
    approved().when(c.Issue(), by=ANN, supplier=BLOCKED).refused(
        supplier_is_active_or_has_it, supplier_id=ACME.supplier_id
    )


def test_an_order_goes_through_all_its_states_in_order() -> None:
    outcome = paid_for(invoiced())
    paid = outcome.when(c.Pay(payments=(PaymentId.of(uuid(1)),)), by=EVE)
    closed = paid.when(c.Close(), by=EVE)
    closed.then(e.PurchaseOrderClosed(closed_by=EVE)).leads_to(Status.CLOSED)
    told = [event.event_type.rpartition(".")[2] for event in closed.story.events]
    assert told == [
        "created",
        "submitted",
        "approved",
        "issued",
        "acknowledged",
        "received",
        "invoiced",
        "invoice-paid",
        "paid",
        "closed",
    ]


def test_an_order_is_paid_only_when_everything_is_invoiced_and_closed_only_when_paid() -> None:
    received().when(c.Pay(), by=EVE).impossible()
    part = c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="9"))
    received().when(part, by=EVE).when(c.Pay(), by=EVE).impossible()
    invoiced().when(c.Close(), by=EVE).impossible()


def test_receipts_are_cumulative_so_that_the_same_one_twice_changes_nothing() -> None:
    once = partly_received(_1="4")
    again = once.when(c.PartialReceive(grn_id=GRN, accepted=quantities(_1="4")), by=DAN)
    assert again.state == once.state
    more = again.when(c.PartialReceive(grn_id=GRN, accepted=quantities(_1="7.5")), by=DAN)
    assert more.state.fulfilment.accepted == {1: 7.5}


def test_a_receipt_speaks_of_its_own_lines_only() -> None:
    first = partly_received(line(), line(), _1="4")
    both = first.when(c.PartialReceive(grn_id=GRN, accepted=quantities(_2="3")), by=DAN)
    assert both.state.fulfilment.accepted == {1: 4, 2: 3}


def test_a_delivery_never_makes_less_of_what_was_accepted() -> None:
    less = c.PartialReceive(grn_id=GRN, accepted=quantities(_1="3.999999"))
    partly_received(_1="4").when(less, by=DAN).refused(accepted_never_falls)


@pytest.mark.parametrize("named", [{"_2": "1"}, {"_1": "1", "_01": "2"}])
def test_receipts_name_lines_of_the_order_each_once(named: dict[str, str]) -> None:
    wrong = c.FullReceive(grn_id=GRN, accepted=quantities(**named))
    acknowledged().when(wrong, by=DAN).refused(received_lines_are_known)


def test_a_receipt_of_nothing_is_none() -> None:
    nothing = c.PartialReceive(grn_id=GRN, accepted=quantities(_1="0"))
    acknowledged().when(nothing, by=DAN).refused(something_is_received)


def test_nothing_is_received_before_the_supplier_acknowledged() -> None:
    issued().when(c.PartialReceive(grn_id=GRN, accepted=quantities(_1="1")), by=DAN).impossible()


def test_a_received_order_still_takes_a_late_delivery_and_stays_received() -> None:
    late = c.ReceiveLate(grn_id=GRN, accepted=quantities(_1="10.2"))
    outcome = received().when(late, by=DAN)
    outcome.then_only(PurchaseOrderLateDeliveryReceived).leads_to(Status.RECEIVED)
    assert outcome.state.fulfilment.accepted[1] * 10 == 102
    partly_received().when(late, by=DAN).impossible()


def test_a_return_lowers_what_is_accepted_and_moves_nothing() -> None:
    back = c.RecordReturn(grn_id=GRN, accepted=quantities(_1="8"))
    outcome = received().when(back, by=DAN).leads_to(Status.RECEIVED)
    assert outcome.state.fulfilment.accepted == {1: 8}
    more = c.RecordReturn(grn_id=GRN, accepted=quantities(_1="11"))
    received().when(more, by=DAN).refused(accepted_never_rises)


def test_a_part_of_the_order_can_be_invoiced_and_the_order_stays_where_it_is() -> None:
    part = c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="3"))
    for before in (partly_received(), received()):
        outcome = before.when(part, by=EVE).leads_to(before.state.status)
        assert outcome.state.fulfilment.invoiced == {1: 3}


def test_an_invoice_never_makes_less_of_what_was_invoiced_and_a_credit_note_never_more() -> None:
    less = c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="2"))
    more = c.RecordCredit(credit_note_id=CREDIT_NOTE, invoice_id=INVOICE, invoiced=billed(_1="11"))
    begun = received().when(c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="3")), by=EVE)
    begun.when(less, by=EVE).refused(invoiced_never_falls)
    begun.when(more, by=EVE).refused(invoiced_never_rises)
    unknown = c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_9="1"))
    begun.when(unknown, by=EVE).refused(invoiced_lines_are_known)


def test_ten_billed_and_three_credited_is_seven_invoiced() -> None:
    credit = c.RecordCredit(credit_note_id=CREDIT_NOTE, invoice_id=INVOICE, invoiced=billed(_1="7"))
    outcome = invoiced().when(credit, by=EVE).leads_to(Status.INVOICED)
    assert outcome.state.fulfilment.invoiced == {1: 7}


def test_an_order_is_not_invoiced_while_a_received_line_is_not() -> None:
    both = received(line(), line(), _1="10", _2="10")
    one = c.InvoiceMatched(invoice_id=INVOICE, invoiced=billed(_1="10"))
    both.when(one, by=EVE).refused(every_received_line_is_invoiced, po_lines=(2,))
    samples = received(line(), line("1", "0"), _1="10", _2="1")
    samples.when(one, by=EVE).leads_to(Status.INVOICED)


@pytest.mark.parametrize("before", [draft, submitted, approved, issued])
def test_an_order_is_cancelled_until_it_is_acknowledged(before: Made) -> None:
    order = before()
    outcome = order.when(c.Cancel(reason="not needed"), by=ANN)
    outcome.then_only(
        e.PurchaseOrderCancelled,
        reason="not needed",
        supplier_id=ACME.supplier_id,
        was_issued=before is issued,
        cancelled_by=ANN,
    )
    assert outcome.leads_to(Status.CANCELLED).state.reason == "not needed"


def test_an_acknowledged_order_is_not_simply_cancelled() -> None:
    acknowledged().when(c.Cancel(reason="not needed"), by=ANN).impossible()


def test_an_order_with_receipts_is_not_cancelled_in_whatever_state_it_is() -> None:
    waiting = amended(partly_received(), changed("20"))
    waiting.leads_to(Status.AWAITING_APPROVAL)
    for order in (waiting, waiting.when(c.Approve(), **of(CLEO, "L3"))):
        order.when(c.Cancel(reason="no"), by=ANN).refused(nothing_is_received_or_invoiced)


@pytest.mark.parametrize(
    "before", [acknowledged, partly_received, received, invoiced], ids=lambda made: made.__name__
)
def test_a_dispute_stops_an_order_and_its_end_lets_it_go_on_or_calls_it_off(before: Made) -> None:
    order = before()
    disputed = order.when(c.Dispute(reason="wrong price", invoice_id=INVOICE), by=EVE)
    disputed.then(
        e.PurchaseOrderDisputed(reason="wrong price", invoice_id=INVOICE, disputed_by=EVE)
    )
    assert disputed.leads_to(Status.DISPUTED).state.reason == "wrong price"
    resolved = disputed.when(c.ResolveApprove(comment="agreed"), by=ANN)
    assert resolved.leads_to(Status.APPROVED).state.reason is None
    assert resolved.state.fulfilment == order.state.fulfilment
    called_off = disputed.when(c.ResolveCancel(reason="no agreement"), by=ANN)
    called_off.then_only(e.PurchaseOrderCancelled, was_issued=True).leads_to(Status.CANCELLED)
