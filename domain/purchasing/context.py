"""What decisions in purchasing may know beside the document: facts that their handlers bring."""

from dataclasses import dataclass

from domain.purchasing.approval import ApprovalPolicy, Authority
from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.ids import BranchId, Id, RequisitionId, SupplierId, UserId
from domain.shared.payment_terms import PaymentTerms


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """A supplier as it stands when the decision is made."""

    supplier_id: SupplierId
    name: str
    active: bool
    payment_terms: PaymentTerms
    currency: Currency


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """A branch as it stands when the decision is made."""

    branch_id: BranchId
    active: bool


@dataclass(frozen=True, slots=True)
class RequisitionFacts:
    """The requisition that a new document is made from, and everybody who had a hand in it."""

    requisition_id: RequisitionId
    requisitioners: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class PurchasingContext(Context):
    """Who asks and when, and whatever of the facts the command needs.

    `authorities` are the levels that the actor may approve with (when somebody is chosen to approve,
    those of the chosen one), `chosen` is whoever is chosen if they are an active user, `supplier` is the
    one that the command names or the document has, `branch` the one that the command names, `origin` is
    what a new document is made from, and `new_document` the id of the document that is made from this one.
    """

    authorities: tuple[Authority, ...] = ()
    policy: ApprovalPolicy | None = None
    supplier: SupplierFacts | None = None
    branch: BranchFacts | None = None
    origin: RequisitionFacts | None = None
    new_document: Id | None = None
    chosen: UserId | None = None
