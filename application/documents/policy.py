"""Policies as the API shows them: each flat, as it is set, with who set it and when."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from application.ports.states import Folded
from domain.governance.policy.machine import Policies, Policy, Setting
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import PolicyId, UserId
from domain.shared.message import Message
from domain.shared.tolerance import Tolerance

PolicyName = Literal[
    "approval-thresholds",
    "approval-mode",
    "match-tolerance",
    "receipt-tolerance",
    "paying-accounts",
]


class PolicyDocument(Message):
    """One policy. `version` is that of all policies together, which If-Match is about; `policyVersion`
    counts how often this one was set.
    """

    name: PolicyName
    version: int
    policy_version: int
    set_by: UserId
    set_at: datetime


class ApprovalThresholdsDocument(PolicyDocument, ApprovalThresholds):
    """Up to which totals the levels L1 and L2 are enough."""


class ApprovalModeDocument(PolicyDocument):
    """How many people an approval takes."""

    mode: ApprovalMode


class ToleranceDocument(PolicyDocument, Tolerance):
    """How far a figure may be off."""


class PayingAccountsDocument(PolicyDocument, PayingAccounts):
    """Which of our own accounts pay."""


AnyPolicyDocument = (
    ApprovalThresholdsDocument | ApprovalModeDocument | ToleranceDocument | PayingAccountsDocument
)


class PoliciesDocument(Message):
    """Everything that applies in a tenant."""

    id: PolicyId
    version: int
    base_currency: Currency | None
    items: tuple[AnyPolicyDocument, ...]
    updated_at: datetime | None


def document(folded: Folded[Policy]) -> PoliciesDocument:
    """All policies, in the order in which they are named in the API."""
    return PoliciesDocument(
        id=PolicyId(folded.stream_id),
        version=folded.version,
        base_currency=folded.state.base_currency,
        items=tuple(policy_document(folded, name) for name in _POLICIES),
        updated_at=folded.updated_at,
    )


def policy_document(folded: Folded[Policy], name: PolicyName) -> AnyPolicyDocument:
    """One policy by its name."""
    kind, pick = _POLICIES[name]
    setting = pick(folded.state.policies)
    stamp: dict[str, Any] = {
        "name": name,
        "version": folded.version,
        "policy_version": setting.version,
        "set_by": setting.set_by,
        "set_at": setting.set_at,
    }
    return kind(**stamp, **_fields(setting.value))


def render(folded: Folded[Policy]) -> bytes:
    """All policies as JSON."""
    return document(folded).model_dump_json().encode()


def render_policy(folded: Folded[Policy], name: PolicyName) -> bytes:
    """One policy as JSON."""
    return policy_document(folded, name).model_dump_json().encode()


_POLICIES: Mapping[
    PolicyName, tuple[type[AnyPolicyDocument], Callable[[Policies], Setting[Any]]]
] = {
    "approval-thresholds": (ApprovalThresholdsDocument, lambda all_: all_.approval_thresholds),
    "approval-mode": (ApprovalModeDocument, lambda all_: all_.approval_mode),
    "match-tolerance": (ToleranceDocument, lambda all_: all_.match_tolerance),
    "receipt-tolerance": (ToleranceDocument, lambda all_: all_.receipt_tolerance),
    "paying-accounts": (PayingAccountsDocument, lambda all_: all_.paying_accounts),
}


def _fields(value: Message | ApprovalMode) -> dict[str, Any]:
    if isinstance(value, ApprovalMode):
        return {"mode": value}
    return {name: getattr(value, name) for name in type(value).model_fields}
