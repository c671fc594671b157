"""What happens to a tenant's policies. Each event counts the policy that it sets, from 1."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.governance.policy.paying_accounts import PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import UserId
from domain.shared.message import Event
from domain.shared.tolerance import Tolerance


class PolicySet(Event):
    """What every change of one policy says: which version it makes, by whom, and since when."""

    policy_version: int
    set_by: UserId
    set_at: AwareDatetime


class PoliciesAdopted(Event):
    """The tenant has its first policies, each at version 1; later defaults of the product change none."""

    event_type: ClassVar[str] = "governance.policy.adopted"

    base_currency: Currency
    approval_thresholds: ApprovalThresholds
    approval_mode: ApprovalMode
    match_tolerance: Tolerance
    receipt_tolerance: Tolerance
    set_by: UserId
    set_at: AwareDatetime


class ApprovalThresholdsSet(PolicySet):
    """From now on these totals decide which level an approval takes."""

    event_type: ClassVar[str] = "governance.policy.approval-thresholds-set"

    thresholds: ApprovalThresholds


class ApprovalModeSet(PolicySet):
    """From now on an approval takes one person, or one of each level."""

    event_type: ClassVar[str] = "governance.policy.approval-mode-set"

    mode: ApprovalMode


class MatchToleranceSet(PolicySet):
    """From now on an invoice may be off by this much."""

    event_type: ClassVar[str] = "governance.policy.match-tolerance-set"

    tolerance: Tolerance


class ReceiptToleranceSet(PolicySet):
    """From now on a receipt may be off by this much."""

    event_type: ClassVar[str] = "governance.policy.receipt-tolerance-set"

    tolerance: Tolerance


class PayingAccountsSet(PolicySet):
    """From now on payment runs pay from these accounts."""

    event_type: ClassVar[str] = "governance.policy.paying-accounts-set"

    paying_accounts: PayingAccounts
