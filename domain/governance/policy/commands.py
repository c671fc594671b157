"""What may be asked about policies."""

from domain.governance.policy.paying_accounts import PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.message import Command
from domain.shared.tolerance import Tolerance


class Adopt(Command):
    """Begin with the defaults of the product, in the tenant's own currency."""

    base_currency: Currency


class SetApprovalThresholds(Command):
    """Change up to which totals the levels L1 and L2 are enough."""

    thresholds: ApprovalThresholds


class SetApprovalMode(Command):
    """Change how many people an approval takes."""

    mode: ApprovalMode


class SetMatchTolerance(Command):
    """Change how far an invoice may be off before it is disputed."""

    tolerance: Tolerance


class SetReceiptTolerance(Command):
    """Change how far a receipt may be off before it is a discrepancy."""

    tolerance: Tolerance


class SetPayingAccounts(Command):
    """Change which of our own accounts pay, one for each currency."""

    paying_accounts: PayingAccounts
