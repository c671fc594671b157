"""What happens to a requisition. Each event names who did it, because duties are separated by it."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.purchasing.approval import Assessment, QuotedRate
from domain.purchasing.lines import RequisitionLine
from domain.shared.approval_level import ApprovalLevel
from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency
from domain.shared.ids import BranchId, PurchaseOrderId, RequisitionId, SupplierId, UserId
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.text import Code, LongText, Reason


class RequisitionCreated(Event):
    """Somebody began to ask for something; `copied_from` is the rejected one that it starts from.

    `requisitioned_by` are all who had a hand in that one, so that a copy makes nobody a stranger to it.
    """

    event_type: ClassVar[str] = "purchasing.requisition.created"

    justification: LongText
    cost_center: Code | None = None
    branch_id: BranchId | None = None
    needed_by: BusinessDate | None = None
    currency: Currency | None = None
    exchange_rate: QuotedRate | None = None
    lines: tuple[RequisitionLine, ...]
    total: Money | None = None
    created_by: UserId
    copied_from: RequisitionId | None = None
    requisitioned_by: tuple[UserId, ...] = ()


class RequisitionLinesReplaced(Event):
    """The draft asks for something else now."""

    event_type: ClassVar[str] = "purchasing.requisition.lines-replaced"

    currency: Currency | None = None
    lines: tuple[RequisitionLine, ...]
    total: Money | None = None
    replaced_by: UserId


class RequisitionSubmitted(Event):
    """It waits for approval; the level that its total requires was decided with these thresholds."""

    event_type: ClassVar[str] = "purchasing.requisition.submitted"

    assessment: Assessment
    submitted_by: UserId
    comment: LongText | None = None


class RequisitionRouted(Event):
    """An approver was chosen and is asked now; others of the required level may approve as well."""

    event_type: ClassVar[str] = "purchasing.requisition.routed"

    approver: UserId
    required_level: ApprovalLevel


class RequisitionApproverNotFound(Event):
    """Nobody in the tenant may approve it; it is routed as soon as somebody may."""

    event_type: ClassVar[str] = "purchasing.requisition.approver-not-found"

    required_level: ApprovalLevel


class RequisitionApproved(Event):
    """It may be ordered. `on_behalf_of` lent the approver the authority, if it was not their own."""

    event_type: ClassVar[str] = "purchasing.requisition.approved"

    approver: UserId
    on_behalf_of: UserId | None = None
    level: ApprovalLevel
    total: Money
    approved_at: AwareDatetime
    comment: LongText | None = None


class RequisitionRejected(Event):
    """It will not be ordered; it can be copied into a new draft."""

    event_type: ClassVar[str] = "purchasing.requisition.rejected"

    reason: Reason
    rejected_by: UserId


class RequisitionConvertedToPO(Event):
    """A purchase order was created from it, in the same transaction."""

    event_type: ClassVar[str] = "purchasing.requisition.converted"

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    converted_by: UserId


class RequisitionCopied(Event):
    """A new draft was made from it, in the same transaction."""

    event_type: ClassVar[str] = "purchasing.requisition.copied"

    copy_id: RequisitionId
    copied_by: UserId
