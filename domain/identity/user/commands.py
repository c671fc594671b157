"""What may be asked about a user."""

from domain.identity.role import Roles
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import ErasureId, SupplierId
from domain.shared.message import Command
from domain.shared.text import PartyName, Reason


class Register(Command):
    """Let somebody in; the address must be nobody else's, which the credentials see to."""

    email: EmailAddress
    name: PartyName
    roles: Roles
    approval_level: ApprovalLevel | None = None
    supplier_id: SupplierId | None = None


class SignUp(Command):
    """Register oneself, as far as the tenant lets everybody of a domain; the address has yet to be proved."""

    email: EmailAddress
    name: PartyName
    roles: Roles


class Verify(Command):
    """Count the address as proved, because its mail has come back."""


class ChangeRoles(Command):
    """Give the user exactly these roles."""

    roles: Roles


class ChangeApprovalLevel(Command):
    """Let the user approve up to this level, or nothing with None."""

    approval_level: ApprovalLevel | None


class Deactivate(Command):
    """Keep the user out."""

    reason: Reason | None = None


class Reactivate(Command):
    """Let the user in again."""


class Erase(Command):
    """Forget who the user was; `erasure_id` sees to it that everything else forgets them too."""

    erasure_id: ErasureId
