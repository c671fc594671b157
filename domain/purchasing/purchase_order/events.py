"""What happens to a purchase order. Each event names who did it, because duties are separated by it."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from domain.purchasing.approval import Assessment, QuotedRate
from domain.purchasing.lines import OrderLine, Totals
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency
from domain.shared.ids import (
    BranchId,
    PaymentId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from domain.shared.personal import SUPPLIER_NAME
from domain.shared.text import Code, LongText, PartyName, Reason


class PurchaseOrderCreated(Event):
    """Somebody began an order; `requisitioned_by` are all who had a hand in its requisition."""

    event_type: ClassVar[str] = "purchasing.purchase-order.created"

    supplier_id: SupplierId
    currency: Currency
    payment_terms: PaymentTerms
    cost_center: Code | None = None
    branch_id: BranchId | None = None
    delivery_date: BusinessDate | None = None
    exchange_rate: QuotedRate | None = None
    lines: tuple[OrderLine, ...]
    totals: Totals
    created_by: UserId
    requisition_id: RequisitionId | None = None
    requisitioned_by: tuple[UserId, ...] = ()


class PurchaseOrderLinesReplaced(Event):
    """The draft orders something else now."""

    event_type: ClassVar[str] = "purchasing.purchase-order.lines-replaced"

    lines: tuple[OrderLine, ...]
    totals: Totals
    replaced_by: UserId


class PurchaseOrderSubmitted(Event):
    """It waits for approval; the level and the mode that apply were decided by these policies."""

    event_type: ClassVar[str] = "purchasing.purchase-order.submitted"

    revision: int
    assessment: Assessment
    mode: ApprovalMode
    mode_version: int
    submitted_by: UserId
    comment: LongText | None = None


class ApprovalGiven(Event):
    """What every approval says: who, on whose authority, and exactly what they agreed to."""

    approver: UserId
    on_behalf_of: UserId | None = None
    level: ApprovalLevel
    revision: int
    total: Money
    approved_at: AwareDatetime
    comment: LongText | None = None


class PurchaseOrderApprovalRecorded(ApprovalGiven):
    """One of several people who have to approve did; the others are still asked."""

    event_type: ClassVar[str] = "purchasing.purchase-order.approval-recorded"


class PurchaseOrderApproved(ApprovalGiven):
    """Everybody who had to approve this revision did, and it may be issued."""

    event_type: ClassVar[str] = "purchasing.purchase-order.approved"


class PurchaseOrderRejected(Event):
    """An approver turned the order down; it was never issued, so there is nobody to tell outside."""

    event_type: ClassVar[str] = "purchasing.purchase-order.rejected"

    reason: Reason
    rejected_by: UserId


class PurchaseOrderIssued(Event):
    """The order goes to the supplier, with all that receiving, invoicing and the supplier need to know."""

    event_type: ClassVar[str] = "purchasing.purchase-order.issued"

    revision: int
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    currency: Currency
    total: Money
    totals: Totals
    payment_terms: PaymentTerms
    delivery_date: BusinessDate | None = None
    branch_id: BranchId | None = None
    cost_center: Code | None = None
    requisition_id: RequisitionId | None = None
    lines: tuple[OrderLine, ...]
    issued_by: UserId
    comment: LongText | None = None


class PurchaseOrderReissued(Event):
    """It counts as issued again after a dispute; the supplier has this revision, so nobody is told."""

    event_type: ClassVar[str] = "purchasing.purchase-order.reissued"

    revision: int
    issued_by: UserId
    comment: LongText | None = None


class PurchaseOrderAcknowledged(Event):
    """The supplier accepted this revision, in words or by delivering."""

    event_type: ClassVar[str] = "purchasing.purchase-order.acknowledged"

    revision: int
    acknowledged_by: UserId
    comment: LongText | None = None


class PurchaseOrderPaid(Event):
    """Every invoice of the order is paid."""

    event_type: ClassVar[str] = "purchasing.purchase-order.paid"

    payments: tuple[PaymentId, ...] = ()


class PurchaseOrderClosed(Event):
    """Nothing more will happen to it."""

    event_type: ClassVar[str] = "purchasing.purchase-order.closed"

    closed_by: UserId
    comment: LongText | None = None


class PurchaseOrderCancelled(Event):
    """The order is off; `was_issued` says whether the supplier has to be told."""

    event_type: ClassVar[str] = "purchasing.purchase-order.cancelled"

    reason: Reason
    supplier_id: SupplierId
    was_issued: bool
    cancelled_by: UserId


class PurchaseOrderDisputed(Event):
    """Something does not agree with what was ordered; nothing goes on before that is settled."""

    event_type: ClassVar[str] = "purchasing.purchase-order.disputed"

    reason: Reason
    invoice_id: SupplierInvoiceId | None = None
    disputed_by: UserId


class PurchaseOrderDisputeResolved(Event):
    """The dispute is settled and the order goes on, with what was received and invoiced so far."""

    event_type: ClassVar[str] = "purchasing.purchase-order.dispute-resolved"

    resolved_by: UserId
    comment: LongText | None = None


class PurchaseOrderAmended(Event):
    """The order has a new revision; the former lines and supplier are told with it."""

    event_type: ClassVar[str] = "purchasing.purchase-order.amended"

    revision: int
    reason: Reason
    former_supplier_id: SupplierId
    supplier_id: SupplierId
    former_lines: tuple[OrderLine, ...]
    lines: tuple[OrderLine, ...]
    former_totals: Totals
    totals: Totals
    amended_by: UserId


class ReapprovalCause(StrEnum):
    """Why an amendment needs a fresh approval."""

    TOTAL_RISES = "total-rises"
    SUPPLIER_CHANGES = "supplier-changes"


class PurchaseOrderReapprovalRequired(Event):
    """The new revision waits for approval, by the policies that apply now."""

    event_type: ClassVar[str] = "purchasing.purchase-order.reapproval-required"

    revision: int
    causes: tuple[ReapprovalCause, ...]
    assessment: Assessment
    mode: ApprovalMode
    mode_version: int


class PurchaseOrderAmendmentRejected(Event):
    """An approver turned the amendment down; the former revision holds as if it had not been asked for."""

    event_type: ClassVar[str] = "purchasing.purchase-order.amendment-rejected"

    rejected_revision: int
    revision: int
    reason: Reason
    rejected_by: UserId
