"""All permissions in one table, and the question whether somebody may."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from application.failures import PermissionDenied
from application.permissions.audit import AUDIT
from application.permissions.branches import BRANCHES
from application.permissions.communication import NOTICES
from application.permissions.exports import EXPORTS
from application.permissions.governance import GOVERNANCE
from application.permissions.identity import IDENTITY
from application.permissions.invoicing import INVOICING
from application.permissions.jobs import JOBS
from application.permissions.machines import MACHINES
from application.permissions.murabaha import MURABAHA
from application.permissions.payments import PAYMENTS
from application.permissions.permission import Permission, Reach
from application.permissions.privacy import PRIVACY
from application.permissions.purchasing import (
    APPROVALS,
    PURCHASE_ORDERS,
    REQUISITIONS,
    SUPPLIERS,
)
from application.permissions.receiving import RECEIVING
from application.permissions.reporting import REPORTING
from application.permissions.service import SERVICE
from application.permissions.sessions import SESSIONS
from application.scoped_roles import counting_for

PERMISSIONS: Mapping[str, Permission] = MappingProxyType(
    {
        permission.operation: permission
        for group in (
            SUPPLIERS,
            REQUISITIONS,
            PURCHASE_ORDERS,
            RECEIVING,
            INVOICING,
            PAYMENTS,
            MURABAHA,
            NOTICES,
            APPROVALS,
            GOVERNANCE,
            AUDIT,
            REPORTING,
            EXPORTS,
            IDENTITY,
            PRIVACY,
            MACHINES,
            BRANCHES,
            JOBS,
            SESSIONS,
            SERVICE,
        )
        for permission in group
    }
)
"""Every operation by its id."""


def reach(roles: Collection[str], operation: str) -> Reach | None:
    """How far the roles get; None when none of them may, or when nobody declared the operation."""
    permission = PERMISSIONS.get(operation)
    if permission is None:
        return None
    return permission.reach(counting_for(roles, operation))


def permitted(roles: Collection[str], operation: str) -> bool:
    """True when one of the roles may do it, if only with what is their own."""
    return reach(roles, operation) is not None


def may(roles: Collection[str], operation: str) -> Reach:
    """How far the roles get; raises `PermissionDenied` unless one of them may do it."""
    found = reach(roles, operation)
    if found is None:
        raise PermissionDenied(f"none of your roles may do this: {operation}", operation=operation)
    return found


def may_with_any(roles: Collection[str], operation: str) -> None:
    """Raises `PermissionDenied` unless one of the roles may do it with every document of the tenant."""
    if may(roles, operation) is not Reach.ANY:
        raise PermissionDenied(
            f"you may do this with your own only: {operation}", operation=operation
        )
