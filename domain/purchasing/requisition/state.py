"""A requisition as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.purchasing.approval import Assessment, QuotedRate
from domain.purchasing.duties import Duties, Duty
from domain.purchasing.lines import RequisitionLine
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import BranchId, PurchaseOrderId, RequisitionId, UserId
from domain.shared.money import Money
from domain.shared.segregation import Separated


class Status(StrEnum):
    """Where a requisition stands."""

    DRAFT = "Draft"
    SUBMITTED = "Submitted"
    MANAGER_REVIEW = "ManagerReview"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    CONVERTED_TO_PO = "ConvertedToPO"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why it is asked for, for whom, and by when."""

    justification: str
    cost_center: str | None
    branch_id: BranchId | None
    needed_by: date | None
    quoted_rate: QuotedRate | None
    copied_from: RequisitionId | None


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved it, whose authority they used, and when."""

    approver: UserId
    on_behalf_of: UserId | None
    level: ApprovalLevel
    approved_at: datetime
    comment: str | None


@dataclass(frozen=True, slots=True)
class Requisition:
    """A requisition as the history tells it.

    `duties` says who had a hand in it, or in one that it is a copy of; `approver_missing` that nobody could
    be asked so far.
    """

    status: Status | None = None
    purpose: Purpose | None = None
    lines: tuple[RequisitionLine, ...] = ()
    sum: Money | None = None
    duties: Duties = field(default_factory=dict)
    assessment: Assessment | None = None
    approver: UserId | None = None
    approver_missing: bool = False
    approval: Approval | None = None
    reject_reason: str | None = None
    purchase_order_id: PurchaseOrderId | None = None

    @property
    def total(self) -> Money:
        """The sum of the line nets; asked only of a requisition that has lines."""
        assert self.sum is not None
        return self.sum

    @property
    def quoted_rate(self) -> QuotedRate | None:
        """The exchange rate that its level was decided with, or that it was made with."""
        used = self.assessment.exchange_rate if self.assessment else None
        if used is not None:
            return QuotedRate.of(used)
        return self.purpose.quoted_rate if self.purpose else None

    @property
    def conflicts(self) -> Mapping[Duty, Separated]:
        """What it would be if somebody who did this approved it."""
        return dict.fromkeys(Duty, Separated.APPROVES_OWN_REQUISITION)

    @property
    def required_level(self) -> ApprovalLevel:
        """The level that its approval takes; decided when it was submitted."""
        assert self.assessment is not None
        return self.assessment.level

    @property
    def signatories(self) -> frozenset[UserId]:
        """A requisition is approved in one step, so nobody signed before."""
        return frozenset()
