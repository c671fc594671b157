"""A delivery that disagrees counts once a second person says so, and goods may go back later."""

from decimal import Decimal

from domain.receiving.goods_receipt import commands as c
from domain.receiving.goods_receipt.events import (
    GoodsReceiptDiscrepancyAccepted,
    GoodsReceiptDiscrepancyReturned,
    GoodsReturnedToSupplier,
)
from domain.receiving.goods_receipt.rules import (
    acceptance_is_countable,
    delivered_lines_are_on_the_order,
    order_counts_what_is_held,
    receiver_does_not_resolve,
    returned_goods_are_held,
    something_is_held,
)
from domain.receiving.goods_receipt.state import Status
from domain.receiving.lines import SentBackLine
from tests.domain.purchasing.people import ANN, BEN, CLEO
from tests.domain.receiving.deliveries import (
    BOLT,
    NUT,
    came,
    delivery,
    given,
    going_back,
    order,
    ordered,
)


def test_whoever_received_it_does_not_decide_about_it() -> None:
    held = delivery(order(), came("110"))
    for command in (c.Accept(), c.Return()):
        held.when(command, by=ANN, order=order()).refused(receiver_does_not_resolve)
        held.when(command, by=BEN, order=order())


def test_accepted_everything_delivered_counts() -> None:
    held = delivery(order(), came("100"), came("10", rejected="2"), came("5", 1, NUT))
    taken = held.when(c.Accept(comment="we need it"), by=BEN, order=order())
    taken.then_only(GoodsReceiptDiscrepancyAccepted, completes_order=True, comment="we need it")
    assert taken.leads_to(Status.ACCEPTED).state.accepted == {1: Decimal(113)}
    assert [(one.sku, str(one.quantity)) for one in taken.state.movements] == [
        (BOLT, "108"),
        (NUT, "5"),
    ]
    assert {str(one.accepted) for one in taken.state.movements} == {"113"}


def test_what_is_held_does_not_count() -> None:
    held = delivery(order(), came("110")).leads_to(Status.DISCREPANCY)
    assert held.state.accepted == {}
    held.when(going_back((1, "1")), by=BEN, order=order()).impossible()


def test_accepting_the_last_delivery_ends_what_was_expected() -> None:
    held = delivery(order(), came("50"), final=True)
    taken = held.when(c.Accept(), by=BEN, order=order())
    taken.then_only(GoodsReceiptDiscrepancyAccepted, completes_order=True)
    back = held.when(c.Return(), by=BEN, order=order())
    back.then_only(GoodsReceiptDiscrepancyReturned, completes_order=False, sent_back=())
    assert back.state.accepted == {1: Decimal(50)}


def test_what_the_order_does_not_have_cannot_be_accepted_before_it_is_amended() -> None:
    held = delivery(order(), came("5", 2, NUT))
    held.when(c.Accept(), by=BEN, order=order()).refused(
        delivered_lines_are_on_the_order, po_lines=(2,)
    )
    amended = order(ordered(), ordered("5", po_line=2, sku=NUT))
    taken = held.when(c.Accept(), by=BEN, order=amended)
    assert taken.state.accepted == {2: Decimal(5)}


def test_no_more_is_accepted_than_can_be_counted() -> None:
    held = delivery(order(ordered("1")), came("999999999999"))
    fuller = order(ordered("1", "1"))
    held.when(c.Accept(), by=BEN, order=fuller).refused(acceptance_is_countable)


def test_returned_only_what_was_expected_stays() -> None:
    facts = order(ordered("100", "40"), ordered("10", po_line=2, sku=NUT))
    held = delivery(facts, came("70"), came("8", 2, NUT), came("1", 2, BOLT), came("2", 9, NUT))
    back = held.when(c.Return(), by=BEN, order=facts)
    back.then_only(GoodsReceiptDiscrepancyReturned, completes_order=False)
    assert back.leads_to(Status.RETURNED).state.accepted == {1: Decimal(60), 2: Decimal(8)}
    assert back.state.resolution is not None
    assert back.state.resolution.sent_back == (
        SentBackLine(po_line=1, sku=BOLT, quantity=Decimal(10)),
        SentBackLine(po_line=2, sku=BOLT, quantity=Decimal(1)),
        SentBackLine(po_line=9, sku=NUT, quantity=Decimal(2)),
    )


