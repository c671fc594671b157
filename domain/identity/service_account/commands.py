"""What may be asked about a service account."""

from typing import Annotated

from pydantic import Field

from domain.identity.role import Roles
from domain.identity.scope import Scope
from domain.shared.ids import ApiKeyId, UserId
from domain.shared.instant import Instant
from domain.shared.message import Command
from domain.shared.text import PartyName, Reason

MOST_SCOPES = 100

Scopes = Annotated[tuple[Scope, ...], Field(min_length=1, max_length=MOST_SCOPES)]
"""At least one: a key that is good for everything has to say so group by group."""


class Create(Command):
    """Let a machine act for a person, with some of that person's roles."""

    name: PartyName
    owner: UserId
    roles: Roles


class IssueKey(Command):
    """Make a key for the account; it is shown once."""

    name: PartyName
    scopes: Scopes
    expires_at: Instant


class RevokeKey(Command):
    """End a key at once, whenever it would have expired."""

    key_id: ApiKeyId
    reason: Reason | None = None


class Disable(Command):
    """Keep the machine out, with every key it has."""

    reason: Reason | None = None


class Enable(Command):
    """Let the machine in again, with the keys that are still good."""
