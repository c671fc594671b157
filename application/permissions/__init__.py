"""Who may do what, as data: one entry per operation, and whatever has no entry nobody may do.

A permission opens a door; it does not decide. Levels, delegations and segregation of duties are rules of
the domain and hold behind every door, for administrators too.
"""

from application.permissions.operations import PERMISSIONS, may, may_with_any, permitted, reach
from application.permissions.permission import Kind, Permission, Reach
from application.permissions.roles import OVERSIGHT

__all__ = [
    "OVERSIGHT",
    "PERMISSIONS",
    "Kind",
    "Permission",
    "Reach",
    "may",
    "may_with_any",
    "permitted",
    "reach",
]
