"""A delivery is judged line by line, over all deliveries of its order, and to the last digit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.receiving.goods_receipt.events import (
    GoodsReceiptDiscrepancyDetected,
    GoodsReceived,
)
from domain.receiving.goods_receipt.rules import (
    delivery_has_come,
    delivery_is_countable,
    delivery_note_is_new,
    late_delivery_is_within_tolerance,
)
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.receiving.lines import DeliveredLine, DiscrepancyCause, LineMovement
from domain.shared.ids import GoodsReceiptId
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.tolerance import Tolerance
from tests.domain.purchasing.people import ACME, ANN, uuid
from tests.domain.receiving.deliveries import (
    BOLT,
    NUT,
    ORDER,
    came,
    delivery,
    given,
    order,
    ordered,
    receive,
)
from tests.given_when_then import NOON, Outcome


def found(outcome: Outcome[GoodsReceipt]) -> list[tuple[int, str, str, str, str, str]]:
    """Where a delivery disagrees, in short."""
    return [
        (
            one.po_line,
            one.sku,
            str(one.expected),
            str(one.received),
            str(one.deviation),
            one.cause.value,
        )
        for one in outcome.state.discrepant_lines
    ]


def test_a_delivery_says_all_that_others_need_to_know() -> None:
    entered = came("40", lot="L-7", rejected="3", rejection_reason="bent")
    delivery(order(ordered(accepted="50")), entered).then(
        GoodsReceived(
            purchase_order_id=ORDER,
            supplier_id=ACME.supplier_id,
            tolerance=Tolerance(),
            tolerance_version=3,
            delivery_note="DN-1",
            received_at=NOON,
            final=False,
            lines=(DeliveredLine(**dict(entered)),),
            received_by=ANN,
            accepted=(
                LineMovement(
                    po_line=1,
                    sku=BOLT,
                    unit=UnitCode("EA"),
                    ordered=Decimal(100),
                    quantity=Decimal(37),
                    accepted=Decimal(87),
                    complete=False,
                    unit_price=UnitPrice("0.5", "USD"),
                    discount_percent=Decimal(0),
                ),
            ),
            completes_order=False,
        )
    ).leads_to(Status.RECEIVED)


@pytest.mark.parametrize(
    ("wanted", "takes", "refuses"),
    [
        ("100", "102", "102.001"),
        ("3", "3.06", "3.060001"),
        ("3", "3", "3.07"),
        ("1000", "1020", "1020.01"),
        ("0.000001", "0.000001", "0.000002"),
    ],
)
def test_up_to_the_tolerance_too_much_is_taken_and_not_a_digit_more(
    wanted: str, takes: str, refuses: str
) -> None:
    facts = order(ordered(wanted))
    delivery(facts, came(takes)).then_only(GoodsReceived, completes_order=True)
    delivery(facts, came(refuses)).then_only(GoodsReceiptDiscrepancyDetected)


@pytest.mark.parametrize(("came_in", "completes"), [("98", True), ("97.999", False)])
def test_a_line_is_complete_from_what_the_tolerance_leaves(came_in: str, completes: bool) -> None:
    outcome = delivery(order(), came(came_in))
    outcome.then_only(GoodsReceived, completes_order=completes)
    assert outcome.state.movements[0].complete is completes


def test_quantities_count_over_all_deliveries() -> None:
    outcome = delivery(order(ordered(accepted="60")), came("42"))
    outcome.then_only(GoodsReceived, completes_order=True)
    beyond = delivery(order(ordered(accepted="60")), came("42.001"))
    assert found(beyond) == [(1, "BOLT-M8", "40", "42.001", "2.001", "too-much")]


def test_an_order_is_complete_only_with_its_last_line() -> None:
    lines = (ordered(), ordered(po_line=2, sku=NUT))
    delivery(order(*lines), came("100")).then_only(GoodsReceived, completes_order=False)
    rest = (ordered(accepted="100"), ordered(po_line=2, sku=NUT))
    delivery(order(*rest), came("98", 2, NUT)).then_only(GoodsReceived, completes_order=True)


def test_each_line_is_judged_on_its_own_even_if_the_total_fits() -> None:
    facts = order(ordered("50"), ordered("50", po_line=2, sku=NUT))
    outcome = delivery(facts, came("60"), came("40", 2, NUT))
    assert found(outcome) == [(1, "BOLT-M8", "50", "60", "10", "too-much")]


def test_swapped_articles_are_found_though_every_sum_fits() -> None:
    facts = order(ordered("10"), ordered("10", po_line=2, sku=NUT))
    outcome = delivery(facts, came("10", 1, NUT), came("10", 2, BOLT))
    assert found(outcome) == [
        (1, "NUT-M8", "0", "10", "10", "wrong-sku"),
        (2, "BOLT-M8", "0", "10", "10", "wrong-sku"),
    ]


def test_what_comes_for_no_line_of_the_order_is_a_discrepancy() -> None:
    outcome = delivery(order(), came("5", 7, NUT))
    assert found(outcome) == [(7, "NUT-M8", "0", "5", "5", "unknown-line")]
    outcome.leads_to(Status.DISCREPANCY)


def test_a_foreign_article_is_a_discrepancy_even_if_all_of_it_was_rejected() -> None:
    outcome = delivery(order(), came("5", 1, NUT, rejected="5"))
    assert found(outcome) == [(1, "NUT-M8", "0", "0", "0", "wrong-sku")]


def test_a_line_in_several_lots_is_one_line() -> None:
    outcome = delivery(order(), came("60", lot="A"), came("42", lot="B"))
    outcome.then_only(GoodsReceived, completes_order=True)
    assert [line.lot for line in outcome.state.note.lines] == ["A", "B"]
    beyond = delivery(order(), came("60", lot="A"), came("42.001", lot="B"))
    assert found(beyond) == [(1, "BOLT-M8", "100", "102.001", "2.001", "too-much")]


def test_what_is_rejected_at_the_door_does_not_count() -> None:
    outcome = delivery(order(), came("110", rejected="10"))
    outcome.then_only(GoodsReceived, completes_order=True)
    assert outcome.state.accepted == {1: Decimal(100)}
    nothing = delivery(order(), came("10", rejected="10"))
    nothing.then_only(GoodsReceived, accepted=(), completes_order=False)


def test_too_little_is_a_partial_delivery_unless_it_was_the_last() -> None:
    delivery(order(), came("97")).then_only(GoodsReceived)
    delivery(order(), came("98"), final=True).then_only(GoodsReceived, completes_order=True)
    last = delivery(order(), came("97.999"), final=True)
    assert found(last) == [(1, "BOLT-M8", "100", "97.999", "-2.001", "too-little")]


def test_the_last_delivery_is_short_of_the_lines_that_it_does_not_have_too() -> None:
    facts = order(ordered(), ordered("10", "4", 2, NUT), ordered("5", "5", 3))
    outcome = delivery(facts, came("100"), final=True)
    assert found(outcome) == [(2, "NUT-M8", "6", "0", "-6", "too-little")]
    assert outcome.state.discrepant_lines[0].cause is DiscrepancyCause.TOO_LITTLE


def test_the_tolerance_is_the_policys_and_is_kept_with_the_verdict() -> None:
    outcome = delivery(order(percent="0"), came("100.000001"))
    assert outcome.state.discrepant_lines[0].tolerance == 0
    delivery(order(percent="5"), came("105")).then_only(
        GoodsReceived, tolerance=Tolerance(percent=Decimal(5)), tolerance_version=3
    )


def test_an_order_in_full_takes_a_late_delivery_within_its_tolerance() -> None:
    full = order(ordered("10000", "10000"), complete=True)
    delivery(full, came("200")).then_only(GoodsReceived)
    fuller = order(ordered("10000", "10200"), complete=True)
    late = delivery(fuller, came("0.001")).refused(late_delivery_is_within_tolerance)
    assert late.refusal is not None
    assert late.refusal.facts["discrepant_lines"] == [
        {
            "poLine": 1,
            "sku": "BOLT-M8",
            "expected": "0",
            "received": "0.001",
            "deviation": "0.001",
            "tolerance": "2",
            "cause": "too-much",
        }
    ]
    delivery(full, came("1", 1, NUT)).refused(late_delivery_is_within_tolerance)


def test_that_no_more_comes_is_nothing_new_about_an_order_in_full() -> None:
    full = order(ordered("100", "90"), complete=True)
    delivery(full, came("5"), final=True).then_only(GoodsReceived, final=True)


def test_a_delivery_note_comes_once() -> None:
    first = GoodsReceiptId.of(uuid(4))
    given().when(receive(came("1")), by=ANN, order=order(), first_note=first).refused(
        delivery_note_is_new, grn_id=first
    )


def test_a_delivery_is_not_entered_before_it_came() -> None:
    delivery(order(), came("1"), received_at=NOON).then_only(GoodsReceived, received_at=NOON)
    before, after = NOON - timedelta(days=3), NOON + timedelta(seconds=1)
    delivery(order(), came("1"), received_at=before).then_only(GoodsReceived, received_at=before)
    delivery(order(), came("1"), received_at=after).refused(delivery_has_come)


def test_no_more_is_accepted_than_can_be_counted() -> None:
    facts = order(ordered("999999999999", "999999999999"), percent="100")
    delivery(facts, came("1")).refused(delivery_is_countable)
    with pytest.raises(ValidationError, match="trillion"):
        receive(came("999999999999"), came("1"))


def test_no_more_is_rejected_than_came() -> None:
    with pytest.raises(ValidationError, match="than was received"):
        came("1", rejected="1.000001")


def test_a_delivery_has_lines() -> None:
    with pytest.raises(ValidationError):
        receive()
