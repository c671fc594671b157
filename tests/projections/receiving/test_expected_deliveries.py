"""What is still to come is told by order line, from the issue until it came or was called off."""

from collections.abc import Sequence
from typing import Any

import pytest

from application.ports.event_store import LogQuery, RecordedEvent
from application.purchasing import purchase_order as orders
from application.receiving import goods_receipt as receipts
from domain.purchasing.purchase_order import commands
from domain.receiving.goods_receipt import commands as c
from domain.shared.ids import GoodsReceiptId
from infrastructure.event_store.catalogue import domain_events
from infrastructure.rebuilding.own_tables import OWN
from infrastructure.rebuilding.row_check import RowCheck
from projections.folds import Folds
from projections.receiving.expected_deliveries import ExpectedDeliveriesProjection
from tests.projections.receiving.goods import Goods, line


async def test_a_row_says_what_a_warehouse_prepares_for(goods: Goods):
    order = await goods.issued("100", delivery_date="2026-04-01")
    await goods.receive(order, (1, "40"))
    (row,) = await goods.play.page("expected-deliveries")
    assert row == {
        "purchaseOrderId": order,
        "poLine": 1,
        "supplierId": goods.supplier,
        "branchId": None,
        "sku": "BOLT-1",
        "description": None,
        "unit": "EA",
        "orderedQuantity": "100",
        "acceptedQuantity": "40",
        "openQuantity": "60",
        "deliveryDate": "2026-04-01",
        "createdAt": "2026-03-01T12:00:00Z",
    }


async def test_nothing_is_expected_of_what_the_supplier_does_not_have(goods: Goods):
    order = await goods.drafted("100")
    assert await goods.expected() == []
    await goods.play.do(goods.bea, orders.submit_order(order, commands.Submit()))
    await goods.approve(order)
    assert await goods.expected() == []
    await goods.play.do(goods.bea, orders.issue_order(order, commands.Issue()))
    assert await goods.expected() == [(1, "100")]


async def test_a_line_that_lacks_no_more_than_the_tolerance_is_done(goods: Goods):
    order = await goods.issued("100", "10")
    await goods.receive(order, (1, "97.999"))
    assert await goods.expected() == [(1, "2.001"), (2, "10")]
    note = await goods.receive(order, (1, "0.001"))
    assert await goods.expected() == [(2, "10")]
    lines = [{"po_line": 1, "quantity": "0.001"}]
    back = c.ReturnToSupplier.model_validate({"reason": "rusty", "lines": lines})
    await goods.play.do(goods.will, receipts.return_to_supplier(note, back))
    assert await goods.expected() == [(1, "2.001"), (2, "10")]


async def test_an_order_in_full_expects_nothing_more(goods: Goods):
    order = await goods.issued("100", "10")
    await goods.receive(order, (1, "99"), (2, "10"))
    assert await goods.expected() == []


async def test_a_short_last_delivery_ends_what_is_expected_once_it_is_accepted(goods: Goods):
    order = await goods.issued("100")
    body = {
        "purchase_order_id": order,
        "delivery_note": "DN",
        "final": True,
        "lines": [{"po_line": 1, "sku": "BOLT-1", "received_quantity": "50"}],
    }
    done = await goods.play.do(goods.will, receipts.receive_goods(c.Receive.model_validate(body)))
    assert done.folded is not None
    assert await goods.expected() == [(1, "100")]
    note = GoodsReceiptId(done.folded.stream_id)
    await goods.play.do(goods.bea, receipts.accept_discrepancy(note, c.Accept()))
    assert await goods.expected() == []


async def test_of_a_cancelled_order_nothing_is_expected(goods: Goods):
    order = await goods.issued("100")
    assert await goods.expected() == [(1, "100")]
    await goods.play.do(goods.bea, orders.cancel_order(order, commands.Cancel(reason="off")))
    assert await goods.expected() == []


async def test_of_an_amended_order_the_new_lines_are_expected(goods: Goods):
    order = await goods.issued("100", "10")
    await goods.amend(order, line("90", po_line=1), line("5"))
    assert sorted(await goods.expected()) == [(1, "90"), (3, "5")]


async def test_until_an_amendment_is_approved_the_former_lines_are_expected(goods: Goods):
    order = await goods.issued("100")
    await goods.amend(order, line("100", po_line=1), line("500"))
    assert await goods.expected() == [(1, "100")]
    reject = orders.reject_order(order, commands.Reject(reason="too much"))
    await goods.play.do(goods.max, reject)
    assert await goods.expected() == [(1, "100")]


