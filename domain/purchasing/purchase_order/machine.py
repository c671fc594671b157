"""The life of a purchase order: the table of what is possible, and the decider that it makes."""

from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import decide, evolve, rules
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.purchasing.rules import (
    MAY_APPROVE,
    MAY_REJECT,
    converted_total_is_countable,
    foreign_total_has_a_rate,
    lines_are_countable,
    lines_are_not_too_many,
    supplier_is_active,
    supplier_is_known,
)
from domain.shared.ids import PurchaseOrderId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Command, Event
from domain.shared.rule import Rule

S = Status

_CREATING = (
    supplier_is_active,
    supplier_is_known,
    lines_are_not_too_many,
    rules.new_lines_are_in_order_currency,
    lines_are_countable,
)
_LINES = (lines_are_not_too_many, rules.lines_are_in_order_currency, lines_are_countable)
_SUBMITTING = (supplier_is_active, foreign_total_has_a_rate, converted_total_is_countable)
_APPROVING = (rules.approved_revision_is_current, rules.order_has_lines, *MAY_APPROVE)
_ISSUING = (rules.supplier_is_active_or_has_it,)
_CALLING_OFF = (rules.nothing_is_received_or_invoiced,)
_AMENDING = (
    supplier_is_active,
    supplier_is_known,
    rules.amendment_keeps_lines,
    *_LINES,
    rules.amended_lines_are_known,
    rules.amendment_covers_what_came,
    rules.delivered_lines_stay_the_same,
    rules.only_an_untouched_order_moves,
    rules.amended_total_is_countable,
    rules.amendment_changes_something,
)
_RECEIVING = (
    rules.received_lines_are_known,
    rules.accepted_never_falls,
    rules.something_is_received,
)
_RETURNING = (rules.received_lines_are_known, rules.accepted_never_rises)
_INVOICING = (rules.invoiced_lines_are_known, rules.invoiced_never_falls)
_MATCHING = (*_INVOICING, rules.every_received_line_is_invoiced)
_CREDITING = (rules.invoiced_lines_are_known, rules.invoiced_never_rises)


def _rows(
    sources: tuple[S, ...],
    command: type[Command],
    event: type[Event],
    target: S | None,
    requires: tuple[Rule, ...] = (),
) -> tuple[Row, ...]:
    """The same row for several states."""
    return tuple(Row(source, command, event, target, requires) for source in sources)


_CANCELLABLE = (S.DRAFT, S.AWAITING_APPROVAL, S.APPROVED, S.ISSUED)
_RECEIVABLE = (S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED)
_AMENDABLE = (S.ISSUED, S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED)
_DISPUTABLE = (S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED, S.RECEIVED, S.INVOICED)
_BILLABLE = (S.PARTIALLY_RECEIVED, S.RECEIVED)
_REVERSIBLE = (S.PARTIALLY_RECEIVED, S.RECEIVED, S.INVOICED, S.PAID, S.DISPUTED)

MACHINE = Machine(
    "purchase-order",
    (
        Row(None, c.Create, e.PurchaseOrderCreated, S.DRAFT, _CREATING),
        Row(S.DRAFT, c.Edit, e.PurchaseOrderLinesReplaced, S.DRAFT, _LINES),
        Row(S.DRAFT, c.Submit, e.PurchaseOrderSubmitted, S.AWAITING_APPROVAL, _SUBMITTING),
        Row(
            S.AWAITING_APPROVAL,
            c.Approve,
            e.PurchaseOrderApprovalRecorded,
            S.AWAITING_APPROVAL,
            _APPROVING,
        ),
        Row(S.AWAITING_APPROVAL, c.Approve, e.PurchaseOrderApproved, S.APPROVED, _APPROVING),
        Row(S.AWAITING_APPROVAL, c.Reject, e.PurchaseOrderRejected, S.CANCELLED, MAY_REJECT),
        Row(
            S.AWAITING_APPROVAL,
            c.Reject,
            e.PurchaseOrderAmendmentRejected,
            S.ISSUED,
            MAY_REJECT,
        ),
        Row(S.APPROVED, c.Issue, e.PurchaseOrderIssued, S.ISSUED, _ISSUING),
        Row(S.APPROVED, c.Issue, e.PurchaseOrderReissued, S.ISSUED, _ISSUING),
        Row(S.ISSUED, c.Acknowledge, e.PurchaseOrderAcknowledged, S.ACKNOWLEDGED),
        *_rows(_AMENDABLE, c.Amend, e.PurchaseOrderAmended, S.ISSUED, _AMENDING),
        *_rows(
            _AMENDABLE,
            c.Amend,
            e.PurchaseOrderReapprovalRequired,
            S.AWAITING_APPROVAL,
            _AMENDING,
        ),
        *_rows(
            _RECEIVABLE,
            c.PartialReceive,
            e.PurchaseOrderPartiallyReceived,
            S.PARTIALLY_RECEIVED,
            _RECEIVING,
        ),
        *_rows(_RECEIVABLE, c.FullReceive, e.PurchaseOrderReceived, S.RECEIVED, _RECEIVING),
        Row(
            S.RECEIVED,
            c.ReceiveLate,
            e.PurchaseOrderLateDeliveryReceived,
            S.RECEIVED,
            _RECEIVING,
        ),
        *_rows(_REVERSIBLE, c.RecordReturn, e.PurchaseOrderReturnRecorded, None, _RETURNING),
        *_rows(_BILLABLE, c.PartialInvoice, e.PurchaseOrderPartiallyInvoiced, None, _INVOICING),
        Row(S.RECEIVED, c.InvoiceMatched, e.PurchaseOrderInvoiced, S.INVOICED, _MATCHING),
        *_rows(_REVERSIBLE, c.RecordCredit, e.PurchaseOrderCreditRecorded, None, _CREDITING),
        Row(S.INVOICED, c.Pay, e.PurchaseOrderPaid, S.PAID),
        Row(S.PAID, c.Close, e.PurchaseOrderClosed, S.CLOSED),
        *_rows(_CANCELLABLE, c.Cancel, e.PurchaseOrderCancelled, S.CANCELLED, _CALLING_OFF),
        *_rows(_DISPUTABLE, c.Dispute, e.PurchaseOrderDisputed, S.DISPUTED),
        Row(S.DISPUTED, c.ResolveApprove, e.PurchaseOrderDisputeResolved, S.APPROVED),
        Row(S.DISPUTED, c.ResolveCancel, e.PurchaseOrderCancelled, S.CANCELLED),
    ),
)

