"""The inbox shows exactly what a decision would let the caller approve, the oldest first."""

from datetime import date, timedelta

import pytest

from application.governance.policy import set_approval_mode
from application.identity import user as users
from application.ports.read_models import InvalidPageQuery, PageQuery
from application.purchasing import delegation, purchase_order, requisition
from domain.identity.user.commands import Deactivate
from domain.purchasing.delegation.commands import Grant
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.requisition import commands as asked
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import UserId
from tests.projections.play import Play


async def inbox(play: Play, caller: UserId) -> list[str]:
    """The ids of what waits for somebody."""
    await play.caught_up("users", "requisitions")
    return [row["id"] for row in await play.page("approval-inbox", approver=caller)]


async def test_orders_wait_for_everybody_whose_level_is_enough(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    small, big = [await play.stage.user(name, "approver", level=name) for name in ("L1", "L3")]
    cheap = await play.submitted_order(buyer, supplier, "1000.00")
    dear = await play.submitted_order(buyer, supplier, "1000.01")
    assert await inbox(play, small) == [cheap]
    assert await inbox(play, big) == [cheap, dear]
    assert await inbox(play, buyer) == []


async def test_nobody_is_shown_what_they_had_a_hand_in(play: Play):
    maker = await play.stage.user("max", "buyer", "approver", level="L3")
    await play.submitted_order(maker, await play.supplier())
    assert await inbox(play, maker) == []


async def test_what_was_decided_waits_no_longer(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L3")
    approved = await play.submitted_order(buyer, supplier)
    rejected = await play.submitted_order(buyer, supplier)
    assert await inbox(play, boss) == [approved, rejected]
    await play.do(boss, purchase_order.approve_order(approved, order.Approve()))
    reject = purchase_order.reject_order(rejected, order.Reject(reason="Too many"))
    await play.do(boss, reject)
    assert await inbox(play, boss) == []


async def test_the_oldest_comes_first_and_the_row_says_what_to_decide(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L2")
    first = await play.submitted_order(buyer, supplier, "300.00")
    play.stage.later(timedelta(hours=1))
    second = await play.submitted_order(buyer, supplier)
    assert await inbox(play, boss) == [first, second]
    row = (await play.page("approval-inbox", approver=boss))[0]
    assert row == {
        "id": first,
        "kind": "purchase-order",
        "status": "AwaitingApproval",
        "version": 2,
        "requiredLevel": "L1",
        "approver": None,
        "total": {"amount": "300.00", "currency": "EUR"},
        "justification": None,
        "supplierId": supplier,
        "operation": None,
        "reason": None,
        "createdBy": buyer,
        "createdAt": "2026-03-01T12:00:00Z",
        "waitingSince": "2026-03-01T12:00:00Z",
    }


async def test_in_sequence_each_step_waits_for_another_person(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    one, two = [await play.stage.user(name, "approver", level=name) for name in ("L1", "L2")]
    await play.do(play.admin, set_approval_mode(ApprovalMode.SEQUENTIAL))
    stepped = await play.submitted_order(buyer, supplier, "2000.00")
    assert await inbox(play, one) == await inbox(play, two) == [stepped]
    await play.do(one, purchase_order.approve_order(stepped, order.Approve()))
    assert await inbox(play, one) == []
    assert await inbox(play, two) == [stepped]


async def test_a_requisition_waits_for_the_approver_it_was_routed_to(play: Play):
    requester = await play.stage.user("rita", "requester")
    asked_for = await play.stage.user("anna", "approver", level="L2")
    await play.caught_up("users")
    first = await play.requisition(requester)
    await routed(play, first)
    assert await inbox(play, asked_for) == [first]
    (row,) = await play.page("approval-inbox", approver=asked_for)
    assert (row["kind"], row["approver"]) == ("requisition", asked_for)
    approve = requisition.approve_requisition(first, asked.Approve())
    await play.do(asked_for, approve)
    assert await inbox(play, asked_for) == []


async def test_what_waits_for_a_delegator_waits_for_the_delegate_while_the_grant_holds(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L3")
    deputy = await play.stage.user("dora", "approver")
    dear = await play.submitted_order(buyer, supplier, "50000.00")
    assert await inbox(play, deputy) == []
    days = Grant(first_day=date(2026, 3, 1), last_day=date(2026, 3, 2))
    await play.do(boss, delegation.grant(deputy, days))
    wanted = await play.requisition(await play.stage.user("rita", "requester"), "20000.00")
    await routed(play, wanted)
    assert await inbox(play, deputy) == [dear, wanted]
    play.stage.later(timedelta(days=2))
    assert await inbox(play, deputy) == []
    assert await inbox(play, boss) == [dear, wanted]


async def test_authority_borrowed_from_somebody_involved_does_not_count(play: Play):
    boss = await play.stage.user("boss", "buyer", "approver", level="L3")
    deputy = await play.stage.user("dora", "approver")
    days = Grant(first_day=date(2026, 3, 1), last_day=date(2026, 3, 2))
    await play.do(boss, delegation.grant(deputy, days))
    await play.submitted_order(boss, await play.supplier())
    assert await inbox(play, deputy) == []


async def test_somebody_who_is_kept_out_sees_nothing(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L3")
    await play.submitted_order(buyer, supplier)
    await play.do(play.admin, users.deactivate_user(boss, Deactivate()))
    assert await inbox(play, boss) == []


async def test_only_one_kind_if_one_is_asked_for(play: Play):
    buyer, supplier = await play.stage.user("bea", "buyer"), await play.supplier()
    boss = await play.stage.user("boss", "approver", level="L3")
    await play.caught_up("users")
    ordered = await play.submitted_order(buyer, supplier)
    wanted = await play.requisition(buyer)
    await routed(play, wanted)
    assert await inbox(play, boss) == [ordered, wanted]
    rows = await play.page("approval-inbox", approver=boss, kind="requisition")
    assert [row["id"] for row in rows] == [wanted]


async def test_the_inbox_is_always_somebodys(play: Play):
    with pytest.raises(InvalidPageQuery):
        await play.answer("approval-inbox", PageQuery())


async def routed(play: Play, requisition_id: str) -> None:
    """Wait until the policy has chosen an approver."""
    tenant = play.stage.tenant
    history = await play.stage.history()
    submitted = next(event for event in history if event.stream_id == requisition_id)
    name = "requisition-routing"
    assert await play.progress.reached(name, tenant, submitted.position, 20)
