"""Setting policies, and asking which apply."""

from application.desk import Task
from application.ports.states import Folded
from application.work import Work
from domain.governance.policy.commands import (
    SetApprovalMode,
    SetApprovalThresholds,
    SetMatchTolerance,
    SetPayingAccounts,
    SetReceiptTolerance,
)
from domain.governance.policy.machine import POLICY, Policies, Policy, policy_id
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.message import Command
from domain.shared.tolerance import Tolerance


def set_approval_thresholds(thresholds: ApprovalThresholds) -> Task:
    """Up to which totals the levels L1 and L2 are enough; what was submitted before keeps its own."""
    return _set(SetApprovalThresholds(thresholds=thresholds))


def set_approval_mode(mode: ApprovalMode) -> Task:
    """One approver, or one of each level."""
    return _set(SetApprovalMode(mode=mode))


def set_match_tolerance(tolerance: Tolerance) -> Task:
    """How far an invoice may be off."""
    return _set(SetMatchTolerance(tolerance=tolerance))


def set_receipt_tolerance(tolerance: Tolerance) -> Task:
    """How far a receipt may be off."""
    return _set(SetReceiptTolerance(tolerance=tolerance))


def set_paying_accounts(accounts: PayingAccounts) -> Task:
    """Which of our own accounts pay; runs that were proposed before keep theirs."""
    return _set(SetPayingAccounts(paying_accounts=accounts))


async def policies_in_force(work: Work) -> Policies:
    """What applies in the tenant, and still must when the decision that asked is stored."""
    folded = await work.load(POLICY, policy_id(work.request.tenant))
    return folded.state.policies


def _set(command: Command) -> Task:
    async def task(work: Work) -> Folded[Policy]:
        policy = await work.target(POLICY, policy_id(work.request.tenant))
        return work.decide(policy, command, work.context)

    return task
