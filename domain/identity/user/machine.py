"""The life of a user: registered by others or by themselves, changed, kept out, let in again."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.identity.role import APPROVING, Role
from domain.identity.user.commands import (
    ChangeApprovalLevel,
    ChangeRoles,
    Deactivate,
    Erase,
    Reactivate,
    Register,
    SignUp,
    Verify,
)
from domain.identity.user.events import (
    UserApprovalLevelChanged,
    UserDeactivated,
    UserErased,
    UserReactivated,
    UserRegistered,
    UserRolesChanged,
    UserSignedUp,
    UserVerified,
)
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
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event
from domain.shared.personal import ERASED_NAME


class Status(StrEnum):
    """Whether the user can act."""

    UNVERIFIED = "Unverified"
    ACTIVE = "Active"
    DEACTIVATED = "Deactivated"
    ERASED = "Erased"


@dataclass(frozen=True, slots=True)
class User:
    """A user as the history tells it; roles and level are those they would act with today."""

    status: Status | None = None
    email: EmailAddress | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    approval_level: ApprovalLevel | None = None
    supplier_id: SupplierId | None = None
    proved: bool = True
    """Whether the address is known to be theirs; who registered themselves has to prove it."""

    @property
    def active(self) -> bool:
        """True when the user may log in and act."""
        return self.status is Status.ACTIVE

    @property
    def erased(self) -> bool:
        """True when nobody knows any more who the user was."""
        return self.status is Status.ERASED

    @property
    def authority(self) -> ApprovalLevel | None:
        """The level that the user holds today; somebody who is kept out holds none."""
        return self.approval_level if self.active else None


_CHANGING_ROLES = (
    supplier_user_keeps_the_supplier,
    supplier_user_has_no_other_role,
    platform_role_stays_on_the_platform,
    nobody_widens_their_own_roles,
)

MACHINE = Machine(
    "user",
    (
        Row(
            None,
            Register,
            UserRegistered,
            Status.ACTIVE,
            (
                registered_supplier_user_has_a_supplier,
                supplier_user_has_no_other_role,
                registered_level_has_an_approving_role,
                platform_role_stays_on_the_platform,
            ),
        ),
        Row(
            None,
            SignUp,
            UserSignedUp,
            Status.UNVERIFIED,
            (nobody_registers_themselves_for_more_than_work,),
        ),
        Row(Status.UNVERIFIED, Verify, UserVerified, Status.ACTIVE),
        Row(
            Status.UNVERIFIED,
            Deactivate,
            UserDeactivated,
            Status.DEACTIVATED,
            (nobody_deactivates_themselves,),
        ),
        Row(Status.ACTIVE, ChangeRoles, UserRolesChanged, Status.ACTIVE, _CHANGING_ROLES),
        Row(Status.ACTIVE, ChangeRoles, UserApprovalLevelChanged, Status.ACTIVE, _CHANGING_ROLES),
        Row(
            Status.ACTIVE,
            ChangeApprovalLevel,
            UserApprovalLevelChanged,
            Status.ACTIVE,
            (level_has_an_approving_role, nobody_raises_their_own_level),
        ),
        Row(
            Status.ACTIVE,
            Deactivate,
            UserDeactivated,
            Status.DEACTIVATED,
            (nobody_deactivates_themselves,),
        ),
        Row(Status.DEACTIVATED, Reactivate, UserReactivated, Status.ACTIVE, (address_was_proved,)),
        Row(Status.DEACTIVATED, Erase, UserErased, Status.ERASED),
    ),
)


def _register(_: User, command: Register, __: UserContext) -> tuple[Event, ...]:
    return (
        UserRegistered(
            email=command.email,
            name=command.name,
            roles=command.roles,
            approval_level=command.approval_level,
            supplier_id=command.supplier_id,
        ),
    )


def _sign_up(_: User, command: SignUp, __: UserContext) -> tuple[Event, ...]:
    return (UserSignedUp(email=command.email, name=command.name, roles=command.roles),)


def _verify(_: User, __: Verify, ___: UserContext) -> tuple[Event, ...]:
    return (UserVerified(),)


def _change_roles(state: User, command: ChangeRoles, _: UserContext) -> tuple[Event, ...]:
    """The authority goes with the last role that approves, so that nobody keeps a level by oversight."""
    changed = UserRolesChanged(roles=command.roles, previous_roles=tuple(state.roles))
    if state.approval_level is None or not APPROVING.isdisjoint(command.roles):
        return (changed,)
    lost = UserApprovalLevelChanged(approval_level=None, previous_level=state.approval_level)
    return (changed, lost)


def _change_level(state: User, command: ChangeApprovalLevel, _: UserContext) -> tuple[Event, ...]:
    return (
        UserApprovalLevelChanged(
            approval_level=command.approval_level, previous_level=state.approval_level
        ),
    )


def _deactivate(_: User, command: Deactivate, __: UserContext) -> tuple[Event, ...]:
    return (UserDeactivated(reason=command.reason),)


def _reactivate(_: User, __: Reactivate, ___: UserContext) -> tuple[Event, ...]:
    return (UserReactivated(),)


def _erase(_: User, command: Erase, __: UserContext) -> tuple[Event, ...]:
    return (UserErased(erasure_id=command.erasure_id),)


def _registered(state: User, event: UserRegistered) -> User:
    return replace(
        state,
        email=event.email,
        name=event.name,
        roles=frozenset(event.roles),
        approval_level=event.approval_level,
        supplier_id=event.supplier_id,
    )


def _signed_up(state: User, event: UserSignedUp) -> User:
    roles = frozenset(event.roles)
    return replace(state, email=event.email, name=event.name, roles=roles, proved=False)


def _verified(state: User, _: UserVerified) -> User:
    return replace(state, proved=True)


def _roles_changed(state: User, event: UserRolesChanged) -> User:
    return replace(state, roles=frozenset(event.roles))


def _level_changed(state: User, event: UserApprovalLevelChanged) -> User:
    return replace(state, approval_level=event.approval_level)


def _erased(state: User, _: UserErased) -> User:
    return replace(state, email=None, name=ERASED_NAME)


def _unchanged(state: User, _: Event) -> User:
    return state


USER = Decider(
    machine=MACHINE,
    stream_type="identity.user",
    id_type=UserId,
    initial=User(),
    decisions={
        Register: _register,
        SignUp: _sign_up,
        Verify: _verify,
        ChangeRoles: _change_roles,
        ChangeApprovalLevel: _change_level,
        Deactivate: _deactivate,
        Reactivate: _reactivate,
        Erase: _erase,
    },
    applications={
        UserRegistered: _registered,
        UserSignedUp: _signed_up,
        UserVerified: _verified,
        UserRolesChanged: _roles_changed,
        UserApprovalLevelChanged: _level_changed,
        UserDeactivated: _unchanged,
        UserReactivated: _unchanged,
        UserErased: _erased,
    },
)
"""The aggregate `user`: one stream per person, named by their user id."""
