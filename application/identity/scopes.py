"""Which operations the scopes of a key stand for. Scopes only take away from what roles grant."""

from collections.abc import Iterable

from application.failures import UnknownScope
from application.permissions import PERMISSIONS
from domain.identity.scope import Scope

_FOR_PEOPLE_ONLY = ("auth.", "service-accounts.")
"""What is never done by a key: sessions are people's, and a key must not make or widen another."""


def for_machines(operation: str) -> bool:
    """True when a key may be good for the operation at all."""
    return not operation.startswith(_FOR_PEOPLE_ONLY)


def operations_of(scopes: Iterable[Scope]) -> frozenset[str]:
    """Every operation that one of the scopes covers and that a key may be good for."""
    wanted = tuple(scopes)
    return frozenset(
        operation
        for operation in PERMISSIONS
        if for_machines(operation) and any(scope.covers(operation) for scope in wanted)
    )


def check_scopes(scopes: Iterable[Scope]) -> None:
    """Raises `UnknownScope` for scopes that stand for nothing, because they are misspelt most likely."""
    useless = [scope for scope in scopes if not operations_of([scope])]
    if useless:
        raise UnknownScope(useless)
