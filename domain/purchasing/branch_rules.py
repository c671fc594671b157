"""Rules about the branch that something is bought for."""

from collections.abc import Mapping
from typing import Any, Protocol

from domain.purchasing.context import PurchasingContext
from domain.shared.ids import BranchId
from domain.shared.refusal import ContentRefused
from domain.shared.rule import rule


class UnknownBranch(ContentRefused):
    """There is no branch of this id."""


class BranchNotOpen(ContentRefused):
    """Nothing new is bought for this branch, because it is closed."""


class NamesBranch(Protocol):
    """A command that may say for which branch something is bought."""

    @property
    def branch_id(self) -> BranchId | None:
        """The branch, or None where it is for none in particular."""


def _named(_: Any, command: NamesBranch, __: Any) -> Mapping[str, Any]:
    return {"branch_id": command.branch_id}


@rule(UnknownBranch, _named)
def branch_is_known(command: NamesBranch, context: PurchasingContext) -> bool:
    """The branch is one that we have opened."""
    found = context.branch.branch_id if context.branch else None
    return command.branch_id in (None, found)


@rule(BranchNotOpen, _named)
def branch_is_open(command: NamesBranch, context: PurchasingContext) -> bool:
    """Something new is bought for open branches only."""
    return command.branch_id is None or (context.branch is not None and context.branch.active)


FOR_A_BRANCH = (branch_is_known, branch_is_open)
"""What is asked of whatever begins to be bought for a branch."""