async def test_rows_are_the_same_however_many_events_are_taken_at_once(
    goods: Goods, monkeypatch: pytest.MonkeyPatch
):
    order = await goods.issued("100", "10", "5")
    for came in ((1, "40"), (2, "3"), (1, "10")):
        await goods.receive(order, came)
    await goods.amend(order, line("90", po_line=1), line("9", po_line=2), line("700"))
    await goods.approve(order)
    await goods.play.do(goods.bea, orders.issue_order(order, commands.Issue()))
    await goods.receive(order, (2, "6"), (4, "1"))
    note = await goods.receive(order, (4, "1"))
    lines = [{"po_line": 4, "quantity": "1"}]
    back = c.ReturnToSupplier.model_validate({"reason": "rusty", "lines": lines})
    await goods.play.do(goods.will, receipts.return_to_supplier(note, back))
    await goods.play.caught_up("expected-deliveries")
    stage = goods.play.stage
    for at_once in (8192, 3, 2, 1):
        monkeypatch.setattr("infrastructure.rebuilding.appetite.EVENTS_AT_ONCE", at_once)
        making = [ExpectedDeliveriesProjection(Folds(stage.states), OWN)]
        check = RowCheck(goods.play.pool, domain_events(), making)
        found = await check.check(stage.tenant, lambda _done, _total: None)
        assert list(found.unlike) == [], at_once


async def test_what_a_disputed_order_expects_still_comes(goods: Goods):
    order = await goods.issued("100")
    await goods.receive(order, (1, "40"))
    dispute = orders.dispute_order(order, commands.Dispute(reason="wrong"))
    await goods.play.do(goods.bea, dispute)
    assert await goods.expected() == [(1, "60")]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["1", "2", "3"]),
        ({"dueUntil": "2026-04-30"}, ["1"]),
        ({"dueFrom": "2026-05-01"}, ["2"]),
        ({"sku": "BOLT-1"}, ["1", "2", "3"]),
        ({"sku": "NUT-1"}, []),
    ],
)
async def test_the_most_urgent_come_first_and_those_without_a_day_last(
    goods: Goods, filters, found
):
    await goods.issued("3")
    await goods.issued("2", delivery_date="2026-05-02")
    await goods.issued("1", delivery_date="2026-04-01")
    assert [quantity for _, quantity in await goods.expected(**filters)] == found


async def test_what_is_delivered_twice_or_projected_anew_is_the_same(goods: Goods):
    first, second = await goods.issued("100", "10"), await goods.issued("5")
    note = await goods.receive(first, (1, "98"), (2, "4"))
    await goods.amend(first, line("99", po_line=1), line("8", po_line=2), line("3"))
    await goods.receive(second, (1, "7"))
    lines = [{"po_line": 2, "quantity": "1"}]
    back = c.ReturnToSupplier.model_validate({"reason": "rusty", "lines": lines})
    await goods.receive(first, (1, "0.5"))
    await goods.play.do(goods.will, receipts.return_to_supplier(note, back))
    await goods.play.caught_up("expected-deliveries")
    live = _listed(goods)
    assert len(live) == 3
    events = await _followed(goods)
    await _project(goods, [events])
    assert _listed(goods) == live
    for batches in ([events], [[event] for event in events]):
        goods.play.query("DELETE FROM projections.expected_deliveries RETURNING id")
        await _project(goods, batches)
        assert _listed(goods) == live


def _listed(goods: Goods) -> list[tuple[Any, ...]]:
    return goods.play.query(
        "SELECT id, summary::text, due_on FROM projections.expected_deliveries"
        " WHERE expected AND NOT complete ORDER BY id"
    )


async def _followed(goods: Goods) -> list[RecordedEvent]:
    stage, wanted = goods.play.stage, ExpectedDeliveriesProjection.event_types
    events = await stage.store.log(stage.tenant, LogQuery(limit=1000))
    return [event for event in events if event.event_type in wanted]


async def _project(goods: Goods, batches: Sequence[Sequence[RecordedEvent]]) -> None:
    projection = ExpectedDeliveriesProjection(Folds(goods.play.stage.states))
    async with goods.play.pool.reaching(goods.play.stage.tenant) as connection:
        for batch in batches:
            await projection.apply(batch, connection)
