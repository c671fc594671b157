"""Asks of a tenant's policies."""

from decimal import Decimal

from domain.governance.policy import commands as c
from domain.governance.policy.machine import POLICY
from domain.governance.policy.paying_accounts import PayingAccounts
from domain.shared.approval_level import ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.tolerance import Tolerance
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)
DOLLARS = Currency("USD")

POLICIES = Samples(
    POLICY,
    (
        (c.Adopt(base_currency=DOLLARS), ANNS),
        (c.SetApprovalThresholds(thresholds=ApprovalThresholds.default(DOLLARS)), ANNS),
        (c.SetApprovalMode(mode=ApprovalMode.SEQUENTIAL), ANNS),
        (c.SetMatchTolerance(tolerance=Tolerance(percent=Decimal(1))), ANNS),
        (c.SetReceiptTolerance(tolerance=Tolerance(percent=Decimal(1))), ANNS),
        (c.SetPayingAccounts(paying_accounts=PayingAccounts()), ANNS),
    ),
)
