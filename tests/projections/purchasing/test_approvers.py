"""Who could approve is asked in fair order, of a list that is new enough."""

import pytest

from application.identity import user as users
from domain.identity.user.commands import Deactivate
from domain.shared.approval_level import ApprovalLevel
from projections.purchasing import approvers
from projections.purchasing.approval_inbox import waiting_counts
from projections.purchasing.approvers import PostgresApprovers
from tests.projections.play import Play
from tests.projections.purchasing.test_approval_inbox import routed


async def test_candidates_are_active_and_of_sufficient_level(play: Play):
    small = await play.stage.user("small", "approver", level="L1")
    big = await play.stage.user("big", "approver", level="L3")
    gone = await play.stage.user("gone", "approver", level="L3")
    await play.stage.user("none", "approver")
    await play.do(play.admin, users.deactivate_user(gone, Deactivate()))
    head = await play.stage.store.head(play.stage.tenant)
    port = PostgresApprovers(play.pool, play.progress)
    tenant = play.stage.tenant
    assert await port.candidates(tenant, ApprovalLevel.L1, head) == sorted([small, big])
    assert await port.candidates(tenant, ApprovalLevel.L2, head) == [big]
    assert await port.candidates(play.stage.elsewhere().tenant, ApprovalLevel.L1, 0) == []


async def test_whoever_has_the_least_to_do_comes_first(play: Play):
    rita = await play.stage.user("rita", "requester")
    both = sorted(
        [await play.stage.user(name, "approver", level="L1") for name in ("anna", "bert")]
    )
    await play.caught_up("users")
    wanted = await play.requisition(rita)
    await routed(play, wanted)
    head = await play.caught_up("approval-inbox", "users")
    (row,) = await play.page("requisitions")
    assert row["approver"] == both[0]
    port = PostgresApprovers(play.pool, play.progress)
    found = await port.candidates(play.stage.tenant, ApprovalLevel.L1, head)
    assert found == [both[1], both[0]]


async def test_what_waits_is_counted_only_until_somebody_is_busy(play: Play):
    rita = await play.stage.user("rita", "requester")
    anna = await play.stage.user("anna", "approver", level="L1")
    idle = await play.stage.user("idle", "approver")
    await play.caught_up("users")
    for _ in range(3):
        await routed(play, await play.requisition(rita))
    await play.caught_up("approval-inbox")
    async with play.pool.connection() as connection:
        for most, counted in ((2, 2), (100, 3)):
            found = await waiting_counts(connection, play.stage.tenant, [anna, idle], most)
            assert found == {anna: counted, idle: 0}


async def test_a_list_that_is_too_old_is_not_asked(play: Play, monkeypatch):
    monkeypatch.setattr(approvers, "PATIENCE_SECONDS", 0.05)
    port = PostgresApprovers(play.pool, play.progress)
    with pytest.raises(TimeoutError):
        await port.candidates(play.stage.tenant, ApprovalLevel.L1, 10_000)
