"""The life of a tenant's policies: adopted once, then each set as often as the tenant likes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from domain.governance.policy.commands import (
    Adopt,
    SetApprovalMode,
    SetApprovalThresholds,
    SetMatchTolerance,
    SetPayingAccounts,
    SetReceiptTolerance,
)
from domain.governance.policy.events import (
    ApprovalModeSet,
    ApprovalThresholdsSet,
    MatchToleranceSet,
    PayingAccountsSet,
    PoliciesAdopted,
    PolicySet,
    ReceiptToleranceSet,
)
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.governance.policy.rules import thresholds_are_in_the_base_currency
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.ids import PolicyId, TenantId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event
from domain.shared.tolerance import DEFAULT_TOLERANCE, Tolerance

V = TypeVar("V")


class Status(StrEnum):
    """Policies hold from the first moment of a tenant on."""

    IN_FORCE = "InForce"


@dataclass(frozen=True, slots=True)
class Setting(Generic[V]):
    """One policy as it applies: its value, how often it was set, and by whom and when it was last."""

    value: V
    version: int
    set_by: UserId
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Policies:
    """All that applies in a tenant; a policy that somebody sets leaves the others as they are."""

    approval_thresholds: Setting[ApprovalThresholds]
    approval_mode: Setting[ApprovalMode]
    match_tolerance: Setting[Tolerance]
    receipt_tolerance: Setting[Tolerance]
    paying_accounts: Setting[PayingAccounts]


@dataclass(frozen=True, slots=True)
class Policy:
    """The policies of a tenant as the history tells them; there are none before they are adopted."""

    status: Status | None = None
    base_currency: Currency | None = None
    adopted: Policies | None = None

    @property
    def policies(self) -> Policies:
        """What applies; asked only of a tenant that exists, so there always is something."""
        assert self.adopted is not None, "a tenant without policies"
        return self.adopted


def policy_id(tenant: TenantId) -> PolicyId:
    """Where a tenant's policies are: one stream, found without looking."""
    return PolicyId.of(tenant.uuid)


MACHINE = Machine(
    "policy",
    (
        Row(None, Adopt, PoliciesAdopted, Status.IN_FORCE),
        Row(
            Status.IN_FORCE,
            SetApprovalThresholds,
            ApprovalThresholdsSet,
            Status.IN_FORCE,
            (thresholds_are_in_the_base_currency,),
        ),
        Row(Status.IN_FORCE, SetApprovalMode, ApprovalModeSet, Status.IN_FORCE),
        Row(Status.IN_FORCE, SetMatchTolerance, MatchToleranceSet, Status.IN_FORCE),
        Row(Status.IN_FORCE, SetReceiptTolerance, ReceiptToleranceSet, Status.IN_FORCE),
        Row(Status.IN_FORCE, SetPayingAccounts, PayingAccountsSet, Status.IN_FORCE),
    ),
)


def _adopt(_: Policy, command: Adopt, context: Context) -> tuple[Event, ...]:
    return (
        PoliciesAdopted(
            base_currency=command.base_currency,
            approval_thresholds=ApprovalThresholds.default(command.base_currency),
            approval_mode=ApprovalMode.SINGLE,
            match_tolerance=DEFAULT_TOLERANCE,
            receipt_tolerance=DEFAULT_TOLERANCE,
            set_by=context.actor,
            set_at=context.at,
        ),
    )


def _next(setting: Setting[Any], context: Context) -> dict[str, Any]:
    return {
        "policy_version": setting.version + 1,
        "set_by": context.actor,
        "set_at": context.at,
    }


def _set_thresholds(
    state: Policy, command: SetApprovalThresholds, context: Context
) -> tuple[Event, ...]:
    stamp = _next(state.policies.approval_thresholds, context)
    return (ApprovalThresholdsSet(thresholds=command.thresholds, **stamp),)


def _set_mode(state: Policy, command: SetApprovalMode, context: Context) -> tuple[Event, ...]:
    return (ApprovalModeSet(mode=command.mode, **_next(state.policies.approval_mode, context)),)


def _set_match_tolerance(
    state: Policy, command: SetMatchTolerance, context: Context
) -> tuple[Event, ...]:
    stamp = _next(state.policies.match_tolerance, context)
    return (MatchToleranceSet(tolerance=command.tolerance, **stamp),)


def _set_receipt_tolerance(
    state: Policy, command: SetReceiptTolerance, context: Context
) -> tuple[Event, ...]:
    stamp = _next(state.policies.receipt_tolerance, context)
    return (ReceiptToleranceSet(tolerance=command.tolerance, **stamp),)


def _set_paying_accounts(
    state: Policy, command: SetPayingAccounts, context: Context
) -> tuple[Event, ...]:
    stamp = _next(state.policies.paying_accounts, context)
    return (PayingAccountsSet(paying_accounts=command.paying_accounts, **stamp),)


def _adopted(state: Policy, event: PoliciesAdopted) -> Policy:
    policies = Policies(
        approval_thresholds=Setting(event.approval_thresholds, 1, event.set_by, event.set_at),
        approval_mode=Setting(event.approval_mode, 1, event.set_by, event.set_at),
        match_tolerance=Setting(event.match_tolerance, 1, event.set_by, event.set_at),
        receipt_tolerance=Setting(event.receipt_tolerance, 1, event.set_by, event.set_at),
        paying_accounts=Setting(PayingAccounts(), 1, event.set_by, event.set_at),
    )
    return replace(state, base_currency=event.base_currency, adopted=policies)


def _sets(policy: str, value: str) -> Callable[[Policy, PolicySet], Policy]:
    """The application of an event that sets `policy` to its field `value`."""

    def apply(state: Policy, event: PolicySet) -> Policy:
        setting = Setting(getattr(event, value), event.policy_version, event.set_by, event.set_at)
        changed: dict[str, Any] = {policy: setting}
        return replace(state, adopted=replace(state.policies, **changed))

    return apply


POLICY = Decider(
    machine=MACHINE,
    stream_type="governance.policy",
    id_type=PolicyId,
    initial=Policy(),
    decisions={
        Adopt: _adopt,
        SetApprovalThresholds: _set_thresholds,
        SetApprovalMode: _set_mode,
        SetMatchTolerance: _set_match_tolerance,
        SetReceiptTolerance: _set_receipt_tolerance,
        SetPayingAccounts: _set_paying_accounts,
    },
    applications={
        PoliciesAdopted: _adopted,
        ApprovalThresholdsSet: _sets("approval_thresholds", "thresholds"),
        ApprovalModeSet: _sets("approval_mode", "mode"),
        MatchToleranceSet: _sets("match_tolerance", "tolerance"),
        ReceiptToleranceSet: _sets("receipt_tolerance", "tolerance"),
        PayingAccountsSet: _sets("paying_accounts", "paying_accounts"),
    },
)
"""The aggregate `policy`: one stream per tenant, named by the tenant's own UUID."""