PURCHASE_ORDER = Decider(
    machine=MACHINE,
    stream_type="purchasing.purchase-order",
    id_type=PurchaseOrderId,
    initial=PurchaseOrder(),
    decisions={
        c.Create: decide.create,
        c.Edit: decide.edit,
        c.Submit: decide.submit,
        c.Approve: decide.approve,
        c.Reject: decide.reject,
        c.Issue: decide.issue,
        c.Acknowledge: decide.acknowledge,
        c.Amend: decide.amend,
        c.PartialReceive: decide.recorded_as(e.PurchaseOrderPartiallyReceived),
        c.FullReceive: decide.recorded_as(e.PurchaseOrderReceived),
        c.ReceiveLate: decide.recorded_as(e.PurchaseOrderLateDeliveryReceived),
        c.RecordReturn: decide.recorded_as(e.PurchaseOrderReturnRecorded),
        c.PartialInvoice: decide.recorded_as(e.PurchaseOrderPartiallyInvoiced),
        c.InvoiceMatched: decide.recorded_as(e.PurchaseOrderInvoiced),
        c.RecordCredit: decide.recorded_as(e.PurchaseOrderCreditRecorded),
        c.Pay: decide.recorded_as(e.PurchaseOrderPaid),
        c.Close: decide.close,
        c.Cancel: decide.cancel,
        c.Dispute: decide.dispute,
        c.ResolveApprove: decide.resolve,
        c.ResolveCancel: decide.cancel,
    },
    applications={
        e.PurchaseOrderCreated: evolve.created,
        e.PurchaseOrderLinesReplaced: evolve.lines_replaced,
        e.PurchaseOrderSubmitted: evolve.submitted,
        e.PurchaseOrderApprovalRecorded: evolve.approval_recorded,
        e.PurchaseOrderApproved: evolve.approved,
        e.PurchaseOrderRejected: evolve.stopped,
        e.PurchaseOrderAmendmentRejected: evolve.amendment_rejected,
        e.PurchaseOrderIssued: evolve.issued,
        e.PurchaseOrderReissued: evolve.issued,
        e.PurchaseOrderAcknowledged: evolve.acknowledged,
        e.PurchaseOrderAmended: evolve.amended,
        e.PurchaseOrderReapprovalRequired: evolve.reapproval_required,
        e.PurchaseOrderPartiallyReceived: evolve.received,
        e.PurchaseOrderReceived: evolve.received,
        e.PurchaseOrderLateDeliveryReceived: evolve.received,
        e.PurchaseOrderReturnRecorded: evolve.received,
        e.PurchaseOrderPartiallyInvoiced: evolve.invoiced,
        e.PurchaseOrderInvoiced: evolve.invoiced,
        e.PurchaseOrderCreditRecorded: evolve.credited,
        e.PurchaseOrderPaid: evolve.unchanged,
        e.PurchaseOrderClosed: evolve.unchanged,
        e.PurchaseOrderCancelled: evolve.stopped,
        e.PurchaseOrderDisputed: evolve.stopped,
        e.PurchaseOrderDisputeResolved: evolve.resolved,
    },
)
"""The aggregate `purchase order`."""
