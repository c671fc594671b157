"""What must hold for people and their duties."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.identity.role import APPROVING, SELF_GIVEN, Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles, Register, SignUp
from domain.shared.approval_level import ApprovalLevel
from domain.shared.context import Context
from domain.shared.ids import UserId
from domain.shared.refusal import AuthorityRefused, ContentRefused, StateRefused
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates

if TYPE_CHECKING:
    from domain.identity.user.machine import User


@dataclass(frozen=True, slots=True)
class UserContext(Context):
    """Which `user` the command is about, and whether this is the tenant of the platform itself."""

    user: UserId
    platform: bool = False


class PlatformRoleOutsidePlatform(AuthorityRefused):
    """The role that opens tenants would be given inside a customer's tenant."""


class SupplierUserMismatch(ContentRefused):
    """A user with the role supplier names no supplier, or one without it names one."""


class SupplierUserHasOtherRoles(ContentRefused):
    """A user of a supplier would also have a role on the buyer's side."""


class SelfRegistrationRefused(AuthorityRefused):
    """Somebody would get a role by registering themselves that others have to give."""


class AddressNotProved(StateRefused):
    """Somebody who never proved that their address is theirs would be let in."""


class LevelWithoutApprovingRole(ContentRefused):
    """An approval level was given to somebody who has no role that approves."""


def _roles_added(state: "User", command: ChangeRoles, _: Any) -> Mapping[str, Any]:
    return {"added": tuple(role for role in command.roles if role not in state.roles)}


@rule(PlatformRoleOutsidePlatform)
def platform_role_stays_on_the_platform(
    command: Register | ChangeRoles, context: UserContext
) -> bool:
    """The role platform_admin exists in the tenant of the platform only."""
    return context.platform or Role.PLATFORM_ADMIN not in command.roles


@rule(SupplierUserMismatch)
def registered_supplier_user_has_a_supplier(command: Register) -> bool:
    """A user has the role supplier exactly when they belong to a supplier."""
    return (Role.SUPPLIER in command.roles) == (command.supplier_id is not None)


@rule(SupplierUserMismatch)
def supplier_user_keeps_the_supplier(state: "User", command: ChangeRoles) -> bool:
    """Nobody becomes or ceases to be a supplier's user; that is another registration."""
    return (Role.SUPPLIER in command.roles) == (state.supplier_id is not None)


@rule(SupplierUserHasOtherRoles)
def supplier_user_has_no_other_role(command: Register | ChangeRoles) -> bool:
    """A supplier's user has no role on our side, because they would deal with themselves."""
    return Role.SUPPLIER not in command.roles or len(command.roles) == 1


@rule(SelfRegistrationRefused)
def nobody_registers_themselves_for_more_than_work(command: SignUp) -> bool:
    """Nobody becomes more than requester or warehouse by registering themselves."""
    return SELF_GIVEN.issuperset(command.roles)


@rule(LevelWithoutApprovingRole)
def registered_level_has_an_approving_role(command: Register) -> bool:
    """An approval level needs one of the roles approver, manager or admin."""
    return command.approval_level is None or not APPROVING.isdisjoint(command.roles)


@rule(LevelWithoutApprovingRole)
def level_has_an_approving_role(state: "User", command: ChangeApprovalLevel) -> bool:
    """An approval level needs one of the roles approver, manager or admin."""
    return command.approval_level is None or not APPROVING.isdisjoint(state.roles)


@separates(Separated.WIDENS_OWN_ROLES, facts=_roles_added)
def nobody_widens_their_own_roles(
    state: "User", command: ChangeRoles, context: UserContext
) -> bool:
    """Nobody gives themselves a role; another administrator has to."""
    return context.actor != context.user or state.roles.issuperset(command.roles)


@separates(Separated.RAISES_OWN_LEVEL)
def nobody_raises_their_own_level(
    state: "User", command: ChangeApprovalLevel, context: UserContext
) -> bool:
    """Nobody raises their own approval level; another administrator has to."""
    raised = _rank(command.approval_level) > _rank(state.approval_level)
    return context.actor != context.user or not raised


@separates(Separated.DEACTIVATES_ONESELF)
def nobody_deactivates_themselves(context: UserContext) -> bool:
    """Nobody shuts themselves out, lest a tenant be left without an administrator by mistake."""
    return context.actor != context.user


@rule(AddressNotProved)
def address_was_proved(state: "User") -> bool:
    """Nobody comes in with an address that they have not proved to be theirs, on no way round."""
    return state.proved


def _rank(level: ApprovalLevel | None) -> int:
    return level.rank if level else 0
