"""Groups of roles that may the same things, each with a name of its own."""

from domain.identity.role import Role

OVERSIGHT = frozenset({Role.MANAGER, Role.ADMIN})
BUYING = OVERSIGHT | {Role.BUYER}
PAYABLES = OVERSIGHT | {Role.AP_CLERK, Role.TREASURER}
APPROVING = OVERSIGHT | {Role.APPROVER}
STAFF = BUYING | PAYABLES | APPROVING | {Role.REQUESTER, Role.WAREHOUSE}
READING = STAFF | {Role.ANALYST, Role.AUDITOR}
AUDITING = OVERSIGHT | {Role.ANALYST, Role.AUDITOR}
INQUIRING = OVERSIGHT | {Role.AUDITOR}
ADMIN = frozenset({Role.ADMIN})
SEEING_ALL = ADMIN | {Role.AUDITOR}
PLATFORM = frozenset({Role.PLATFORM_ADMIN})
TREASURY = OVERSIGHT | {Role.TREASURER}
SUPPLIER_USERS = frozenset({Role.SUPPLIER})
EVERYBODY = frozenset(Role)
