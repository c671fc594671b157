"""What waits for whom: each kind of document that can wait for somebody, as a row of the inbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from application.ports.states import Folded
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun
from domain.payments.payment_run.state import Status as RunStatus
from domain.purchasing.duties import Duty, who
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Requisition
from domain.purchasing.requisition.state import Status as RequisitionStatus
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.receiving.goods_receipt.state import Status as ReceiptStatus
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import Id, SupplierId, UserId
from domain.shared.machine import Decider
from domain.shared.message import Message
from domain.shared.money import Money

DECIDE_DELIVERY = "grn.accept"
SETTLE_DISPUTE = "invoices.correct"
RELEASE_INVOICE = "invoices.release"
APPROVE_RUN = "payment-runs.approve"
OPERATIONS = (DECIDE_DELIVERY, SETTLE_DISPUTE, RELEASE_INVOICE, APPROVE_RUN)
"""What people are asked for by their roles; approvals of requisitions and orders are asked for by level."""


class ApprovalKind(StrEnum):
    """What can wait for somebody."""

    REQUISITION = "requisition"
    PURCHASE_ORDER = "purchase-order"
    GOODS_RECEIPT = "goods-receipt"
    SUPPLIER_INVOICE = "supplier-invoice"
    PAYMENT_RUN = "payment-run"


class WaitingApproval(Message):
    """What waits, as a row of the list; `approver` is who was asked, nobody in particular for an order.

    `operation` is what somebody with the permission is asked to do about an exception, and `reason` why.
    """

    id: Id
    kind: ApprovalKind
    status: str
    version: int
    required_level: ApprovalLevel | None
    approver: UserId | None
    total: Money | None
    justification: str | None = None
    supplier_id: SupplierId | None = None
    operation: str | None = None
    reason: str | None = None
    created_by: UserId
    created_at: datetime
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A document, and who may not decide about it while it waits."""

    waiting: bool
    summary: WaitingApproval
    barred: frozenset[UserId]

    @property
    def operation(self) -> str | None:
        """What is asked for by permission; None where it is asked for by level."""
        return self.summary.operation


def requisition_item(folded: Folded[Requisition]) -> Item:
    """A requisition waits for whom it was routed to."""
    state, created_by = folded.state, who(folded.state.duties, Duty.CREATED)
    assert state.purpose
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    waiting = state.status is RequisitionStatus.MANAGER_REVIEW
    return Item(
        waiting=waiting,
        summary=WaitingApproval(
            id=Id(folded.stream_id),
            kind=ApprovalKind.REQUISITION,
            status=state.status or "",
            version=folded.version,
            required_level=state.required_level if waiting else None,
            approver=state.approver,
            total=state.sum,
            justification=state.purpose.justification,
            created_by=created_by,
            created_at=folded.created_at,
            waiting_since=folded.updated_at,
        ),
        barred=frozenset(state.duties),
    )


def order_item(folded: Folded[PurchaseOrder]) -> Item:
    """An order waits for anybody whose level is enough for the next signature."""
    order, created_by = folded.state, who(folded.state.duties, Duty.CREATED)
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    waiting = order.status is OrderStatus.AWAITING_APPROVAL
    return Item(
        waiting=waiting,
        summary=WaitingApproval(
            id=Id(folded.stream_id),
            kind=ApprovalKind.PURCHASE_ORDER,
            status=order.status or "",
            version=folded.version,
            required_level=order.required_level if waiting else None,
            approver=None,
            total=order.total,
            supplier_id=order.current.supplier_id,
            created_by=created_by,
            created_at=folded.created_at,
            waiting_since=folded.updated_at,
        ),
        barred=frozenset(order.duties).union(order.signatories if waiting else ()),
    )


def receipt_item(folded: Folded[GoodsReceipt]) -> Item:
    """A delivery that disagrees with its order waits for anybody but its receiver."""
    note = folded.state.note
    waiting = folded.state.status is ReceiptStatus.DISCREPANCY
    told = ", ".join(
        f"line {one.po_line}: {one.cause.value}" for one in folded.state.discrepant_lines
    )
    return _exception(
        folded,
        kind=ApprovalKind.GOODS_RECEIPT,
        operation=DECIDE_DELIVERY if waiting else None,
        supplier_id=note.supplier_id,
        total=None,
        reason=told or None,
        created_by=note.received_by,
        barred=frozenset({note.received_by}),
    )


def invoice_item(folded: Folded[SupplierInvoice]) -> Item:
    """A disputed invoice waits for whoever settles it, one that may be a duplicate for another person."""
    invoice = folded.state
    bill, disputed = invoice.terms, invoice.status is InvoiceStatus.DISPUTED
    waits_for = RELEASE_INVOICE if invoice.held else None
    if invoice.status is InvoiceStatus.REJECTED:
        waits_for = None
    return _exception(
        folded,
        kind=ApprovalKind.SUPPLIER_INVOICE,
        operation=SETTLE_DISPUTE if disputed else waits_for,
        supplier_id=bill.supplier_id,
        total=invoice.figures.totals.gross,
        reason=invoice.reason or _possible_duplicate(invoice),
        created_by=bill.registered_by,
        barred=frozenset() if disputed else frozenset({bill.registered_by}),
    )


def run_item(folded: Folded[PaymentRun]) -> Item:
    """A run waits for anybody without a hand in its invoices and accounts."""
    run = folded.state.proposed
    hands = {user for one in run.transfers for paid in one.payments for user in paid.handled_by}
    hands.update(user for one in run.transfers for user in (one.entered_by, one.confirmed_by))
    return _exception(
        folded,
        kind=ApprovalKind.PAYMENT_RUN,
        operation=APPROVE_RUN if folded.state.status is RunStatus.PROPOSED else None,
        supplier_id=None,
        total=run.totals[0] if len(run.totals) == 1 else None,
        reason=None,
        created_by=run.proposed_by,
        barred=frozenset(hands),
    )


def _exception(
    folded: Folded[Any], *, operation: str | None, barred: frozenset[UserId], **told: Any
) -> Item:
    assert folded.created_at
    assert folded.updated_at
    return Item(
        waiting=operation is not None,
        summary=WaitingApproval(
            id=Id(folded.stream_id),
            status=folded.state.status or "",
            version=folded.version,
            required_level=None,
            approver=None,
            operation=operation,
            created_at=folded.created_at,
            waiting_since=folded.updated_at,
            **told,
        ),
        barred=barred,
    )


def _possible_duplicate(invoice: SupplierInvoice) -> str | None:
    first = invoice.possible_duplicate_of
    return None if first is None else f"possible duplicate of {first}"


ITEMS: Mapping[str, tuple[Decider[Any], Callable[[Folded[Any]], Item]]] = {
    REQUISITION.stream_type: (REQUISITION, requisition_item),
    PURCHASE_ORDER.stream_type: (PURCHASE_ORDER, order_item),
    GOODS_RECEIPT.stream_type: (GOODS_RECEIPT, receipt_item),
    SUPPLIER_INVOICE.stream_type: (SUPPLIER_INVOICE, invoice_item),
    PAYMENT_RUN.stream_type: (PAYMENT_RUN, run_item),
}
"""Every kind of document that can wait, by its stream type."""
