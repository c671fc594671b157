"""Which events change what somebody may do, whom they are about, and what held before and after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from application.ports.event_store import RecordedEvent
from domain.governance.policy.events import (
    ApprovalModeSet,
    ApprovalThresholdsSet,
    MatchToleranceSet,
    PayingAccountsSet,
    PoliciesAdopted,
    PolicySet,
    ReceiptToleranceSet,
)
from domain.governance.policy.machine import POLICY
from domain.identity.service_account.events import (
    ApiKeyIssued,
    ApiKeyRevoked,
    ServiceAccountCreated,
    ServiceAccountDisabled,
    ServiceAccountEnabled,
)
from domain.identity.tenant.events import SelfRegistrationSet
from domain.identity.tenant.machine import TENANT
from domain.identity.user.events import (
    UserApprovalLevelChanged,
    UserDeactivated,
    UserErased,
    UserReactivated,
    UserRegistered,
    UserRolesChanged,
    UserSignedUp,
    UserVerified,
)
from domain.purchasing.delegation.events import AuthorityDelegated, DelegationRevoked
from domain.shared.message import Event
from projections.folds import Folds


@dataclass(frozen=True, slots=True)
class Change:
    """Whose rights, or which policy, and what was so before and is so now; nobody's name is in it."""

    subject: str
    before: Mapping[str, JsonValue] | None
    after: Mapping[str, JsonValue] | None


_POLICIES: Mapping[type[PolicySet], tuple[str, str]] = {
    ApprovalThresholdsSet: ("approval_thresholds", "thresholds"),
    ApprovalModeSet: ("approval_mode", "mode"),
    MatchToleranceSet: ("match_tolerance", "tolerance"),
    ReceiptToleranceSet: ("receipt_tolerance", "tolerance"),
    PayingAccountsSet: ("paying_accounts", "paying_accounts"),
}
"""Where each policy is in the state, and its value in the event."""


def _registered(recorded: RecordedEvent, event: UserRegistered) -> Change:
    after = {
        "active": True,
        "roles": _plain(event.roles),
        "approvalLevel": event.approval_level,
    }
    return Change(recorded.stream_id, None, after)


def _signed_up(recorded: RecordedEvent, event: UserSignedUp) -> Change:
    return Change(recorded.stream_id, None, {"active": False, "roles": _plain(event.roles)})


def _roles(recorded: RecordedEvent, event: UserRolesChanged) -> Change:
    before = {"roles": _plain(event.previous_roles)}
    return Change(recorded.stream_id, before, {"roles": _plain(event.roles)})


def _level(recorded: RecordedEvent, event: UserApprovalLevelChanged) -> Change:
    before: dict[str, JsonValue] = {"approvalLevel": event.previous_level}
    return Change(recorded.stream_id, before, {"approvalLevel": event.approval_level})


def _let_in(recorded: RecordedEvent, _: Event) -> Change:
    return Change(recorded.stream_id, {"active": False}, {"active": True})


def _kept_out(recorded: RecordedEvent, _: Event) -> Change:
    return Change(recorded.stream_id, {"active": True}, {"active": False})


def _erased(recorded: RecordedEvent, event: UserErased) -> Change:
    """Whoever is erased was kept out before, and has no way back."""
    return Change(recorded.stream_id, {"active": False}, {"erasureId": event.erasure_id})


def _account_created(recorded: RecordedEvent, event: ServiceAccountCreated) -> Change:
    after = {"active": True, "owner": _plain(event.owner), "roles": _plain(event.roles)}
    return Change(recorded.stream_id, None, after)


def _key_issued(recorded: RecordedEvent, event: ApiKeyIssued) -> Change:
    after = {
        "keyId": _plain(event.key_id),
        "scopes": _plain(event.scopes),
        "expiresAt": _plain(event.expires_at),
    }
    return Change(recorded.stream_id, None, after)


def _key_revoked(recorded: RecordedEvent, event: ApiKeyRevoked) -> Change:
    before: dict[str, JsonValue] = {"keyId": event.key_id}
    return Change(recorded.stream_id, before, None)


def _delegated(_: RecordedEvent, event: AuthorityDelegated) -> Change:
    after: dict[str, JsonValue] = {
        "number": event.number,
        "delegator": event.delegator,
        "level": event.level,
        "firstDay": str(event.first_day),
        "lastDay": str(event.last_day),
    }
    return Change(event.delegate, None, after)


def _revoked(_: RecordedEvent, event: DelegationRevoked) -> Change:
    before: dict[str, JsonValue] = {"number": event.number, "delegator": event.delegator}
    return Change(event.delegate, before, None)


def _adopted(recorded: RecordedEvent, event: PoliciesAdopted) -> Change:
    after = {
        "approvalThresholds": _plain(event.approval_thresholds),
        "approvalMode": _plain(event.approval_mode),
        "matchTolerance": _plain(event.match_tolerance),
        "receiptTolerance": _plain(event.receipt_tolerance),
    }
    return Change(recorded.stream_id, None, after)


_TOLD: Mapping[type[Event], Callable[[RecordedEvent, Any], Change]] = {
    UserRegistered: _registered,
    UserRolesChanged: _roles,
    UserApprovalLevelChanged: _level,
    UserSignedUp: _signed_up,
    UserVerified: _let_in,
    UserDeactivated: _kept_out,
    UserReactivated: _let_in,
    UserErased: _erased,
    ServiceAccountCreated: _account_created,
    ServiceAccountDisabled: _kept_out,
    ServiceAccountEnabled: _let_in,
    ApiKeyIssued: _key_issued,
    ApiKeyRevoked: _key_revoked,
    AuthorityDelegated: _delegated,
    DelegationRevoked: _revoked,
    PoliciesAdopted: _adopted,
}

PRIVILEGE_EVENTS: frozenset[type[Event]] = frozenset({*_TOLD, *_POLICIES, SelfRegistrationSet})
"""Everything that changes what somebody may do."""


async def change_of(recorded: RecordedEvent, folds: Folds) -> Change:
    """What the event of one of these types changed."""
    event = recorded.event
    if isinstance(event, PolicySet):
        return await _policy(recorded, event, folds)
    if isinstance(event, SelfRegistrationSet):
        return await _self_registration(recorded, event, folds)
    return _TOLD[type(event)](recorded, event)


async def _self_registration(
    recorded: RecordedEvent, event: SelfRegistrationSet, folds: Folds
) -> Change:
    """Who may let themselves in, which is a right that nobody else has to give any more."""
    before = (await folds.before(TENANT, recorded)).state.self_registration
    return Change(
        recorded.stream_id,
        {"selfRegistration": _plain(before)},
        {"selfRegistration": _plain(event.self_registration)},
    )


async def _policy(recorded: RecordedEvent, event: PolicySet, folds: Folds) -> Change:
    """A policy's event says the new value alone; the old one is in the state that it changed."""
    policy, value = _POLICIES[type(event)]
    before = getattr((await folds.before(POLICY, recorded)).state.policies, policy)
    name = type(event).model_fields[value].alias or value
    return Change(
        recorded.stream_id,
        {name: _plain(before.value), "policyVersion": before.version},
        {name: _plain(getattr(event, value)), "policyVersion": event.policy_version},
    )


def _plain(value: Any) -> JsonValue:
    plain: JsonValue = to_jsonable_python(value, by_alias=True)
    return plain
