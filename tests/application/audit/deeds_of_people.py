"""Stories in which an administrator administers themselves."""

from application.identity.user import change_approval_level, change_roles, deactivate_user
from domain.identity.role import Role
from domain.identity.user.commands import ChangeApprovalLevel, ChangeRoles, Deactivate
from domain.shared.approval_level import ApprovalLevel
from tests.application.audit.attempt import Attempt
from tests.application.audit.company import Office


def wider_roles(office: Office) -> Attempt:
    """Eve gives herself one more role."""
    widened = ChangeRoles(roles=(Role.ADMIN, Role.TREASURER))
    return Attempt("eve", change_roles(office.user("eve"), widened))


def higher_level(office: Office) -> Attempt:
    """Ben, an administrator now, raises his own level."""
    office.do("eve", change_roles(office.user("ben"), ChangeRoles(roles=(Role.ADMIN,))))
    raised = ChangeApprovalLevel(approval_level=ApprovalLevel.L3)
    return Attempt("ben", change_approval_level(office.user("ben"), raised))


def no_more_access(office: Office) -> Attempt:
    """Eve shuts herself out."""
    return Attempt("eve", deactivate_user(office.user("eve"), Deactivate()))
