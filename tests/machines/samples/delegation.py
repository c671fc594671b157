"""Asks of a register of delegated authority."""

from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.machine import DELEGATION
from domain.purchasing.delegation.rules import DelegationContext
from domain.shared.approval_level import ApprovalLevel
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

TODAY = NOON.date()
BENS = DelegationContext(BEN, NOON, delegate=ANN, today=TODAY, own_level=ApprovalLevel.L2)

DELEGATIONS = Samples(
    DELEGATION,
    ((Grant(first_day=TODAY, last_day=TODAY), BENS), (Revoke(number=1), BENS)),
)
