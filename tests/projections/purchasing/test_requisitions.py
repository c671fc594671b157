"""The list of requisitions, and those that still wait for somebody to approve them."""

from collections.abc import AsyncIterator

import pytest

from application.documents.requisition import render
from application.identity import user as users
from application.ports.event_store import Upto
from domain.identity.user.commands import ChangeApprovalLevel
from domain.purchasing.requisition.machine import REQUISITION
from domain.shared.approval_level import ApprovalLevel
from projections.purchasing import requisitions
from projections.purchasing.requisitions import PostgresUnroutedRequisitions
from tests.cluster import Database
from tests.projections.play import Play, played
from tests.projections.purchasing.test_approval_inbox import routed


@pytest.fixture
async def unrouted(database: Database) -> AsyncIterator[Play]:
    """A tenant without policies that react."""
    async with played(database, reacting=False) as play:
        yield play


async def test_a_row_says_what_was_asked_and_by_whom(play: Play):
    rita = await play.stage.user("rita", "requester")
    wanted = await play.requisition(
        rita, "42.00", submit=False, cost_center="CC-1", needed_by="2026-06-30"
    )
    (row,) = await play.page("requisitions")
    assert row == {
        "id": wanted,
        "requisitionId": wanted,
        "status": "Draft",
        "version": 1,
        "justification": "We need it",
        "costCenter": "CC-1",
        "branchId": None,
        "neededBy": "2026-06-30",
        "total": {"amount": "42.00", "currency": "EUR"},
        "lineCount": 1,
        "createdBy": rita,
        "requiredLevel": None,
        "approver": None,
        "purchaseOrderId": None,
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
    }
    ready = await play.read_models.document(play.stage.tenant, "requisitions", wanted)
    folded = await play.stage.states.load_at(play.stage.tenant, REQUISITION, wanted, Upto())
    assert ready is not None
    assert ready.body == render(folded)


async def test_requisitions_are_found_by_state_approver_and_justification(play: Play):
    rita = await play.stage.user("rita", "requester")
    anna = await play.stage.user("anna", "approver", level="L1")
    draft = await play.requisition(rita, submit=False, justification="New CHAIRS")
    asked = await play.requisition(rita)
    await routed(play, asked)
    for filters, found in (
        ({"status": "Draft"}, [draft]),
        ({"status": "ManagerReview"}, [asked]),
        ({"approver": anna}, [asked]),
        ({"q": "chairs"}, [draft]),
        ({"createdBy": anna}, []),
        ({}, [asked, draft]),
    ):
        rows = await play.page("requisitions", **filters)
        assert [row["id"] for row in rows] == found


async def test_those_without_an_approver_are_found_by_the_level_they_need(unrouted: Play):
    rita = await unrouted.stage.user("rita", "requester")
    small = await unrouted.requisition(rita, "10.00")
    big = await unrouted.requisition(rita, "99999.00")
    await unrouted.requisition(rita, submit=False)
    head = await unrouted.stage.store.head(unrouted.stage.tenant)
    port = PostgresUnroutedRequisitions(unrouted.pool, unrouted.progress)
    tenant = unrouted.stage.tenant
    assert await port.waiting(tenant, ApprovalLevel.L1, head) == [small]
    assert await port.waiting(tenant, ApprovalLevel.L3, head) == [small, big]


async def test_a_position_that_is_not_reached_in_time_is_said(unrouted: Play, monkeypatch):
    monkeypatch.setattr(requisitions, "PATIENCE_SECONDS", 0.05)
    port = PostgresUnroutedRequisitions(unrouted.pool, unrouted.progress)
    with pytest.raises(TimeoutError):
        await port.waiting(unrouted.stage.tenant, ApprovalLevel.L1, 10_000)


async def test_a_requisition_that_found_nobody_is_routed_once_somebody_may(play: Play):
    rita = await play.stage.user("rita", "requester")
    wanted = await play.requisition(rita, "500.00")
    await routed(play, wanted)
    assert [row["status"] for row in await play.page("requisitions")] == ["Submitted"]
    anna = await play.stage.user("anna", "approver")
    raise_level = ChangeApprovalLevel(approval_level=ApprovalLevel.L1)
    await play.do(play.admin, users.change_approval_level(anna, raise_level))
    head = await play.caught_up("requisitions")
    assert await play.progress.reached("requisition-routing", play.stage.tenant, head, 20)
    (row,) = await play.page("requisitions")
    assert (row["status"], row["approver"]) == ("ManagerReview", anna)
