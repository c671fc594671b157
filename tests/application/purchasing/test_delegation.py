"""Authority that is handed over reaches as far as it was given, as long as its giver holds it."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from application.documents.delegation import document
from application.failures import DocumentNotFound
from application.identity.user import change_approval_level
from application.ports.event_store import Upto
from application.ports.states import Folded
from application.purchasing.delegation import Lent, grant, lent_authority, revoke
from application.work import Work
from domain.identity.user.commands import ChangeApprovalLevel, Deactivate
from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.machine import DELEGATION, Delegation, delegation_id
from domain.purchasing.delegation.rules import DelegateMayNotApprove, DelegationOfAnother
from domain.shared.ids import DelegationId, UserId
from domain.shared.refusal import InsufficientApprovalAuthority
from tests.application.stage import L1, L2, L3, NOON, ROOT, Stage

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 5)
THESE_DAYS = Grant(first_day=FIRST, last_day=LAST, comment="on holiday")


async def lent(stage: Stage, delegate: UserId) -> tuple[Lent, ...]:
    """What an approval by the delegate could use now."""
    found: list[tuple[Lent, ...]] = []

    async def asks(work: Work) -> Folded[Any]:
        found.append(await lent_authority(work, delegate))
        return await work.find(DELEGATION, delegation_id(delegate))

    await stage.do(delegate, asks)
    return found[0]


async def register(stage: Stage, delegate: UserId) -> Folded[Delegation]:
    """The register as the log tells it."""
    return await stage.states.load_at(stage.tenant, DELEGATION, delegation_id(delegate), Upto())


async def test_a_level_reaches_its_delegate_on_the_first_and_the_last_day(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    assert await lent(stage, ben) == (Lent(mia, L3),)
    stage.clock.at = NOON + timedelta(days=4, hours=11, minutes=59)
    assert await lent(stage, ben) == (Lent(mia, L3),)
    stage.later(timedelta(minutes=1))
    assert await lent(stage, ben) == ()


async def test_a_delegation_that_begins_later_lends_nothing_yet(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    days = Grant(first_day=FIRST + timedelta(days=1), last_day=LAST)
    await stage.do(mia, grant(ben, days))
    assert await lent(stage, ben) == ()
    stage.later(timedelta(days=1))
    assert await lent(stage, ben) == (Lent(mia, L3),)


async def test_somebody_without_a_level_has_nothing_to_hand_over(stage: Stage) -> None:
    await stage.opened()
    ben, mia = await stage.user("ben"), await stage.user("mia", "manager", level="L3")
    with pytest.raises(InsufficientApprovalAuthority):
        await stage.do(ben, grant(mia, THESE_DAYS))


async def test_what_was_handed_over_is_not_handed_on(stage: Stage) -> None:
    await stage.opened()
    mia = await stage.user("mia", "manager", level="L3")
    ben, cleo = await stage.user("ben"), await stage.user("cleo")
    await stage.do(mia, grant(ben, THESE_DAYS))
    with pytest.raises(InsufficientApprovalAuthority):
        await stage.do(ben, grant(cleo, THESE_DAYS))


async def test_a_delegate_with_a_level_of_their_own_hands_on_that_one_only(stage: Stage) -> None:
    await stage.opened()
    mia = await stage.user("mia", "manager", level="L3")
    ben, cleo = await stage.user("ben", "approver", level="L1"), await stage.user("cleo")
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(ben, grant(cleo, THESE_DAYS))
    assert await lent(stage, cleo) == (Lent(ben, L1),)


async def test_a_delegator_who_loses_the_level_lends_no_more_than_is_left(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(ROOT, change_approval_level(mia, ChangeApprovalLevel(approval_level=L2)))
    assert await lent(stage, ben) == (Lent(mia, L2),)
    await stage.do(ROOT, change_approval_level(mia, ChangeApprovalLevel(approval_level=None)))
    assert await lent(stage, ben) == ()


async def test_a_delegator_who_rises_lends_what_was_handed_over(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L1"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(ROOT, change_approval_level(mia, ChangeApprovalLevel(approval_level=L3)))
    assert await lent(stage, ben) == (Lent(mia, L1),)


async def test_a_delegator_who_is_kept_out_lends_nothing(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.registration.deactivate(stage.request(ROOT), mia, Deactivate())
    assert await lent(stage, ben) == ()


async def test_several_delegators_lend_side_by_side_each_once(stage: Stage) -> None:
    await stage.opened()
    mia = await stage.user("mia", "manager", level="L2")
    max_, ben = await stage.user("max", "approver", level="L3"), await stage.user("ben")
    for _ in range(2):
        await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(max_, grant(ben, THESE_DAYS))
    assert await lent(stage, ben) == (Lent(max_, L3), Lent(mia, L2))


@pytest.mark.parametrize("role", ["auditor", "analyst"])
async def test_nothing_is_handed_to_whoever_may_not_write(stage: Stage, role: str) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben", role)
    with pytest.raises(DelegateMayNotApprove):
        await stage.do(mia, grant(ben, THESE_DAYS))


async def test_nothing_is_handed_to_whoever_is_kept_out(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    await stage.registration.deactivate(stage.request(ROOT), ben, Deactivate())
    with pytest.raises(DelegateMayNotApprove):
        await stage.do(mia, grant(ben, THESE_DAYS))


async def test_nothing_is_handed_to_somebody_of_another_tenant(stage: Stage) -> None:
    await stage.opened()
    mia = await stage.user("mia", "manager", level="L3")
    stranger = await stage.elsewhere().opened("stranger@example.com")
    with pytest.raises(DocumentNotFound):
        await stage.do(mia, grant(stranger, THESE_DAYS))


async def test_the_delegator_takes_a_grant_back_at_once(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "manager", level="L3"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(mia, revoke(delegation_id(ben), Revoke(number=1)))
    assert await lent(stage, ben) == ()
    shown = document(await register(stage, ben)).grants[0]
    assert (shown.revoked, shown.revoked_by) == (True, mia)


@pytest.mark.parametrize("role", ["manager", "admin"])
async def test_a_manager_takes_back_what_others_granted(stage: Stage, role: str) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "approver", level="L2"), await stage.user("ben")
    boss = await stage.user("boss", role)
    await stage.do(mia, grant(ben, THESE_DAYS))
    await stage.do(boss, revoke(delegation_id(ben), Revoke(number=1)), role)
    assert await lent(stage, ben) == ()


async def test_nobody_else_takes_a_grant_back(stage: Stage) -> None:
    await stage.opened()
    mia, ben = await stage.user("mia", "approver", level="L2"), await stage.user("ben")
    await stage.do(mia, grant(ben, THESE_DAYS))
    with pytest.raises(DelegationOfAnother):
        await stage.do(ben, revoke(delegation_id(ben), Revoke(number=1)), "buyer")
    assert await lent(stage, ben) == (Lent(mia, L2),)


async def test_a_register_that_nobody_began_is_not_found(stage: Stage) -> None:
    admin = await stage.opened()
    with pytest.raises(DocumentNotFound):
        await stage.do(admin, revoke(DelegationId.of(admin.uuid), Revoke(number=1)))


async def test_grants_at_once_are_all_kept_and_numbered(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    givers = [await stage.user(f"mia{n}", "approver", level="L1") for n in range(4)]
    await asyncio.gather(*(stage.do(giver, grant(ben, THESE_DAYS)) for giver in givers))
    shown = document(await register(stage, ben))
    assert [each.number for each in shown.grants] == [1, 2, 3, 4]
    assert {each.delegator for each in shown.grants} == set(givers)
