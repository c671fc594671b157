"""What readers of an order see, whether as an answer, in a list or as of last March."""

import json
from decimal import Decimal
from typing import Any

import pytest

from application.documents.purchase_order import PurchaseOrderDocument, document, render
from domain.purchasing.approval import QuotedRate
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.shared.ids import PurchaseOrderId
from tests.application.documents.folding import folded
from tests.domain.purchasing.order_events import (
    INVOICE,
    amended,
    approved,
    billed,
    changed,
    draft,
    invoiced,
    issued,
    line,
    partly_received,
    submitted,
)
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, EVE, lent, of, policy, uuid
from tests.given_when_then import Outcome
from tests.machines.samples.purchase_order import PURCHASE_ORDERS
from tests.machines.walk import walk

ORDER = PurchaseOrderId.of(uuid(1))


def shown(outcome: Outcome[PurchaseOrder]) -> dict[str, Any]:
    """The document as JSON."""
    found: dict[str, Any] = json.loads(render(folded(outcome, ORDER)))
    return found


def test_an_order_is_shown_with_its_names_and_its_place_in_history() -> None:
    seen = shown(draft(cost_center="CC-7"))
    assert (seen["id"], seen["purchaseOrderId"]) == (ORDER, ORDER)
    assert (seen["status"], seen["version"], seen["revision"]) == ("Draft", 1, 1)
    assert (seen["supplierId"], seen["paymentTerms"]) == (ACME.supplier_id, "NET30")
    assert (seen["createdAt"], seen["updatedAt"]) == (
        "2026-03-31T12:00:00Z",
        "2026-03-31T13:00:00Z",
    )
    assert (seen["createdBy"], seen["submittedBy"], seen["approval"]) == (ANN, None, None)


def test_amounts_and_quantities_are_text() -> None:
    seen = shown(draft(line("2.50", "0.5", tax_rate=Decimal(10))))
    assert seen["lines"][0] == {
        "sku": "BOLT-M8",
        "description": None,
        "quantity": "2.5",
        "unit": "EA",
        "unitPrice": {"amount": "0.50", "currency": "USD"},
        "discountPercent": "0",
        "taxRate": "10",
        "category": None,
        "poLine": 1,
        "net": {"amount": "1.25", "currency": "USD"},
        "receivedQuantity": "0",
        "invoicedQuantity": "0",
        "invoicedNet": {"amount": "0.00", "currency": "USD"},
    }
    assert seen["totals"]["gross"] == {"amount": "1.38", "currency": "USD"}
    assert seen["totals"]["taxes"][0]["tax"] == {"amount": "0.13", "currency": "USD"}


def test_what_came_and_what_was_billed_is_shown_line_by_line() -> None:
    order = partly_received(line(), line(), _1="4", _2="1.5")
    part = c.PartialInvoice(invoice_id=INVOICE, invoiced=billed(_1="3"))
    seen = shown(order.when(part, by=EVE))
    assert [(one["receivedQuantity"], one["invoicedQuantity"]) for one in seen["lines"]] == [
        ("4", "3"),
        ("1.5", "0"),
    ]


def test_an_approval_is_shown_with_what_it_takes_and_who_gave_it() -> None:
    waiting = shown(submitted(line("1", "5000")))["approval"]
    assert (waiting["requiredLevel"], waiting["mode"], waiting["approvals"]) == ("L2", "single", [])
    assert waiting["thresholds"] == {"currency": "USD", "l1": "1000.00", "l2": "10000.00"}
    given = shown(submitted().when(c.Approve(comment="fine"), **lent(CLEO, (DAN, "L2"))))
    assert given["submittedBy"] == BEN
    assert given["approval"]["approvals"] == [
        {
            "level": "L1",
            "approver": CLEO,
            "onBehalfOf": DAN,
            "revision": 1,
            "total": {"amount": "500.00", "currency": "USD"},
            "approvedAt": "2026-03-31T12:00:00Z",
            "comment": "fine",
        }
    ]


def test_a_foreign_order_shows_the_rate_and_the_total_that_decided() -> None:
    euros = draft(line(currency="EUR"), currency="EUR").when(
        c.Submit(exchange_rate=QuotedRate(rate=Decimal("1.1"), provider="ECB")),
        by=ANN,
        policy=policy(),
        supplier=ACME,
    )
    seen = shown(euros)
    assert seen["exchangeRate"] == {"rate": "1.1", "date": "2026-03-31", "provider": "ECB"}
    assert seen["approval"]["baseTotal"] == {"amount": "550.00", "currency": "USD"}
    assert seen["approval"]["exchangeRate"]["source"] == "EUR"


def test_a_pending_amendment_is_shown_until_it_is_decided() -> None:
    waiting = amended(issued(), changed("20"))
    seen = shown(waiting)
    assert (seen["revision"], seen["issuedRevision"]) == (2, 1)
    assert seen["pendingAmendment"] == {
        "reason": "Acme asked for it",
        "formerRevision": 1,
        "formerSupplierId": ACME.supplier_id,
        "formerGross": {"amount": "500.00", "currency": "USD"},
    }
    settled = shown(waiting.when(c.Reject(reason="too dear"), **of(CLEO, "L3")))
    assert (settled["revision"], settled["pendingAmendment"]) == (1, None)
    assert shown(amended(issued(), changed("9")))["pendingAmendment"] is None


def test_a_stopped_order_says_why() -> None:
    assert shown(invoiced().when(c.Dispute(reason="dented"), by=EVE))["reason"] == "dented"
    assert shown(approved().when(c.Cancel(reason="no need"), by=ANN))["reason"] == "no need"


@pytest.mark.parametrize("status", Status)
def test_every_order_is_shown_the_same_way_every_time(status: Status) -> None:
    here = folded(draft(), ORDER)
    states = [state for state in walk(PURCHASE_ORDERS).states if state.status is status]
    assert states
    for state in states:
        once = type(here)(ORDER, state, 9, here.created_at, here.updated_at)
        assert render(once) == render(once)
        assert PurchaseOrderDocument.model_validate_json(render(once)) == document(once)
