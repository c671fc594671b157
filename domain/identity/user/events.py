"""What happens to a user. Passwords and sessions are no history: they live outside the log."""

from typing import Annotated, ClassVar

from domain.identity.role import Roles
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import ErasureId, SupplierId
from domain.shared.message import Event
from domain.shared.personal import EMAIL, NAME
from domain.shared.text import PartyName, Reason


class UserRegistered(Event):
    """Somebody can act in the tenant from now on; `supplier_id` ties a supplier's own user to it."""

    event_type: ClassVar[str] = "identity.user.registered"

    email: Annotated[EmailAddress, EMAIL]
    name: Annotated[PartyName, NAME]
    roles: Roles
    approval_level: ApprovalLevel | None = None
    supplier_id: SupplierId | None = None


class UserSignedUp(Event):
    """Somebody registered themselves; they cannot act before they have proved that the address is theirs."""

    event_type: ClassVar[str] = "identity.user.signed-up"

    email: Annotated[EmailAddress, EMAIL]
    name: Annotated[PartyName, NAME]
    roles: Roles


class UserVerified(Event):
    """The user has proved their address by what a mail to it said, and can act from now on."""

    event_type: ClassVar[str] = "identity.user.verified"


class UserRolesChanged(Event):
    """The user has these roles now, whatever they had before."""

    event_type: ClassVar[str] = "identity.user.roles-changed"

    roles: Roles
    previous_roles: Roles


class UserApprovalLevelChanged(Event):
    """The user may approve up to this level now; None takes the authority away."""

    event_type: ClassVar[str] = "identity.user.approval-level-changed"

    approval_level: ApprovalLevel | None
    previous_level: ApprovalLevel | None


class UserDeactivated(Event):
    """The user can no longer log in or act; what they did stays theirs."""

    event_type: ClassVar[str] = "identity.user.deactivated"

    reason: Reason | None = None


class UserErased(Event):
    """Nobody knows any more who the user was; what they did stays done, by their id."""

    event_type: ClassVar[str] = "identity.user.erased"

    erasure_id: ErasureId


class UserReactivated(Event):
    """The user can act again, with the roles and the level they had."""

    event_type: ClassVar[str] = "identity.user.reactivated"
