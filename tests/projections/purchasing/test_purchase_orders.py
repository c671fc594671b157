"""The list of orders shows what every order has come to."""

import pytest

from application.documents.purchase_order import render
from application.ports.event_store import Upto
from application.purchasing import purchase_order as tasks
from domain.purchasing.purchase_order import commands
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from tests.projections.play import Play


async def test_an_order_is_shown_as_the_command_answered(play: Play):
    buyer = await play.stage.user("bea", "buyer")
    order = await play.submitted_order(buyer, await play.supplier(), "250.00")
    head = await play.caught_up("purchase-orders")
    ready = await play.read_models.document(play.stage.tenant, "purchase-orders", order)
    folded = await play.stage.states.load_at(play.stage.tenant, PURCHASE_ORDER, order, Upto())
    assert ready is not None
    assert ready.body == render(folded)
    assert (ready.version, ready.position) == (2, head)


async def test_a_row_says_what_a_buyer_looks_for(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    order = await play.order(
        buyer, supplier, "19.99", cost_center="CC-7", delivery_date="2026-04-01"
    )
    (row,) = await play.page("purchase-orders")
    assert row == {
        "id": order,
        "purchaseOrderId": order,
        "status": "Draft",
        "version": 1,
        "revision": 1,
        "supplierId": supplier,
        "requisitionId": None,
        "costCenter": "CC-7",
        "branchId": None,
        "deliveryDate": "2026-04-01",
        "net": {"amount": "19.99", "currency": "EUR"},
        "total": {"amount": "19.99", "currency": "EUR"},
        "lineCount": 1,
        "createdBy": buyer,
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"cheap", "dear", "sent"}),
        ({"status": "Draft"}, {"cheap"}),
        ({"status": "Draft,Issued"}, {"cheap", "sent"}),
        ({"totalFrom": "100.00"}, {"dear", "sent"}),
        ({"totalUntil": "99.99"}, {"cheap"}),
        ({"costCenter": "CC-1", "status": "Draft"}, {"cheap"}),
        ({"costCenter": "CC-2"}, set()),
        ({"deliveryFrom": "2026-05-01", "deliveryUntil": "2026-05-31"}, {"cheap"}),
        ({"createdFrom": "2026-03-02"}, set()),
        ({"createdFrom": "2026-03-01", "createdUntil": "2026-03-01"}, {"cheap", "dear", "sent"}),
        ({"currency": "USD"}, set()),
    ],
)
async def test_filters_narrow_the_list(play: Play, filters, found):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("max", "approver", level="L3")
    names = {
        await play.order(
            buyer, supplier, "10.00", cost_center="CC-1", delivery_date="2026-05-15"
        ): "cheap",
        await play.submitted_order(buyer, supplier, "5000.00"): "dear",
        (sent := await play.submitted_order(buyer, supplier, "100.00")): "sent",
    }
    await play.do(boss, tasks.approve_order(sent, commands.Approve()))
    await play.do(buyer, tasks.issue_order(sent, commands.Issue()))
    rows = await play.page("purchase-orders", **filters)
    assert {names[row["id"]] for row in rows} == found


async def test_orders_of_one_supplier_only(play: Play):
    buyer = await play.stage.user("bea", "buyer")
    one, other = await play.supplier("One"), await play.supplier("Other")
    wanted = await play.order(buyer, one)
    await play.order(buyer, other)
    rows = await play.page("purchase-orders", supplierId=one)
    assert [row["id"] for row in rows] == [wanted]
