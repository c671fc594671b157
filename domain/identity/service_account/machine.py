"""The life of a service account: created, given keys, deprived of them, kept out, let in again."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.identity.role import Role
from domain.identity.scope import Scope
from domain.identity.service_account.commands import Create, Disable, Enable, IssueKey, RevokeKey
from domain.identity.service_account.events import (
    ApiKeyIssued,
    ApiKeyRevoked,
    ServiceAccountCreated,
    ServiceAccountDisabled,
    ServiceAccountEnabled,
)
from domain.identity.service_account.rules import (
    ServiceAccountContext,
    account_has_room_for_a_key,
    key_does_not_live_too_long,
    key_expires_later,
    key_is_known,
    key_is_not_revoked,
    only_the_owner_gets_a_key,
    owner_is_active,
    owner_or_administrator_revokes,
    roles_are_the_owners_to_lend,
)
from domain.shared.ids import ApiKeyId, ServiceAccountId, UserId
from domain.shared.machine import Decider, Machine, Row, rows
from domain.shared.message import Event


class Status(StrEnum):
    """Whether the machine can act."""

    ACTIVE = "Active"
    DISABLED = "Disabled"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as everybody may know it; the secret is kept elsewhere, and only its hash."""

    id: ApiKeyId
    name: str
    scopes: tuple[Scope, ...]
    expires_at: datetime
    revoked: bool = False

    def good(self, at: datetime) -> bool:
        """True until it expires, unless it was revoked."""
        return not self.revoked and at < self.expires_at


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A service account as the history tells it; `roles` are what it may be at most."""

    status: Status | None = None
    name: str = ""
    owner: UserId | None = None
    roles: frozenset[Role] = frozenset()
    keys: tuple[ApiKey, ...] = ()

    @property
    def active(self) -> bool:
        """True when the machine may act, if its owner may."""
        return self.status is Status.ACTIVE

    def find(self, key_id: ApiKeyId) -> ApiKey | None:
        """The key of an id, good or not."""
        return next((key for key in self.keys if key.id == key_id), None)

    def good_keys(self, at: datetime) -> tuple[ApiKey, ...]:
        """The keys that let somebody in at that instant, while the account is active."""
        return tuple(key for key in self.keys if key.good(at))


_ISSUING = (
    account_has_room_for_a_key,
    owner_is_active,
    key_expires_later,
    key_does_not_live_too_long,
    only_the_owner_gets_a_key,
)
_REVOKING = (key_is_not_revoked, key_is_known, owner_or_administrator_revokes)

MACHINE = Machine(
    "service-account",
    (
        Row(
            None,
            Create,
            ServiceAccountCreated,
            Status.ACTIVE,
            (owner_is_active, roles_are_the_owners_to_lend),
        ),
        Row(Status.ACTIVE, IssueKey, ApiKeyIssued, Status.ACTIVE, _ISSUING),
        *rows((Status.ACTIVE, Status.DISABLED), RevokeKey, ApiKeyRevoked, None, _REVOKING),
        Row(Status.ACTIVE, Disable, ServiceAccountDisabled, Status.DISABLED),
        Row(Status.DISABLED, Enable, ServiceAccountEnabled, Status.ACTIVE),
    ),
)


def _create(_: ServiceAccount, command: Create, __: ServiceAccountContext) -> tuple[Event, ...]:
    return (ServiceAccountCreated(name=command.name, owner=command.owner, roles=command.roles),)


def _issue(
    _: ServiceAccount, command: IssueKey, context: ServiceAccountContext
) -> tuple[Event, ...]:
    assert context.new_key is not None, "nobody drew an id for the key"
    return (
        ApiKeyIssued(
            key_id=context.new_key,
            name=command.name,
            scopes=tuple(dict.fromkeys(command.scopes)),
            expires_at=command.expires_at,
        ),
    )


def _revoke(_: ServiceAccount, command: RevokeKey, __: ServiceAccountContext) -> tuple[Event, ...]:
    return (ApiKeyRevoked(key_id=command.key_id, reason=command.reason),)


def _disable(_: ServiceAccount, command: Disable, __: ServiceAccountContext) -> tuple[Event, ...]:
    return (ServiceAccountDisabled(reason=command.reason),)


def _enable(_: ServiceAccount, __: Enable, ___: ServiceAccountContext) -> tuple[Event, ...]:
    return (ServiceAccountEnabled(),)


def _created(state: ServiceAccount, event: ServiceAccountCreated) -> ServiceAccount:
    return replace(state, name=event.name, owner=event.owner, roles=frozenset(event.roles))


def _issued(state: ServiceAccount, event: ApiKeyIssued) -> ServiceAccount:
    key = ApiKey(event.key_id, event.name, event.scopes, event.expires_at)
    return replace(state, keys=(*state.keys, key))


def _revoked(state: ServiceAccount, event: ApiKeyRevoked) -> ServiceAccount:
    keys = tuple(
        replace(key, revoked=True) if key.id == event.key_id else key for key in state.keys
    )
    return replace(state, keys=keys)


def _as_it_is(
    state: ServiceAccount, _: ServiceAccountDisabled | ServiceAccountEnabled
) -> ServiceAccount:
    return state


SERVICE_ACCOUNT = Decider(
    machine=MACHINE,
    stream_type="identity.service-account",
    id_type=ServiceAccountId,
    initial=ServiceAccount(),
    decisions={
        Create: _create,
        IssueKey: _issue,
        RevokeKey: _revoke,
        Disable: _disable,
        Enable: _enable,
    },
    applications={
        ServiceAccountCreated: _created,
        ApiKeyIssued: _issued,
        ApiKeyRevoked: _revoked,
        ServiceAccountDisabled: _as_it_is,
        ServiceAccountEnabled: _as_it_is,
    },
)
"""The aggregate `service-account`: one stream for each machine, with all its keys."""
