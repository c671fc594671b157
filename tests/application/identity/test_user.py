"""What changes about a user holds at once, and nobody changes it for themselves."""

import pytest

from application.failures import DocumentNotFound, InvalidCredentials
from application.identity.user import change_approval_level, change_roles, reactivate_user
from domain.identity.role import Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles, Deactivate, Reactivate
from domain.identity.user.rules import PlatformRoleOutsidePlatform
from domain.shared.refusal import SegregationOfDutiesViolation
from tests.application.stage import L1, PASSWORD, Stage

BEN = "ben@example.com"


async def test_whoever_is_deactivated_is_out_at_once(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    await stage.registration.deactivate(stage.request(admin, "admin"), ben, Deactivate())
    with pytest.raises(InvalidCredentials):
        await stage.login.refresh(logged_in.refresh_token)
    assert not await stage.lets_in(BEN)


async def test_whoever_is_reactivated_logs_in_as_before(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    await stage.registration.deactivate(stage.request(admin), ben, Deactivate(reason="on leave"))
    await stage.do(admin, reactivate_user(ben, Reactivate()))
    assert await stage.lets_in(BEN)


async def test_changed_roles_are_in_the_next_token(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben", "buyer")
    logged_in = await stage.login.log_in(BEN, PASSWORD)
    await stage.do(admin, change_roles(ben, ChangeRoles(roles=(Role.AUDITOR,))))
    refreshed = await stage.login.refresh(logged_in.refresh_token)
    assert stage.tokens.verify(refreshed.access_token).roles == {"auditor"}


async def test_an_administrator_who_raises_themselves_is_refused_and_on_record(
    stage: Stage,
) -> None:
    admin = await stage.opened()
    with pytest.raises(SegregationOfDutiesViolation):
        await stage.do(admin, change_approval_level(admin, ChangeApprovalLevel(approval_level=L1)))
    refused = (await stage.history())[-1]
    assert refused.event_type == "audit.command-refused"
    assert refused.metadata["actor"] == admin


async def test_no_customer_makes_anybody_administrator_of_the_platform(stage: Stage) -> None:
    admin = await stage.opened()
    ben = await stage.user("ben")
    promotion = ChangeRoles(roles=(Role.BUYER, Role.PLATFORM_ADMIN))
    with pytest.raises(PlatformRoleOutsidePlatform):
        await stage.do(admin, change_roles(ben, promotion))


async def test_a_user_of_another_tenant_is_nobody_here(stage: Stage) -> None:
    await stage.opened()
    ben = await stage.user("ben")
    other = stage.elsewhere()
    stranger = await other.opened("other@example.com")
    with pytest.raises(DocumentNotFound):
        await other.do(stranger, change_roles(ben, ChangeRoles(roles=(Role.ADMIN,))))
