"""What applies in a tenant, and since when."""

from typing import Annotated

from pydantic import Field

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.idempotency import Told
from api.http.kinds import POLICIES
from api.http.models import AllowedCommand
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.desk import Task
from application.documents.policy import (
    ApprovalModeDocument,
    ApprovalThresholdsDocument,
    PayingAccountsDocument,
    PoliciesDocument,
    PolicyName,
    ToleranceDocument,
    render_policy,
)
from application.governance import policy as tasks
from domain.governance.policy.machine import policy_id
from domain.governance.policy.paying_accounts import MOST_ACCOUNTS, PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.bank_account import BankAccount
from domain.shared.message import Message
from domain.shared.tolerance import Tolerance

policies = Resource("/v1/policies", "Policies")


class ModeSetting(Message):
    """How many people an approval takes."""

    mode: ApprovalMode


class PayingAccountsSetting(PayingAccounts):
    """All accounts that pay from now on; none has to be said, so that nobody takes them away by mistake."""

    accounts: Annotated[tuple[BankAccount, ...], Field(max_length=MOST_ACCOUNTS)]


class PoliciesAnswer(PoliciesDocument):
    """The policies, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@policies.query("", "policies.read", Gives(PoliciesAnswer))
async def show(past: PastQuery, asking: Asking) -> Answer:
    """All policies, today or as they were."""
    return await asking.document(POLICIES, policy_id(asking.caller.tenant), past)


@policies.command(
    "PUT",
    "/approval-thresholds",
    "policies.set-approval-thresholds",
    Gives(ApprovalThresholdsDocument),
)
async def set_approval_thresholds(command: ApprovalThresholds, by: Commander) -> Answer:
    """Up to which totals the levels L1 and L2 are enough."""
    return await _set(by, "approval-thresholds", tasks.set_approval_thresholds(command))


@policies.command(
    "PUT", "/approval-mode", "policies.set-approval-mode", Gives(ApprovalModeDocument)
)
async def set_approval_mode(command: ModeSetting, by: Commander) -> Answer:
    """One approver, or one of each level in turn."""
    return await _set(by, "approval-mode", tasks.set_approval_mode(command.mode))


@policies.command(
    "PUT", "/match-tolerance", "policies.set-match-tolerance", Gives(ToleranceDocument)
)
async def set_match_tolerance(command: Tolerance, by: Commander) -> Answer:
    """How far an invoice may be off."""
    return await _set(by, "match-tolerance", tasks.set_match_tolerance(command))


@policies.command(
    "PUT", "/receipt-tolerance", "policies.set-receipt-tolerance", Gives(ToleranceDocument)
)
async def set_receipt_tolerance(command: Tolerance, by: Commander) -> Answer:
    """How far a receipt may be off."""
    return await _set(by, "receipt-tolerance", tasks.set_receipt_tolerance(command))


@policies.command(
    "PUT", "/paying-accounts", "policies.set-paying-accounts", Gives(PayingAccountsDocument)
)
async def set_paying_accounts(command: PayingAccountsSetting, by: Commander) -> Answer:
    """Our own accounts, one for each currency that payment runs pay in."""
    accounts = PayingAccounts(accounts=command.accounts)
    return await _set(by, "paying-accounts", tasks.set_paying_accounts(accounts))


async def _set(by: Commander, name: PolicyName, task: Task) -> Answer:
    return await by.tell(
        task, lambda folded: Told(200, folded.version, "", render_policy(folded, name))
    )
