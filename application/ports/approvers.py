"""Who could approve, in the order in which they should be asked."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import TenantId, UserId


class Approvers(Protocol):
    """The people of a tenant by their own approval level; delegations are not counted."""

    async def candidates(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[UserId]:
        """Active users whose level covers `level`: fewest waiting approvals first, then by id.

        The answer reflects at least the log up to `position`; raises `TimeoutError` when the read side
        does not get there in time, so that the event is delivered again.
        """
