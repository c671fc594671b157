"""A requisition as the API shows it."""

from datetime import date, datetime

from application.ports.states import Folded
from domain.purchasing.duties import Duty, who
from domain.purchasing.lines import RequisitionLine
from domain.purchasing.requisition.state import Requisition, Status
from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.currency import Currency
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import BranchId, PurchaseOrderId, RequisitionId, UserId
from domain.shared.message import Message
from domain.shared.money import Money


class RequisitionApprovalDocument(Message):
    """What its approval takes and why, who is asked, and who approved; `onBehalfOf` lent the authority."""

    required_level: ApprovalLevel
    base_total: Money
    exchange_rate: ExchangeRate | None
    thresholds: ApprovalThresholds
    thresholds_version: int
    approver: UserId | None
    approver_missing: bool
    approved_by: UserId | None
    on_behalf_of: UserId | None
    approved_at: datetime | None
    comment: str | None


class RequisitionDocument(Message):
    """What is asked for, by whom, and how far it has got. `approval` is there once it was submitted."""

    id: RequisitionId
    requisition_id: RequisitionId
    status: Status
    version: int
    justification: str
    cost_center: str | None
    branch_id: BranchId | None
    needed_by: date | None
    currency: Currency | None
    lines: tuple[RequisitionLine, ...]
    total: Money | None
    created_by: UserId
    submitted_by: UserId | None
    approval: RequisitionApprovalDocument | None
    reject_reason: str | None
    purchase_order_id: PurchaseOrderId | None
    copied_from: RequisitionId | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Requisition]) -> RequisitionDocument:
    """What a folded requisition looks like to others."""
    state, requisition_id = folded.state, RequisitionId(folded.stream_id)
    created_by = who(state.duties, Duty.CREATED)
    assert state.status
    assert state.purpose
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    return RequisitionDocument(
        id=requisition_id,
        requisition_id=requisition_id,
        status=state.status,
        version=folded.version,
        justification=state.purpose.justification,
        cost_center=state.purpose.cost_center,
        branch_id=state.purpose.branch_id,
        needed_by=state.purpose.needed_by,
        currency=state.sum.currency if state.sum else None,
        lines=state.lines,
        total=state.sum,
        created_by=created_by,
        submitted_by=who(state.duties, Duty.SUBMITTED),
        approval=_approval(state),
        reject_reason=state.reject_reason,
        purchase_order_id=state.purchase_order_id,
        copied_from=state.purpose.copied_from,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Requisition]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _approval(state: Requisition) -> RequisitionApprovalDocument | None:
    if state.assessment is None:
        return None
    assessed, given = state.assessment, state.approval
    return RequisitionApprovalDocument(
        required_level=assessed.level,
        base_total=assessed.base_total,
        exchange_rate=assessed.exchange_rate,
        thresholds=assessed.thresholds,
        thresholds_version=assessed.thresholds_version,
        approver=state.approver,
        approver_missing=state.approver_missing,
        approved_by=given.approver if given else None,
        on_behalf_of=given.on_behalf_of if given else None,
        approved_at=given.approved_at if given else None,
        comment=given.comment if given else None,
    )
