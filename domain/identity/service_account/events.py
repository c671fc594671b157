"""What happens to service accounts and their keys. No event holds what a key could be made from."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.identity.role import Roles
from domain.identity.scope import Scope
from domain.shared.ids import ApiKeyId, UserId
from domain.shared.message import Event
from domain.shared.text import PartyName, Reason


class ServiceAccountCreated(Event):
    """A machine may act for `owner`, who answers for it, with at most these of the owner's roles."""

    event_type: ClassVar[str] = "identity.service-account.created"

    name: PartyName
    owner: UserId
    roles: Roles


class ApiKeyIssued(Event):
    """The owner got a key, which is good for these scopes and until then."""

    event_type: ClassVar[str] = "identity.service-account.key-issued"

    key_id: ApiKeyId
    name: PartyName
    scopes: tuple[Scope, ...]
    expires_at: AwareDatetime


class ApiKeyRevoked(Event):
    """The key lets nobody in any more; a key that was revoked is never good again."""

    event_type: ClassVar[str] = "identity.service-account.key-revoked"

    key_id: ApiKeyId
    reason: Reason | None = None


class ServiceAccountDisabled(Event):
    """None of the account's keys lets anybody in."""

    event_type: ClassVar[str] = "identity.service-account.disabled"

    reason: Reason | None = None


class ServiceAccountEnabled(Event):
    """The keys that are neither revoked nor expired are good again."""

    event_type: ClassVar[str] = "identity.service-account.enabled"