def test_what_is_decided_is_decided_on_the_order_as_it_stands_then() -> None:
    held = delivery(order(), came("110"))
    meanwhile = order(ordered("100", "95"))
    back = held.when(c.Return(), by=BEN, order=meanwhile)
    assert back.state.accepted == {1: Decimal(5)}
    assert back.state.movements[0].accepted == 100
    full = order(ordered("100", "100"), complete=True)
    assert held.when(c.Return(), by=BEN, order=full).state.accepted == {}


def test_of_an_order_that_was_called_off_everything_goes_back() -> None:
    held = delivery(order(), came("110"))
    back = held.when(c.Return(), by=BEN, order=order(called_off=True))
    assert back.state.accepted == {}
    assert back.state.resolution is not None
    assert [str(one.quantity) for one in back.state.resolution.sent_back] == ["110"]


def test_a_discrepancy_is_decided_about_once() -> None:
    held = delivery(order(), came("110"))
    for first in (c.Accept(), c.Return()):
        for second in (c.Accept(), c.Return()):
            decided = held.when(first, by=BEN, order=order())
            decided.when(second, by=CLEO, order=order()).impossible()
    delivery(order(), came("10")).when(c.Accept(), by=BEN, order=order()).impossible()


def test_goods_go_back_up_to_what_the_delivery_brought() -> None:
    facts = order(ordered("100", "40"))
    received = delivery(order(), came("40"))
    back = received.when(going_back((1, "10"), (1, "5")), by=ANN, order=facts)
    back.then_only(GoodsReturnedToSupplier, reason="rusty").leads_to(Status.RECEIVED)
    (movement,) = back.state.returns[0].lines
    assert (movement.quantity, movement.accepted) == (Decimal(15), Decimal(25))
    assert not movement.complete
    assert back.state.holds(1) == 25
    fewer = order(ordered("100", "25"))
    back.when(going_back((1, "25.000001")), by=BEN, order=fewer).refused(
        returned_goods_are_held,
        lines=[{"poLine": 1, "quantity": "25.000001", "held": "25"}],
    )
    empty = back.when(going_back((1, "25")), by=BEN, order=fewer)
    empty.when(going_back((1, "0.000001")), by=BEN, order=order()).refused(something_is_held)


def test_goods_of_another_line_do_not_go_back_with_this_delivery() -> None:
    facts = order(ordered("100", "40"), ordered("10", "10", 2, NUT))
    received = delivery(facts, came("40"))
    received.when(going_back((2, "1")), by=ANN, order=facts).refused(returned_goods_are_held)


def test_what_an_order_never_counted_does_not_go_back() -> None:
    received = delivery(order(), came("40"))
    less, without = order(ordered("100", "39")), order(ordered("10", "10", 2, NUT))
    for facts, counted in ((less, "39"), (without, "0")):
        received.when(going_back((1, "1")), by=ANN, order=facts).refused(
            order_counts_what_is_held, lines=[{"poLine": 1, "counted": counted, "held": "40"}]
        )


def test_an_article_that_went_back_and_never_came_is_none_that_goes_back() -> None:
    facts = order(ordered("100", "35"))
    received = delivery(order(), came("40"))
    (gone,) = received.when(going_back((1, "5")), by=ANN, order=order(ordered("100", "40"))).events
    assert isinstance(gone, GoodsReturnedToSupplier)
    never_came = gone.returned[0].model_copy(update={"sku": NUT})
    forged = gone.model_copy(update={"returned": (never_came,)})
    back = given(*received.events, forged).when(going_back((1, "1")), by=ANN, order=facts)
    assert [(line.sku, line.quantity) for line in back.state.returns[1].lines] == [
        (BOLT, Decimal(1))
    ]


def test_goods_go_back_under_the_article_that_came() -> None:
    held = delivery(order(), came("5", 1, NUT))
    taken = held.when(c.Accept(), by=BEN, order=order())
    back = taken.when(going_back((1, "5")), by=BEN, order=order(ordered("100", "5")))
    assert back.leads_to(Status.ACCEPTED).state.returns[0].lines[0].sku == NUT


def test_of_two_articles_on_one_line_the_first_to_count_is_the_first_to_go() -> None:
    held = delivery(order(), came("3"), came("5", 1, NUT))
    taken = held.when(c.Accept(), by=BEN, order=order())
    back = taken.when(going_back((1, "4")), by=BEN, order=order(ordered("100", "8")))
    rest = back.when(going_back((1, "4")), by=BEN, order=order(ordered("100", "4")))
    assert [
        [(one.sku, str(one.quantity), str(one.accepted)) for one in gone.lines]
        for gone in rest.state.returns
    ] == [[(BOLT, "3", "4"), (NUT, "1", "4")], [(NUT, "4", "0")]]
