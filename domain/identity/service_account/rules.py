"""What must hold for machines, the people who answer for them, and their keys."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.identity.role import Role, in_order
from domain.identity.service_account.commands import Create, IssueKey, RevokeKey
from domain.shared.context import SYSTEM, Context
from domain.shared.ids import ApiKeyId
from domain.shared.refusal import (
    AuthorityRefused,
    ContentRefused,
    StateRefused,
)
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.identity.service_account.machine import ServiceAccount

LONGEST_LIFE = timedelta(days=366)
MOST_KEYS = 20
"""Keys of one account that are good at a time; far more than a rotation needs."""

NEVER_LENT = frozenset({Role.ADMIN, Role.PLATFORM_ADMIN})
_UNDER_AN_ADMINISTRATOR = frozenset(Role) - NEVER_LENT - {Role.SUPPLIER}


@dataclass(frozen=True, slots=True)
class ServiceAccountContext(Context):
    """Whether the owner is `owner_active` and which `owner_roles` they have; whether the actor `administers`.

    `new_key` is the id of a key that is about to be issued.
    """

    owner_active: bool = True
    owner_roles: frozenset[Role] = frozenset()
    administers: bool = False
    new_key: ApiKeyId | None = None


class KeyOfSomebodyElse(AuthorityRefused):
    """A key was asked for by somebody in whose name it would not act."""


class OwnerKeptOut(ContentRefused):
    """The person who would answer for the machine cannot act themselves."""


class RolesBeyondOwner(AuthorityRefused):
    """The machine would have a role that its owner has not, or one that no machine has."""


class KeyOfAnother(AuthorityRefused):
    """The key would be, or is, somebody else's."""


class KeyExpiresInThePast(ContentRefused):
    """The key would be no good from the start."""


class KeyLivesTooLong(ContentRefused):
    """The key would outlive every reasonable rotation."""


class TooManyKeys(StateRefused):
    """The account has as many good keys as an account may have."""


class UnknownKey(ContentRefused):
    """The account has no such key."""


class KeyAlreadyRevoked(StateRefused):
    """The key was ended before."""


def lendable(roles: Collection[Role]) -> frozenset[Role]:
    """What somebody with these roles may let a machine be.

    Whoever administers a tenant may do what its staff may, and so may lend any of their roles; the role
    itself is lent to nobody, because a machine that can let others in is one leak away from everything.
    """
    own = frozenset(roles) - NEVER_LENT
    return own | _UNDER_AN_ADMINISTRATOR if Role.ADMIN in roles else own


def _roles_beyond(_: Any, command: Create, context: ServiceAccountContext) -> Mapping[str, Any]:
    return {"beyond": in_order(set(command.roles) - lendable(context.owner_roles))}


def _now(_: Any, __: Any, context: ServiceAccountContext) -> Mapping[str, Any]:
    return {"now": context.at}


def _latest(_: Any, __: Any, context: ServiceAccountContext) -> Mapping[str, Any]:
    return {"latest": context.at + LONGEST_LIFE}


def _most(_: Any, __: Any, ___: Any) -> Mapping[str, Any]:
    return {"most": MOST_KEYS}


@rule(OwnerKeptOut)
def owner_is_active(context: ServiceAccountContext) -> bool:
    """Somebody who is kept out cannot answer for a machine."""
    return context.owner_active


@rule(RolesBeyondOwner, _roles_beyond)
def roles_are_the_owners_to_lend(command: Create, context: ServiceAccountContext) -> bool:
    """A machine may be no more than its owner, and never an administrator."""
    return lendable(context.owner_roles).issuperset(command.roles)


@rule(KeyOfSomebodyElse)
def only_the_owner_gets_a_key(state: "ServiceAccount", context: ServiceAccountContext) -> bool:
    """A key acts in its owner's name, so nobody else is given one, administrators included."""
    return context.actor in (state.owner, SYSTEM)


@rule(KeyExpiresInThePast, _now)
def key_expires_later(command: IssueKey, context: ServiceAccountContext) -> bool:
    """A key is good for some time at least."""
    return command.expires_at > context.at


@rule(KeyLivesTooLong, _latest)
def key_does_not_live_too_long(command: IssueKey, context: ServiceAccountContext) -> bool:
    """A key is good for a year at most."""
    return command.expires_at <= context.at + LONGEST_LIFE


@rule(TooManyKeys, _most)
def account_has_room_for_a_key(state: "ServiceAccount", context: ServiceAccountContext) -> bool:
    """An account has few keys at a time, so that somebody can know them all."""
    return len(state.good_keys(context.at)) < MOST_KEYS


@rule(UnknownKey)
def key_is_known(state: "ServiceAccount", command: RevokeKey) -> bool:
    """The id is that of a key of this account."""
    return state.find(command.key_id) is not None


@rule(KeyAlreadyRevoked)
def key_is_not_revoked(state: "ServiceAccount", command: RevokeKey) -> bool:
    """A key is revoked once."""
    key = state.find(command.key_id)
    return key is None or not key.revoked


@rule(KeyOfAnother)
def owner_or_administrator_revokes(state: "ServiceAccount", context: ServiceAccountContext) -> bool:
    """A key is revoked by its owner or by an administrator."""
    return context.administers or context.actor in (state.owner, SYSTEM)
