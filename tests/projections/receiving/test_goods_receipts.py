"""The list of deliveries finds them by order, supplier, state, lot, number and day."""

import pytest

from application.documents.goods_receipt import render
from application.ports.event_store import Upto
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from tests.projections.receiving.goods import Goods


async def test_a_delivery_is_shown_as_the_command_answered(goods: Goods):
    note = await goods.receive(await goods.issued("100"), (1, "40"))
    head = await goods.play.caught_up("grn")
    ready = await goods.play.read_models.document(goods.play.stage.tenant, "grn", note)
    stage = goods.play.stage
    folded = await stage.states.load_at(stage.tenant, GOODS_RECEIPT, note, Upto())
    assert ready is not None
    assert (ready.body, ready.version, ready.position) == (render(folded), 1, head)


async def test_a_row_says_what_a_clerk_looks_for(goods: Goods):
    order = await goods.issued("100")
    note = await goods.receive(order, (1, "110"))
    (row,) = await goods.play.page("grn")
    assert row == {
        "id": note,
        "grnId": note,
        "status": "Discrepancy",
        "version": 1,
        "purchaseOrderId": order,
        "supplierId": goods.supplier,
        "deliveryNote": row["deliveryNote"],
        "receivedAt": "2026-03-01T12:00:00Z",
        "final": False,
        "lineCount": 1,
        "discrepantLineCount": 1,
        "returnCount": 0,
        "receivedBy": goods.will,
        "resolvedBy": None,
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"good", "held"}),
        ({"status": "Discrepancy"}, {"held"}),
        ({"status": "Received,Accepted"}, {"good"}),
        ({"lot": "L-1"}, {"good"}),
        ({"lot": "l-1"}, set()),
        ({"q": "dn-"}, {"good", "held"}),
        ({"receivedFrom": "2026-03-02"}, set()),
        ({"receivedFrom": "2026-03-01", "receivedUntil": "2026-03-01"}, {"good", "held"}),
    ],
)
async def test_filters_narrow_the_list(goods: Goods, filters, found):
    order = await goods.issued("100")
    names = {
        await goods.receive(order, (1, "40"), lot="L-1"): "good",
        await goods.receive(order, (1, "70")): "held",
    }
    rows = await goods.play.page("grn", **filters)
    assert {names[row["id"]] for row in rows} == found
    assert await goods.play.page("grn", purchaseOrderId=await goods.issued("1")) == []
    assert len(await goods.play.page("grn", supplierId=goods.supplier)) == 2
