"""A purchase order as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from domain.purchasing.approval import Assessment, QuotedRate
from domain.purchasing.duties import Duties, Duty
from domain.purchasing.lines import OrderLine, Totals
from domain.shared.approval_level import ApprovalLevel
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import (
    BranchId,
    GoodsReceiptId,
    MurabahaId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from domain.shared.segregation import Separated
from domain.shared.tolerance import Tolerance

NONE = Decimal(0)

_CONFLICTS = {
    Duty.REQUISITIONED: Separated.APPROVES_ORDER_OF_OWN_REQUISITION,
    Duty.CREATED: Separated.APPROVES_OWN_ORDER,
    Duty.CHANGED: Separated.APPROVES_OWN_ORDER,
    Duty.SUBMITTED: Separated.APPROVES_OWN_ORDER,
    Duty.AMENDED: Separated.APPROVES_OWN_AMENDMENT,
}


class Status(StrEnum):
    """Where a purchase order stands."""

    DRAFT = "Draft"
    AWAITING_APPROVAL = "AwaitingApproval"
    APPROVED = "Approved"
    ISSUED = "Issued"
    ACKNOWLEDGED = "Acknowledged"
    PARTIALLY_RECEIVED = "PartiallyReceived"
    RECEIVED = "Received"
    INVOICED = "Invoiced"
    PAID = "Paid"
    CLOSED = "Closed"
    CANCELLED = "Cancelled"
    DISPUTED = "Disputed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the order was begun with and no amendment changes."""

    currency: Currency
    payment_terms: PaymentTerms
    cost_center: str | None
    branch_id: BranchId | None
    delivery_date: date | None
    quoted_rate: QuotedRate | None
    requisition_id: RequisitionId | None


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's approval: on whose authority, and exactly what they agreed to."""

    approver: UserId
    on_behalf_of: UserId | None
    level: ApprovalLevel
    revision: int
    total: Money
    approved_at: datetime
    comment: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approval takes by the policies that applied when it was asked for, and who gave it."""

    assessment: Assessment
    mode: ApprovalMode
    mode_version: int
    signatures: tuple[Signature, ...] = ()

    @property
    def steps(self) -> tuple[ApprovalLevel, ...]:
        """The level that each of the signatures takes, in order."""
        level = self.assessment.level
        return (level,) if self.mode is ApprovalMode.SINGLE else level.steps()


@dataclass(frozen=True, slots=True)
class Revision:
    """What an amendment may change, with the approval it was given and why it was made."""

    number: int
    supplier_id: SupplierId
    lines: tuple[OrderLine, ...]
    totals: Totals
    approval: Approval | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What was accepted and invoiced so far by order line, whatever happened to the order meanwhile.

    `complete` says that nothing more is expected, `invoiced_in_full` that everything received is billed.
    `discrepancies` are the deliveries that somebody has to decide about, `invoices` those that count,
    each with whether it is settled: paid, or credited in full.
    """

    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    invoiced: Mapping[int, Decimal] = field(default_factory=dict)
    invoiced_net: Mapping[int, Money] = field(default_factory=dict)
    discrepancies: frozenset[GoodsReceiptId] = frozenset()
    invoices: Mapping[SupplierInvoiceId, bool] = field(default_factory=dict)
    complete: bool = False
    invoiced_in_full: bool = False
    grn_id: GoodsReceiptId | None = None
    invoice_id: SupplierInvoiceId | None = None

    @property
    def received_anything(self) -> bool:
        """True when something was accepted and not returned."""
        return any(self.accepted.values())

    @property
    def begun(self) -> bool:
        """True when something was accepted or invoiced, so that the order cannot just be called off."""
        return self.received_anything or any(self.invoiced.values())

    @property
    def unsettled_invoices(self) -> tuple[SupplierInvoiceId, ...]:
        """The invoices that are still to be paid."""
        return tuple(invoice for invoice, settled in self.invoices.items() if not settled)

    @property
    def all_invoices_settled(self) -> bool:
        """True when nothing is left to pay, of one invoice at least."""
        return bool(self.invoices) and not self.unsettled_invoices

    def least(self, po_line: int) -> Decimal:
        """The quantity below which a line cannot be amended."""
        return max(self.accepted.get(po_line, NONE), self.invoiced.get(po_line, NONE))


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """The order. `former` is the revision that holds again if the pending amendment is rejected.

    `duties` says who had a hand in it; `reason` why it was disputed, rejected or cancelled, while that
    matters. `disputed_invoices` stand in the way of a disputed order, as does whatever a person objected to
    (`disputed_by_hand`). `financing` is the contract of the bank that pays for it, if one does.
    """

    status: Status | None = None
    terms: Terms | None = None
    revision: Revision | None = None
    former: Revision | None = None
    duties: Duties = field(default_factory=dict)
    fulfilment: Fulfilment = Fulfilment()
    last_revision: int = 0
    issued_revision: int = 0
    acknowledged_revision: int = 0
    reason: str | None = None
    disputed_invoices: frozenset[SupplierInvoiceId] = frozenset()
    disputed_by_hand: bool = False
    financing: MurabahaId | None = None

    @property
    def disputed_by_anything(self) -> bool:
        """True while something stands in the way of the order."""
        return self.disputed_by_hand or bool(self.disputed_invoices)

    @property
    def current(self) -> Revision:
        """The revision that holds, or that waits for approval; asked only of an order that exists."""
        assert self.revision is not None
        return self.revision

    @property
    def held_by_supplier(self) -> Revision:
        """The revision that the supplier delivers by: not one that still waits for approval."""
        if self.former is not None and not self.supplier_has_this_revision:
            return self.former
        return self.current

    @property
    def agreed(self) -> Terms:
        """The terms; asked only of an order that exists."""
        assert self.terms is not None
        return self.terms

    @property
    def total(self) -> Money:
        """What the order comes to with tax; levels are decided by it."""
        return self.current.totals.gross

    @property
    def approval(self) -> Approval:
        """The approval of the current revision; asked only when it was asked for."""
        assert self.current.approval is not None
        return self.current.approval

    @property
    def conflicts(self) -> Mapping[Duty, Separated]:
        """What it would be if somebody who did this approved it."""
        return _CONFLICTS

    @property
    def required_level(self) -> ApprovalLevel:
        """The level that the next signature takes."""
        return self.approval.steps[len(self.approval.signatures)]

    @property
    def signatories(self) -> frozenset[UserId]:
        """Who signed an earlier step, or lent their authority to it."""
        given = self.approval.signatures
        lenders = {one.on_behalf_of for one in given if one.on_behalf_of is not None}
        return frozenset(lenders.union(one.approver for one in given))

    @property
    def quoted_rate(self) -> QuotedRate | None:
        """The exchange rate that was used last, or that the order was begun with."""
        used = self.current.approval.assessment.exchange_rate if self.current.approval else None
        return QuotedRate.of(used) if used else self.agreed.quoted_rate

    def unbilled(self, invoiced: Mapping[int, Decimal]) -> tuple[int, ...]:
        """The lines that were received and cost something, but are not among what is invoiced."""
        return tuple(
            line.po_line
            for line in self.current.lines
            if line.net
            and self.fulfilment.accepted.get(line.po_line)
            and not invoiced.get(line.po_line)
        )

    def is_billed(self, invoiced: Mapping[int, Decimal], tolerance: Tolerance) -> bool:
        """Whether everything that was received, and costs something, is invoiced to the tolerance.

        While somebody has to decide about a delivery it is not known what was received.
        """
        return (
            self.status is Status.RECEIVED
            and not self.fulfilment.discrepancies
            and all(
                tolerance.completes(invoiced.get(line.po_line, NONE), received)
                for line in self.current.lines
                if line.net and (received := self.fulfilment.accepted.get(line.po_line))
            )
        )

    @property
    def supplier_has_this_revision(self) -> bool:
        """True when the current revision was issued before, so that issuing it again tells nobody."""
        return self.issued_revision == self.current.number
