"""What every `Approvers` promises: who could approve, in fair order, from a list that is new enough."""

from collections.abc import AsyncIterator

import pytest

from application.identity import user as users
from application.ports.approvers import Approvers
from domain.identity.user.commands import Deactivate
from domain.shared.approval_level import ApprovalLevel
from projections.purchasing import approvers as adapter
from tests.cluster import Database
from tests.projections.play import Play, played
from tests.projections.purchasing.test_approval_inbox import routed


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    """A tenant whose people act."""
    async with played(database) as playing:
        yield playing


@pytest.fixture
def approvers(play: Play) -> Approvers:
    """Who could approve in that tenant."""
    return adapter.PostgresApprovers(play.pool, play.progress)


async def test_candidates_are_active_and_of_sufficient_level(
    play: Play, approvers: Approvers
) -> None:
    small = await play.stage.user("small", "approver", level="L1")
    big = await play.stage.user("big", "approver", level="L3")
    gone = await play.stage.user("gone", "approver", level="L3")
    await play.stage.user("none", "approver")
    await play.do(play.admin, users.deactivate_user(gone, Deactivate()))
    head = await play.stage.store.head(play.stage.tenant)
    tenant = play.stage.tenant
    assert await approvers.candidates(tenant, ApprovalLevel.L1, head) == sorted([small, big])
    assert await approvers.candidates(tenant, ApprovalLevel.L2, head) == [big]
    assert await approvers.candidates(play.stage.elsewhere().tenant, ApprovalLevel.L1, 0) == []


async def test_whoever_has_the_least_to_do_comes_first(play: Play, approvers: Approvers) -> None:
    rita = await play.stage.user("rita", "requester")
    both = sorted(
        [await play.stage.user(name, "approver", level="L1") for name in ("anna", "bert")]
    )
    # What waits is offered to whoever comes, so both have to be there for the policy, too.
    newest = await play.caught_up("users")
    assert await play.progress.reached("requisition-routing", play.stage.tenant, newest, 20)
    wanted = await play.requisition(rita)
    await routed(play, wanted)
    head = await play.caught_up("approval-inbox", "users")
    (row,) = await play.page("requisitions")
    assert row["approver"] == both[0]
    found = await approvers.candidates(play.stage.tenant, ApprovalLevel.L1, head)
    assert found == [both[1], both[0]]


async def test_a_list_that_is_too_old_is_not_asked(
    play: Play, approvers: Approvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "PATIENCE_SECONDS", 0.05)
    with pytest.raises(TimeoutError):
        await approvers.candidates(play.stage.tenant, ApprovalLevel.L1, 10_000)


async def test_somebody_who_may_approve_from_now_on_is_found_at_once(
    play: Play, approvers: Approvers
) -> None:
    tenant = play.stage.tenant
    found: list[str] = []
    for name in ("anna", "bert", "cleo"):
        found.append(await play.stage.user(name, "approver", level="L1"))
        head = await play.stage.store.head(tenant)
        assert await approvers.candidates(tenant, ApprovalLevel.L1, head) == sorted(found)
