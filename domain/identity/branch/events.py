"""What happens to a branch."""

from typing import ClassVar

from domain.shared.ids import UserId
from domain.shared.message import Event
from domain.shared.text import Code, PartyName, Reason


class BranchOpened(Event):
    """The tenant has one more site; `code` is what its own people call it, and no other branch."""

    event_type: ClassVar[str] = "identity.branch.opened"

    name: PartyName
    code: Code
    opened_by: UserId


class BranchRenamed(Event):
    """It is called otherwise; the code stays."""

    event_type: ClassVar[str] = "identity.branch.renamed"

    name: PartyName
    previous_name: PartyName


class BranchClosed(Event):
    """Nothing new is bought for it; what was begun goes on."""

    event_type: ClassVar[str] = "identity.branch.closed"

    reason: Reason | None = None


class BranchReopened(Event):
    """Things are bought for it again."""

    event_type: ClassVar[str] = "identity.branch.reopened"
