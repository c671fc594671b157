"""Who could approve, and who of them has the least to do?"""

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.coalescer import Coalescer
from application.ports.progress import Progress
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import TenantId, UserId
from projections.identity.users import USERS, able_to_approve
from projections.pool import Pool
from projections.purchasing.approval_inbox import waiting_counts

PATIENCE_SECONDS = 5.0

Question = tuple[TenantId, ApprovalLevel]


class PostgresApprovers:
    """Implements `Approvers`; who asks the same at the same moment shares one answer."""

    def __init__(self, pool: Pool, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress
        self._questions = Coalescer[Question, Sequence[UserId]](self._answers, flights=1)

    async def candidates(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[UserId]:
        """Active users whose level covers `level`: fewest waiting approvals first, then by id.

        Raises `TimeoutError` when the list of users does not reach `position`.
        """
        if not await self._progress.reached(USERS.name, tenant, position, PATIENCE_SECONDS):
            raise TimeoutError(f"{USERS.name} has not reached position {position}")
        return await self._questions.get((tenant, level))

    async def _answers(self, questions: Sequence[Question]) -> Mapping[Question, Sequence[UserId]]:
        tenants = {tenant for tenant, _ in questions}
        async with self._pool.reaching(*tenants) as connection:
            return {question: await _in_order(connection, *question) for question in questions}


async def _in_order(
    connection: AsyncConnection[TupleRow], tenant: TenantId, level: ApprovalLevel
) -> Sequence[UserId]:
    able = await able_to_approve(connection, tenant, level)
    waiting = await waiting_counts(connection, tenant, able)
    return sorted(able, key=lambda user: (waiting[user], user))
