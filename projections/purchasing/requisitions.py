"""What was asked for, how far has it got, and what still waits for somebody to approve it?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from application.documents.requisition import render
from application.ports.progress import Progress
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.purchasing.duties import Duty, who
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Purpose, Requisition, Status
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import BranchId, PurchaseOrderId, RequisitionId, TenantId, UserId
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import (
    created_filters,
    equal_filter,
    search_filter,
    status_filter,
    total_filters,
)
from projections.pool import Pool

PATIENCE_SECONDS = 5.0


class RequisitionSummary(Message):
    """A requisition as a row of the list."""

    id: RequisitionId
    requisition_id: RequisitionId
    status: Status
    version: int
    justification: str
    cost_center: str | None
    branch_id: BranchId | None
    needed_by: date | None
    total: Money | None
    line_count: int
    created_by: UserId
    required_level: ApprovalLevel | None
    approver: UserId | None
    purchase_order_id: PurchaseOrderId | None
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[Requisition]) -> RequisitionSummary:
    """The row of a folded requisition."""
    state, requisition_id = folded.state, RequisitionId(folded.stream_id)
    purpose, created_by = _purpose(folded), who(state.duties, Duty.CREATED)
    assert state.status
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    return RequisitionSummary(
        id=requisition_id,
        requisition_id=requisition_id,
        status=state.status,
        version=folded.version,
        justification=purpose.justification,
        cost_center=purpose.cost_center,
        branch_id=purpose.branch_id,
        needed_by=purpose.needed_by,
        total=state.sum,
        line_count=len(state.lines),
        created_by=created_by,
        required_level=_required_level(folded),
        approver=state.approver,
        purchase_order_id=state.purchase_order_id,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _purpose(folded: Folded[Requisition]) -> Purpose:
    assert folded.state.purpose
    return folded.state.purpose


def _required_level(folded: Folded[Requisition]) -> ApprovalLevel | None:
    return folded.state.assessment.level if folded.state.assessment else None


REQUISITIONS = ReadModel(
    name="requisitions",
    table="requisitions",
    decider=REQUISITION,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("created_by", ColumnType.TEXT, lambda it: who(it.state.duties, Duty.CREATED)),
        Column("approver", ColumnType.TEXT, lambda it: it.state.approver),
        Column("required_level", ColumnType.TEXT, _required_level),
        Column("cost_center", ColumnType.TEXT, lambda it: _purpose(it).cost_center),
        Column("branch_id", ColumnType.TEXT, lambda it: _purpose(it).branch_id),
        Column("needed_by", ColumnType.DATE, lambda it: _purpose(it).needed_by),
        Column("currency", ColumnType.TEXT, lambda it: it.state.sum and it.state.sum.currency),
        Column(
            "total",
            ColumnType.NUMERIC,
            lambda it: it.state.sum.amount if it.state.sum else Decimal(0),
        ),
        Column("search", ColumnType.TEXT, lambda it: _purpose(it).justification.lower()),
    ),
    shape=ListShape(
        name="requisitions",
        filters=(
            status_filter("ManagerReview"),
            equal_filter("createdBy", "created_by", "Asked for by this user."),
            equal_filter("approver", "approver", "Routed to this user."),
            equal_filter("costCenter", "cost_center", "For this cost center."),
            equal_filter("branchId", "branch_id", "For this branch."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            search_filter("the justification"),
            *total_filters(),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "total": "total"},
        default_sort="-createdAt",
    ),
)

_WAITING = """
    SELECT id FROM projections.requisitions
    WHERE tenant_id = %b AND status = %b AND required_level <= %b ORDER BY created_at, id
"""


class PostgresUnroutedRequisitions:
    """Implements `UnroutedRequisitions`."""

    def __init__(self, pool: Pool, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    async def waiting(
        self, tenant: TenantId, level: ApprovalLevel, position: int
    ) -> Sequence[RequisitionId]:
        """Those in Submitted that require at most `level`, oldest first; raises `TimeoutError`."""
        name = REQUISITIONS.name
        if not await self._progress.reached(name, tenant, position, PATIENCE_SECONDS):
            raise TimeoutError(f"{name} has not reached position {position}")
        asked = (str(tenant), Status.SUBMITTED.value, level.value)
        async with self._pool.reaching(tenant) as connection:
            found = await connection.execute(_WAITING, asked)
            return [RequisitionId(row[0]) for row in await found.fetchall()]
