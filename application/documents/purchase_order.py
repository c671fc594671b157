"""A purchase order as the API shows it."""

from datetime import date, datetime

from application.ports.states import Folded
from domain.purchasing.approval import QuotedRate
from domain.purchasing.duties import Duty, who
from domain.purchasing.lines import OrderLine, Totals
from domain.purchasing.purchase_order.state import (
    NONE,
    Approval,
    Fulfilment,
    PurchaseOrder,
    Signature,
    Status,
)
from domain.shared.approval_level import ApprovalLevel, ApprovalThresholds
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import (
    BranchId,
    GoodsReceiptId,
    MurabahaId,
    PurchaseOrderId,
    RequisitionId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from domain.shared.quantity import QuantityOrNone


class OrderLineDocument(OrderLine):
    """A line with what was accepted and invoiced on it so far."""

    received_quantity: QuantityOrNone
    invoiced_quantity: QuantityOrNone
    invoiced_net: Money


class OrderInvoiceDocument(Message):
    """An invoice that counts, and whether it is settled: paid, or credited in full."""

    invoice_id: SupplierInvoiceId
    settled: bool


class SignatureDocument(Message):
    """One person's approval of the revision and total they saw; `onBehalfOf` lent them the authority."""

    level: ApprovalLevel
    approver: UserId
    on_behalf_of: UserId | None
    revision: int
    total: Money
    approved_at: datetime
    comment: str | None


class OrderApprovalDocument(Message):
    """What the approval of the current revision takes and why, and who gave it so far."""

    required_level: ApprovalLevel
    mode: ApprovalMode
    mode_version: int
    base_total: Money
    exchange_rate: ExchangeRate | None
    thresholds: ApprovalThresholds
    thresholds_version: int
    approvals: tuple[SignatureDocument, ...]


class PendingAmendmentDocument(Message):
    """An amendment that waits for approval, and the revision that holds again if it is turned down."""

    reason: str | None
    former_revision: int
    former_supplier_id: SupplierId
    former_gross: Money


class PurchaseOrderDocument(Message):
    """What is ordered from whom, how far it has got, and who had a hand in it.

    `reason` says why it is disputed or was called off; `approval` is there once it was submitted.
    `discrepancies` are deliveries that somebody has to decide about before invoices are matched again,
    `disputedInvoices` those that stand in the way of a disputed order.
    """

    id: PurchaseOrderId
    purchase_order_id: PurchaseOrderId
    status: Status
    version: int
    revision: int
    supplier_id: SupplierId
    requisition_id: RequisitionId | None
    currency: Currency
    payment_terms: PaymentTerms
    cost_center: str | None
    branch_id: BranchId | None
    delivery_date: date | None
    exchange_rate: QuotedRate | None
    lines: tuple[OrderLineDocument, ...]
    totals: Totals
    approval: OrderApprovalDocument | None
    pending_amendment: PendingAmendmentDocument | None
    reason: str | None
    created_by: UserId
    submitted_by: UserId | None
    issued_revision: int | None
    acknowledged_revision: int | None
    discrepancies: tuple[GoodsReceiptId, ...]
    invoices: tuple[OrderInvoiceDocument, ...]
    disputed_invoices: tuple[SupplierInvoiceId, ...]
    murabaha_id: MurabahaId | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[PurchaseOrder]) -> PurchaseOrderDocument:
    """What a folded order looks like to others."""
    order, order_id = folded.state, PurchaseOrderId(folded.stream_id)
    created_by = who(order.duties, Duty.CREATED)
    assert order.status
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    terms, revision = order.agreed, order.current
    return PurchaseOrderDocument(
        id=order_id,
        purchase_order_id=order_id,
        status=order.status,
        version=folded.version,
        revision=revision.number,
        supplier_id=revision.supplier_id,
        requisition_id=terms.requisition_id,
        currency=terms.currency,
        payment_terms=terms.payment_terms,
        cost_center=terms.cost_center,
        branch_id=terms.branch_id,
        delivery_date=terms.delivery_date,
        exchange_rate=order.quoted_rate,
        lines=tuple(_line(line, order.fulfilment) for line in revision.lines),
        totals=revision.totals,
        approval=_approval(revision.approval) if revision.approval else None,
        pending_amendment=_pending_amendment(order),
        reason=order.reason,
        created_by=created_by,
        submitted_by=who(order.duties, Duty.SUBMITTED),
        issued_revision=order.issued_revision or None,
        acknowledged_revision=order.acknowledged_revision or None,
        discrepancies=tuple(sorted(order.fulfilment.discrepancies)),
        invoices=tuple(
            OrderInvoiceDocument(invoice_id=invoice, settled=settled)
            for invoice, settled in order.fulfilment.invoices.items()
        ),
        disputed_invoices=tuple(sorted(order.disputed_invoices)),
        murabaha_id=order.financing,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[PurchaseOrder]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _line(line: OrderLine, fulfilment: Fulfilment) -> OrderLineDocument:
    return OrderLineDocument.model_construct(  # every part of it was validated before
        **vars(line),
        received_quantity=fulfilment.accepted.get(line.po_line, NONE),
        invoiced_quantity=fulfilment.invoiced.get(line.po_line, NONE),
        invoiced_net=fulfilment.invoiced_net.get(line.po_line) or Money.zero(line.net.currency),
    )


def _approval(approval: Approval) -> OrderApprovalDocument:
    assessed = approval.assessment
    return OrderApprovalDocument(
        required_level=assessed.level,
        mode=approval.mode,
        mode_version=approval.mode_version,
        base_total=assessed.base_total,
        exchange_rate=assessed.exchange_rate,
        thresholds=assessed.thresholds,
        thresholds_version=assessed.thresholds_version,
        approvals=tuple(_signature(one) for one in approval.signatures),
    )


def _signature(signature: Signature) -> SignatureDocument:
    return SignatureDocument(
        level=signature.level,
        approver=signature.approver,
        on_behalf_of=signature.on_behalf_of,
        revision=signature.revision,
        total=signature.total,
        approved_at=signature.approved_at,
        comment=signature.comment,
    )


def _pending_amendment(order: PurchaseOrder) -> PendingAmendmentDocument | None:
    former = order.former
    if former is None or order.status is not Status.AWAITING_APPROVAL:
        return None
    return PendingAmendmentDocument(
        reason=order.current.reason,
        former_revision=former.number,
        former_supplier_id=former.supplier_id,
        former_gross=former.totals.gross,
    )
