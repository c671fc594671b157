"""Requisitions that nobody could approve when they were submitted."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import RequisitionId, TenantId


class UnroutedRequisitions(Protocol):
    """The requisitions of a tenant that still wait for an approver to be found."""

    async def waiting(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[RequisitionId]:
        """Those in Submitted that require at most `level`, oldest first.

        The answer reflects at least the log up to `position`; raises `TimeoutError` when the read side
        does not get there in time, so that the event is delivered again.
        """
