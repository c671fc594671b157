"""Who people are and what they may do, which nobody decides for themselves."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.identity.role import SELF_GIVEN, Role
from domain.identity.user import commands as c
from domain.identity.user import events as e
from domain.identity.user.machine import USER, Status, User
from domain.identity.user.rules import (
    UserContext,
    address_was_proved,
    level_has_an_approving_role,
    nobody_deactivates_themselves,
    nobody_raises_their_own_level,
    nobody_registers_themselves_for_more_than_work,
    nobody_widens_their_own_roles,
    platform_role_stays_on_the_platform,
    registered_level_has_an_approving_role,
    registered_supplier_user_has_a_supplier,
    supplier_user_has_no_other_role,
    supplier_user_keeps_the_supplier,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import SupplierId, UserId
from tests.given_when_then import Outcome, Stories

ADA, BEN = (UserId.of(UUID(f"00000000-0000-4000-8000-{n:012}")) for n in (1, 2))
ACME = SupplierId.of(ADA.uuid)
L1, L2, L3 = ApprovalLevel
ABOUT_BEN: dict[str, Any] = {"by": ADA, "user": BEN}
BY_HIMSELF: dict[str, Any] = {"by": BEN, "user": BEN}

given = Stories(USER, UserContext).given


def register(*roles: Role, **more: Any) -> c.Register:
    """The command that lets Ben in."""
    email = EmailAddress("ben@example.com")
    return c.Register(email=email, name="Ben", roles=roles or (Role.BUYER,), **more)


def registered(*roles: Role, **more: Any) -> Outcome[User]:
    """Ada let Ben in."""
    return given().when(register(*roles, **more), **ABOUT_BEN)


def sign_up(*roles: Role) -> c.SignUp:
    """The command by which Ben registers himself."""
    return c.SignUp(email=EmailAddress("ben@example.com"), name="Ben", roles=roles)


def change_to(*roles: Role) -> c.ChangeRoles:
    """The command that gives Ben exactly these roles."""
    return c.ChangeRoles(roles=roles)


def level(wanted: ApprovalLevel | None) -> c.ChangeApprovalLevel:
    """The command that gives Ben this level."""
    return c.ChangeApprovalLevel(approval_level=wanted)


def test_a_registered_user_is_active_with_what_they_were_given() -> None:
    ben = registered(Role.BUYER, Role.APPROVER, approval_level=L2).leads_to(Status.ACTIVE).state
    assert (ben.email, ben.name, ben.authority) == ("ben@example.com", "Ben", L2)
    assert ben.roles == {Role.BUYER, Role.APPROVER}


def test_who_registers_themselves_acts_once_their_address_is_proved() -> None:
    ben = given().when(sign_up(Role.REQUESTER), **BY_HIMSELF).leads_to(Status.UNVERIFIED)
    assert not ben.state.active
    assert ben.state.email == "ben@example.com"
    assert ben.state.roles == {Role.REQUESTER}
    ben.when(change_to(Role.BUYER), **ABOUT_BEN).impossible()
    proved = ben.when(c.Verify(), **BY_HIMSELF).then(e.UserVerified()).leads_to(Status.ACTIVE)
    assert proved.state.roles == {Role.REQUESTER}
    proved.when(c.Verify(), **BY_HIMSELF).impossible()


def test_nobody_registers_twice() -> None:
    ben = given().when(sign_up(Role.REQUESTER), **BY_HIMSELF)
    ben.when(sign_up(Role.REQUESTER), **BY_HIMSELF).impossible()
    ben.when(register(), **ABOUT_BEN).impossible()
    registered().when(sign_up(Role.REQUESTER), **BY_HIMSELF).impossible()


@pytest.mark.parametrize("role", sorted(frozenset(Role) - SELF_GIVEN))
def test_nobody_registers_themselves_for_what_others_have_to_give(role: Role) -> None:
    wanted = sign_up(Role.REQUESTER, role)
    refused = given().when(wanted, **BY_HIMSELF)
    refused.refused(nobody_registers_themselves_for_more_than_work)


def test_an_administrator_keeps_out_who_has_not_proved_their_address() -> None:
    ben = given().when(sign_up(Role.REQUESTER), **BY_HIMSELF)
    out = ben.when(c.Deactivate(), **ABOUT_BEN).leads_to(Status.DEACTIVATED)
    out.when(c.Verify(), **BY_HIMSELF).impossible()
    out.when(c.Reactivate(), **ABOUT_BEN).refused(address_was_proved)


def test_roles_are_kept_once_each_and_in_one_order() -> None:
    twice = register(Role.MANAGER, Role.BUYER, Role.MANAGER)
    assert twice.roles == (Role.BUYER, Role.MANAGER)


@pytest.mark.parametrize("roles", [[], ["superuser"], ["Buyer"], "buyer", [1]])
def test_roles_that_are_none_are_no_command(roles: object) -> None:
    with pytest.raises(ValidationError):
        c.ChangeRoles.model_validate({"roles": roles})


def test_a_user_is_registered_once() -> None:
    registered().when(register(), **ABOUT_BEN).impossible()


def test_a_suppliers_user_belongs_to_that_supplier() -> None:
    assert registered(Role.SUPPLIER, supplier_id=ACME).state.supplier_id == ACME


def test_a_suppliers_user_without_a_supplier_is_refused() -> None:
    registered(Role.SUPPLIER).refused(registered_supplier_user_has_a_supplier)


def test_one_of_us_with_a_supplier_is_refused() -> None:
    registered(Role.BUYER, supplier_id=ACME).refused(registered_supplier_user_has_a_supplier)


def test_nobody_deals_with_themselves_as_supplier_and_buyer() -> None:
    registered(Role.SUPPLIER, Role.BUYER, supplier_id=ACME).refused(supplier_user_has_no_other_role)


def test_a_suppliers_user_does_not_become_one_of_us() -> None:
    suppliers = registered(Role.SUPPLIER, supplier_id=ACME)
    suppliers.when(change_to(Role.BUYER), **ABOUT_BEN).refused(supplier_user_keeps_the_supplier)
    suppliers.when(change_to(Role.SUPPLIER, Role.BUYER), **ABOUT_BEN).refused(
        supplier_user_has_no_other_role
    )


def test_one_of_us_does_not_become_a_suppliers_user() -> None:
    ours = registered(Role.BUYER)
    ours.when(change_to(Role.SUPPLIER), **ABOUT_BEN).refused(supplier_user_keeps_the_supplier)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.MANAGER, Role.ADMIN])
def test_a_level_goes_with_a_role_that_approves(role: Role) -> None:
    registered(role, approval_level=L3).leads_to(Status.ACTIVE)


@pytest.mark.parametrize("role", [Role.BUYER, Role.REQUESTER, Role.AUDITOR, Role.AP_CLERK])
def test_a_level_without_a_role_that_approves_is_refused(role: Role) -> None:
    registered(role, approval_level=L1).refused(registered_level_has_an_approving_role)
    registered(role).when(level(L1), **ABOUT_BEN).refused(level_has_an_approving_role)


def test_the_role_of_the_platform_stays_on_the_platform() -> None:
    registered(Role.PLATFORM_ADMIN).refused(platform_role_stays_on_the_platform)
    on_platform = given().when(register(Role.PLATFORM_ADMIN), platform=True, **ABOUT_BEN)
    on_platform.leads_to(Status.ACTIVE)


def test_the_role_of_the_platform_is_not_slipped_in_later() -> None:
    promotion = change_to(Role.BUYER, Role.PLATFORM_ADMIN)
    registered().when(promotion, **ABOUT_BEN).refused(platform_role_stays_on_the_platform)


def test_changed_roles_are_recorded_with_those_before() -> None:
    changed = registered(Role.BUYER).when(change_to(Role.AUDITOR), **ABOUT_BEN)
    changed.then(e.UserRolesChanged(roles=(Role.AUDITOR,), previous_roles=(Role.BUYER,)))


def test_nobody_gives_themselves_a_role() -> None:
    widened = registered(Role.ADMIN).when(change_to(Role.ADMIN, Role.TREASURER), **BY_HIMSELF)
    widened.refused(nobody_widens_their_own_roles, added=(Role.TREASURER,))


def test_everybody_may_give_a_role_of_their_own_up() -> None:
    both = registered(Role.ADMIN, Role.TREASURER)
    assert both.when(change_to(Role.ADMIN), **BY_HIMSELF).state.roles == {Role.ADMIN}


def test_nobody_trades_one_role_of_their_own_for_another() -> None:
    traded = registered(Role.ADMIN).when(change_to(Role.TREASURER), **BY_HIMSELF)
    traded.refused(nobody_widens_their_own_roles)


def test_the_level_goes_with_the_last_role_that_approves() -> None:
    approver = registered(Role.BUYER, Role.APPROVER, approval_level=L2)
    demoted = approver.when(change_to(Role.BUYER), **ABOUT_BEN)
    demoted.then(
        e.UserRolesChanged(roles=(Role.BUYER,), previous_roles=(Role.BUYER, Role.APPROVER)),
        e.UserApprovalLevelChanged(approval_level=None, previous_level=L2),
    )
    assert demoted.state.authority is None


def test_the_level_stays_while_a_role_that_approves_stays() -> None:
    approver = registered(Role.MANAGER, Role.APPROVER, approval_level=L2)
    assert approver.when(change_to(Role.MANAGER), **ABOUT_BEN).state.authority is L2


def test_another_administrator_changes_a_level_either_way() -> None:
    approver = registered(Role.APPROVER, approval_level=L1)
    raised = approver.when(level(L3), **ABOUT_BEN)
    raised.then(e.UserApprovalLevelChanged(approval_level=L3, previous_level=L1))
    assert raised.when(level(None), **ABOUT_BEN).state.authority is None


@pytest.mark.parametrize("present", [None, L1, L2])
def test_nobody_raises_their_own_level(present: ApprovalLevel | None) -> None:
    admin = registered(Role.ADMIN, approval_level=present)
    admin.when(level(L3), **BY_HIMSELF).refused(nobody_raises_their_own_level)


@pytest.mark.parametrize("wanted", [None, L1, L2])
def test_everybody_may_give_authority_of_their_own_up(wanted: ApprovalLevel | None) -> None:
    admin = registered(Role.ADMIN, approval_level=L2)
    assert admin.when(level(wanted), **BY_HIMSELF).state.authority is wanted


def test_somebody_who_is_kept_out_has_no_authority() -> None:
    admin = registered(Role.ADMIN, approval_level=L3)
    out = admin.when(c.Deactivate(reason="left the company"), **ABOUT_BEN)
    out.then(e.UserDeactivated(reason="left the company")).leads_to(Status.DEACTIVATED)
    assert not out.state.active
    assert out.state.authority is None


def test_somebody_who_comes_back_has_what_they_had() -> None:
    out = registered(Role.ADMIN, approval_level=L3).when(c.Deactivate(), **ABOUT_BEN)
    back = out.when(c.Reactivate(), **ABOUT_BEN).then(e.UserReactivated())
    assert back.state.authority is L3


def test_nobody_shuts_themselves_out() -> None:
    registered(Role.ADMIN).when(c.Deactivate(), **BY_HIMSELF).refused(nobody_deactivates_themselves)


@pytest.mark.parametrize("command", [change_to(Role.BUYER), level(L1), c.Deactivate()])
def test_nothing_changes_about_somebody_who_is_kept_out(command: Any) -> None:
    out = registered(Role.APPROVER).when(c.Deactivate(), **ABOUT_BEN)
    out.when(command, **ABOUT_BEN).impossible()
