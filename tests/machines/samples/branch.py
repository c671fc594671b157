"""Asks of a branch."""

from domain.identity.branch import commands as c
from domain.identity.branch.machine import BRANCH
from domain.identity.branch.rules import BranchContext
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = BranchContext(ANN, NOON)

BRANCHES = Samples(
    BRANCH,
    (
        (c.Open(name="Hamburg", code="HH"), ANNS),
        (c.Rename(name="Hamburg harbour"), ANNS),
        (c.Close(), ANNS),
        (c.Reopen(), ANNS),
    ),
)
