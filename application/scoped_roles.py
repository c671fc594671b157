"""Roles that count for some operations only, as those of a key do."""

from collections.abc import Collection, Iterable
from typing import Self


class ScopedRoles(frozenset[str]):
    """The roles of somebody who may use them for `operations` alone, whatever the roles would grant.

    They travel wherever roles do, so no place that asks for a permission can forget the limit.
    """

    operations: frozenset[str]

    def __new__(cls, roles: Iterable[str], operations: Iterable[str]) -> Self:
        """These roles, for these operations."""
        made = super().__new__(cls, roles)
        made.operations = frozenset(operations)
        return made


def counting_for(roles: Collection[str], operation: str) -> Collection[str]:
    """The roles that count for an operation: all of them, or none where they are limited to others."""
    if isinstance(roles, ScopedRoles) and operation not in roles.operations:
        return frozenset()
    return roles
