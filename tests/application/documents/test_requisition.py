"""What readers of a requisition see."""

import json
from typing import Any

import pytest

from application.documents.requisition import RequisitionDocument, document, render
from domain.purchasing.requisition import commands as c
from domain.purchasing.requisition.state import Requisition, Status
from domain.shared.context import SYSTEM
from domain.shared.ids import PurchaseOrderId, RequisitionId
from tests.application.documents.folding import folded
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, lent, uuid
from tests.domain.purchasing.requisition_events import (
    approved,
    create,
    draft,
    given,
    rejected,
    routed,
    submitted,
    wanted,
)
from tests.given_when_then import Outcome
from tests.machines.samples.requisition import REQUISITIONS
from tests.machines.walk import walk

REQUISITION = RequisitionId.of(uuid(1))
ORDER = PurchaseOrderId.of(uuid(9))


def shown(outcome: Outcome[Requisition]) -> dict[str, Any]:
    """The document as JSON."""
    found: dict[str, Any] = json.loads(render(folded(outcome, REQUISITION)))
    return found


def test_a_draft_is_shown_with_its_names_lines_and_total() -> None:
    seen = shown(draft(wanted("3", "0.335")))
    assert (seen["id"], seen["requisitionId"]) == (REQUISITION, REQUISITION)
    assert (seen["status"], seen["version"], seen["createdBy"]) == ("Draft", 1, ANN)
    assert seen["lines"][0]["line"] == 1
    assert seen["total"] == {"amount": "1.01", "currency": "USD"}
    assert (seen["approval"], seen["submittedBy"]) == (None, None)


def test_an_empty_draft_has_no_currency_yet() -> None:
    seen = shown(given().when(create(), by=ANN))
    assert (seen["currency"], seen["total"], seen["lines"]) == (None, None, [])


def test_who_is_asked_and_who_approved_is_shown() -> None:
    waiting = shown(routed())
    assert waiting["submittedBy"] == BEN
    assert (waiting["approval"]["approver"], waiting["approval"]["approvedBy"]) == (CLEO, None)
    done = shown(routed().when(c.Approve(comment="go"), **lent(DAN, (CLEO, "L2"))))["approval"]
    assert (done["approvedBy"], done["onBehalfOf"], done["comment"]) == (DAN, CLEO, "go")
    assert done["approvedAt"] == "2026-03-31T12:00:00Z"


def test_a_requisition_that_found_nobody_says_so() -> None:
    assert not shown(submitted())["approval"]["approverMissing"]
    missing = submitted().when(c.RouteForApproval(), by=SYSTEM)
    assert shown(missing)["approval"]["approverMissing"]


def test_what_became_of_it_is_shown() -> None:
    assert shown(rejected())["rejectReason"] == "too dear"
    convert = c.ConvertToPo(supplier_id=ACME.supplier_id)
    converted = approved().when(convert, by=DAN, supplier=ACME, new_document=ORDER)
    assert shown(converted)["purchaseOrderId"] == ORDER


@pytest.mark.parametrize("status", Status)
def test_every_requisition_is_shown_the_same_way_every_time(status: Status) -> None:
    here = folded(draft(), REQUISITION)
    states = [state for state in walk(REQUISITIONS).states if state.status is status]
    assert states
    for state in states:
        once = type(here)(REQUISITION, state, 9, here.created_at, here.updated_at)
        assert render(once) == render(once)
        assert RequisitionDocument.model_validate_json(render(once)) == document(once)
