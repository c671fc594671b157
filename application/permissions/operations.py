"""All permissions in one table, and the question whether somebody may."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from application.failures import PermissionDenied
from application.permissions.audit import AUDIT
from application.permissions.communication import NOTICES
from application.permissions.governance import GOVERNANCE
from application.permissions.identity import IDENTITY
from application.permissions.invoicing import INVOICING
from application.permissions.machines import MACHINES
from application.permissions.murabaha import MURABAHA
from application.permissions.payments import PAYMENTS
from application.permissions.permission import Permission
from application.permissions.privacy import PRIVACY
from application.permissions.purchasing import (
    APPROVALS,
    PURCHASE_ORDERS,
    REQUISITIONS,
    SUPPLIERS,
)
from application.permissions.receiving import RECEIVING
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
            IDENTITY,
            PRIVACY,
            MACHINES,
            SESSIONS,
            SERVICE,
        )
        for permission in group
    }
)
"""Every operation by its id."""


def permitted(roles: Collection[str], operation: str) -> bool:
    """True when one of the roles may do it; an operation that is not declared is nobody's."""
    permission = PERMISSIONS.get(operation)
    counting = counting_for(roles, operation)
    return permission is not None and not permission.roles.isdisjoint(counting)


def may(roles: Collection[str], operation: str) -> None:
    """Raises `PermissionDenied` unless one of the roles may do it."""
    if not permitted(roles, operation):
        raise PermissionDenied(f"none of your roles may do this: {operation}", operation=operation)
