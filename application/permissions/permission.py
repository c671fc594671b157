"""What is said about one operation."""

from dataclasses import dataclass
from enum import StrEnum

from application.permissions.roles import EVERYBODY
from domain.identity.role import Role


class Kind(StrEnum):
    """Whether an operation changes something."""

    COMMAND = "command"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Permission:
    """One operation: what it is in a sentence, and the roles that may; `public` needs no log-in at all."""

    operation: str
    kind: Kind
    roles: frozenset[Role]
    sentence: str
    public: bool = False


def command(operation: str, roles: frozenset[Role], sentence: str) -> Permission:
    """An operation that changes something."""
    return Permission(operation, Kind.COMMAND, roles, sentence)


def query(operation: str, roles: frozenset[Role], sentence: str) -> Permission:
    """An operation that only looks."""
    return Permission(operation, Kind.QUERY, roles, sentence)


def public(operation: str, kind: Kind, sentence: str) -> Permission:
    """An operation for anybody, without a log-in."""
    return Permission(operation, kind, EVERYBODY, sentence, public=True)
