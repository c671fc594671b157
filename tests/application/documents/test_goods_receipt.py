"""What readers of a delivery see."""

import json
from typing import Any

import pytest

from application.documents.goods_receipt import GoodsReceiptDocument, render
from domain.receiving.goods_receipt import commands as c
from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.shared.ids import GoodsReceiptId
from tests.application.documents.folding import folded
from tests.domain.purchasing.people import ANN, BEN, uuid
from tests.domain.receiving.deliveries import (
    NUT,
    ORDER,
    came,
    delivery,
    going_back,
    order,
    ordered,
)
from tests.given_when_then import Outcome

GRN = GoodsReceiptId.of(uuid(1))


def shown(outcome: Outcome[GoodsReceipt]) -> dict[str, Any]:
    """The document as JSON."""
    found: dict[str, Any] = json.loads(render(folded(outcome, GRN)))
    return found


def held() -> Outcome[GoodsReceipt]:
    """Too many bolts, and nuts among them."""
    return delivery(order(), came("110"), came("5", 1, NUT))


def test_a_delivery_is_shown_as_it_was_entered_and_judged() -> None:
    seen = shown(delivery(order(), came("40", rejected="3", rejection_reason="bent", lot="L")))
    assert (seen["id"], seen["grnId"], seen["status"]) == (GRN, GRN, "Received")
    assert (seen["purchaseOrderId"], seen["receivedBy"]) == (ORDER, ANN)
    assert seen["lines"] == [
        {
            "poLine": 1,
            "sku": "BOLT-M8",
            "receivedQuantity": "40",
            "rejectedQuantity": "3",
            "rejectionReason": "bent",
            "lot": "L",
        }
    ]
    assert [line["acceptedQuantity"] for line in seen["acceptedLines"]] == ["37"]
    assert (seen["resolution"], seen["returns"], seen["discrepantLines"]) == (None, [], [])


def test_a_discrepancy_shows_who_decided_and_what_went_back() -> None:
    seen = shown(held().when(c.Return(comment="as agreed"), by=BEN, order=order()))
    assert (seen["resolution"]["resolvedBy"], seen["resolution"]["comment"]) == (BEN, "as agreed")
    assert [line["quantity"] for line in seen["resolution"]["sentBack"]] == ["10", "5"]
    assert len(seen["discrepantLines"]) == 2


def test_what_went_back_is_told_by_the_article_that_it_came_as() -> None:
    taken = held().when(c.Accept(), by=BEN, order=order())
    back = taken.when(going_back((1, "112")), by=ANN, order=order(ordered(accepted="115")))
    again = back.when(going_back((1, "1")), by=ANN, order=order(ordered(accepted="3")))
    seen = shown(again)
    assert [
        (line["sku"], line["acceptedQuantity"], line["returnedQuantity"])
        for line in seen["acceptedLines"]
    ] == [("BOLT-M8", "110", "110"), ("NUT-M8", "5", "3")]
    assert [len(one["lines"]) for one in seen["returns"]] == [2, 1]


@pytest.mark.parametrize("decision", [None, c.Accept(), c.Return()])
def test_every_document_is_one_of_its_model(decision: c.Accept | c.Return | None) -> None:
    outcome = held().when(decision, by=BEN, order=order()) if decision else held()
    text = render(folded(outcome, GRN))
    read = GoodsReceiptDocument.model_validate_json(text)
    assert read.model_dump_json().encode() == text
