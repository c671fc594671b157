"""What is said about one operation."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from application.permissions.roles import EVERYBODY
from domain.identity.role import Role

NOBODY: frozenset[Role] = frozenset()


class Kind(StrEnum):
    """Whether an operation changes something."""

    COMMAND = "command"
    QUERY = "query"


class Reach(StrEnum):
    """How far a right goes: to every document of the tenant, or to those that are the caller's own."""

    ANY = "any"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Permission:
    """One operation: what it is in a sentence, and the roles that may; `public` needs no log-in at all.

    `own` are those of the roles that may with their own documents only; what is whose, and in which
    states, `application.permissions.ownership` says once for each kind of document.
    """

    operation: str
    kind: Kind
    roles: frozenset[Role]
    sentence: str
    public: bool = False
    own: frozenset[Role] = NOBODY

    def reach(self, roles: Collection[str]) -> Reach | None:
        """How far these roles get together; None when none of them may."""
        held = self.roles.intersection(roles)
        if not held:
            return None
        return Reach.OWN if held <= self.own else Reach.ANY


def command(
    operation: str, roles: frozenset[Role], sentence: str, own: frozenset[Role] = NOBODY
) -> Permission:
    """An operation that changes something."""
    return Permission(operation, Kind.COMMAND, roles | own, sentence, own=own)


def query(
    operation: str, roles: frozenset[Role], sentence: str, own: frozenset[Role] = NOBODY
) -> Permission:
    """An operation that only looks."""
    return Permission(operation, Kind.QUERY, roles | own, sentence, own=own)


def public(operation: str, kind: Kind, sentence: str) -> Permission:
    """An operation for anybody, without a log-in."""
    return Permission(operation, kind, EVERYBODY, sentence, public=True)
