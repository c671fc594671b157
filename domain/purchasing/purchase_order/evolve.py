"""What each event changes; nothing here refuses, whatever today's rules say."""

from dataclasses import replace

from domain.purchasing.duties import Duty, performed
from domain.purchasing.purchase_order import events
from domain.purchasing.purchase_order.state import (
    Approval,
    PurchaseOrder,
    Revision,
    Signature,
    Terms,
)
from domain.shared.message import Event

Asked = events.PurchaseOrderSubmitted | events.PurchaseOrderReapprovalRequired
Stopped = events.PurchaseOrderCancelled | events.PurchaseOrderRejected


def created(state: PurchaseOrder, event: events.PurchaseOrderCreated) -> PurchaseOrder:
    """The order begins with its first revision."""
    terms = Terms(
        currency=event.currency,
        payment_terms=event.payment_terms,
        cost_center=event.cost_center,
        branch_id=event.branch_id,
        delivery_date=event.delivery_date,
        quoted_rate=event.exchange_rate,
        requisition_id=event.requisition_id,
    )
    duties = dict.fromkeys(event.requisitioned_by, (Duty.REQUISITIONED,))
    return replace(
        state,
        terms=terms,
        revision=Revision(1, event.supplier_id, event.lines, event.totals),
        last_revision=1,
        duties=performed(duties, event.created_by, Duty.CREATED),
    )


def lines_replaced(state: PurchaseOrder, event: events.PurchaseOrderLinesReplaced) -> PurchaseOrder:
    """The draft's revision has other lines."""
    revision = replace(state.current, lines=event.lines, totals=event.totals)
    duties = performed(state.duties, event.replaced_by, Duty.CHANGED)
    return replace(state, revision=revision, duties=duties)


def _asked(state: PurchaseOrder, event: Asked) -> Revision:
    approval = Approval(event.assessment, event.mode, event.mode_version)
    return replace(state.current, approval=approval)


def submitted(state: PurchaseOrder, event: events.PurchaseOrderSubmitted) -> PurchaseOrder:
    """An approval is asked for."""
    duties = performed(state.duties, event.submitted_by, Duty.SUBMITTED)
    return replace(state, revision=_asked(state, event), duties=duties)


def _signed(state: PurchaseOrder, event: events.ApprovalGiven) -> Revision:
    signature = Signature(
        approver=event.approver,
        on_behalf_of=event.on_behalf_of,
        level=event.level,
        revision=event.revision,
        total=event.total,
        approved_at=event.approved_at,
        comment=event.comment,
    )
    signatures = (*state.approval.signatures, signature)
    return replace(state.current, approval=replace(state.approval, signatures=signatures))


def approval_recorded(
    state: PurchaseOrder, event: events.PurchaseOrderApprovalRecorded
) -> PurchaseOrder:
    """One more signature."""
    return replace(state, revision=_signed(state, event))


def approved(state: PurchaseOrder, event: events.PurchaseOrderApproved) -> PurchaseOrder:
    """The last signature; what a rejection would have fallen back to is history."""
    return replace(state, revision=_signed(state, event), former=None)


def issued(
    state: PurchaseOrder, event: events.PurchaseOrderIssued | events.PurchaseOrderReissued
) -> PurchaseOrder:
    """The supplier has this revision."""
    return replace(state, issued_revision=event.revision)


def acknowledged(state: PurchaseOrder, event: events.PurchaseOrderAcknowledged) -> PurchaseOrder:
    """The supplier accepted this revision."""
    return replace(state, acknowledged_revision=event.revision)


def amended(state: PurchaseOrder, event: events.PurchaseOrderAmended) -> PurchaseOrder:
    """A new revision, which the supplier learns of from this event; completeness is judged anew."""
    revision = replace(
        state.current,
        number=event.revision,
        supplier_id=event.supplier_id,
        lines=event.lines,
        totals=event.totals,
        reason=event.reason,
    )
    return replace(
        state,
        revision=revision,
        former=state.current,
        last_revision=event.revision,
        issued_revision=event.revision,
        duties=performed(state.duties, event.amended_by, Duty.AMENDED),
        fulfilment=replace(state.fulfilment, complete=False),
    )


def reapproval_required(
    state: PurchaseOrder, event: events.PurchaseOrderReapprovalRequired
) -> PurchaseOrder:
    """The supplier keeps to the former revision until this one is approved and issued."""
    kept = state.former.number if state.former else 0
    return replace(state, revision=_asked(state, event), issued_revision=kept)


def amendment_rejected(
    state: PurchaseOrder, event: events.PurchaseOrderAmendmentRejected
) -> PurchaseOrder:
    """The former revision holds again, with the approval it had."""
    assert state.former is not None
    return replace(state, revision=state.former, former=None, reason=event.reason)


def stopped(state: PurchaseOrder, event: Stopped) -> PurchaseOrder:
    """It does not go on, for this reason."""
    return _undisputed(state, event.reason)


def disputed(state: PurchaseOrder, event: events.PurchaseOrderDisputed) -> PurchaseOrder:
    """It waits until what an invoice or a person says is settled."""
    if event.invoice_id is None:
        return replace(state, reason=event.reason, disputed_by_hand=True)
    return replace(state, reason=event.reason, disputed_invoices=frozenset({event.invoice_id}))


def resolved(state: PurchaseOrder, _: events.PurchaseOrderDisputeResolved) -> PurchaseOrder:
    """It goes on, and what was disputed no longer matters."""
    return _undisputed(state, None)


def _undisputed(state: PurchaseOrder, reason: str | None) -> PurchaseOrder:
    return replace(state, reason=reason, disputed_invoices=frozenset(), disputed_by_hand=False)


def unchanged(state: PurchaseOrder, _: Event) -> PurchaseOrder:
    """Only the status moves."""
    return state
