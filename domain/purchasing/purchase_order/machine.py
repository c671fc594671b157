"""The life of a purchase order: the table of what is possible, and the decider that it makes."""

from domain.purchasing.branch_rules import FOR_A_BRANCH
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import decide, evolve, rules
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.fulfilment import events as of
from domain.purchasing.purchase_order.fulfilment import evolve as fulfil
from domain.purchasing.purchase_order.fulfilment import rules as fr
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
from domain.shared.machine import Decider, Machine, Row, rows

S = Status

_CREATING = (
    supplier_is_active,
    supplier_is_known,
    lines_are_not_too_many,
    rules.new_lines_are_in_order_currency,
    lines_are_countable,
    *FOR_A_BRANCH,
)
_LINES = (lines_are_not_too_many, rules.lines_are_in_order_currency, lines_are_countable)
_SUBMITTING = (supplier_is_active, foreign_total_has_a_rate, converted_total_is_countable)
_APPROVING = (rules.approved_revision_is_current, rules.order_has_lines, *MAY_APPROVE)
_ISSUING = (rules.supplier_is_active_or_has_it,)
_CALLING_OFF = (rules.nothing_is_received_or_invoiced,)
_AMENDING = (
    fr.order_is_not_financed,
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
_RECEIVING = (fr.received_lines_are_known, fr.accepted_never_falls, fr.something_is_received)
_RETURNING = (fr.received_lines_are_known, fr.accepted_never_rises)
_INVOICING = (fr.invoiced_lines_are_known, fr.invoiced_never_falls)
_MATCHING = (*_INVOICING, fr.every_received_line_is_invoiced)
_REVERSING = (fr.invoice_counts, fr.invoiced_lines_are_known, fr.invoiced_never_rises)
_ELECTING = (fr.order_was_never_issued, fr.order_is_not_financed)


_CANCELLABLE = (S.DRAFT, S.AWAITING_APPROVAL, S.APPROVED, S.ISSUED)
_RECEIVABLE = (S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED)
_AMENDABLE = (S.ISSUED, S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED)
_DISPUTABLE = (S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED, S.RECEIVED, S.INVOICED)
_BILLABLE = (S.PARTIALLY_RECEIVED, S.RECEIVED, S.INVOICED, S.DISPUTED)
_UNDER_WAY = (S.APPROVED, S.ISSUED, *_DISPUTABLE, S.AWAITING_APPROVAL, S.DISPUTED)
_UNISSUED = (S.DRAFT, S.AWAITING_APPROVAL, S.APPROVED)
_UNBILLED = (*_UNISSUED, S.ISSUED, S.ACKNOWLEDGED, S.PARTIALLY_RECEIVED, S.RECEIVED, S.DISPUTED)
_REVERSIBLE = (S.PARTIALLY_RECEIVED, S.RECEIVED, S.INVOICED, S.PAID, S.DISPUTED, S.CANCELLED)


def _remarks() -> tuple[Row, ...]:
    """What is noted about deliveries, invoices and the bank, and never moves the order itself."""
    return (
        *rows(_UNDER_WAY, c.RecordDiscrepancy, of.PurchaseOrderDiscrepancyRecorded, None),
        *rows(
            _UNDER_WAY,
            c.SettleDiscrepancy,
            of.PurchaseOrderDiscrepancySettled,
            None,
            (fr.discrepancy_is_pending,),
        ),
        Row(S.DISPUTED, c.RecordDisputedInvoice, of.PurchaseOrderDisputedInvoiceRecorded, None),
        Row(
            S.DISPUTED,
            c.SettleDisputedInvoice,
            of.PurchaseOrderDisputedInvoiceSettled,
            None,
            (fr.invoice_is_disputed,),
        ),
        *rows(
            _BILLABLE, c.RecordInvoicePaid, of.PurchaseOrderInvoicePaid, None, (fr.invoice_counts,)
        ),
        *rows(
            _BILLABLE,
            c.RecordInvoiceUnpaid,
            of.PurchaseOrderInvoiceUnpaid,
            None,
            (fr.invoice_counts,),
        ),
        *rows(_UNISSUED, c.ElectFinancing, of.PurchaseOrderFinancingElected, None, _ELECTING),
        *rows(
            _UNBILLED,
            c.CancelFinancing,
            of.PurchaseOrderFinancingCancelled,
            None,
            (fr.contract_finances_it,),
        ),
    )


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
        *rows(_AMENDABLE, c.Amend, e.PurchaseOrderAmended, S.ISSUED, _AMENDING),
        *rows(
            _AMENDABLE,
            c.Amend,
            e.PurchaseOrderReapprovalRequired,
            S.AWAITING_APPROVAL,
            _AMENDING,
        ),
        *rows(
            _RECEIVABLE,
            c.PartialReceive,
            of.PurchaseOrderPartiallyReceived,
            S.PARTIALLY_RECEIVED,
            _RECEIVING,
        ),
        *rows(_RECEIVABLE, c.FullReceive, of.PurchaseOrderReceived, S.RECEIVED, _RECEIVING),
        Row(
            S.RECEIVED,
            c.ReceiveLate,
            of.PurchaseOrderLateDeliveryReceived,
            S.RECEIVED,
            _RECEIVING,
        ),
        *rows(_REVERSIBLE, c.RecordReturn, of.PurchaseOrderReturnRecorded, None, _RETURNING),
        *rows(_BILLABLE, c.PartialInvoice, of.PurchaseOrderPartiallyInvoiced, None, _INVOICING),
        Row(S.RECEIVED, c.InvoiceMatched, of.PurchaseOrderInvoiced, S.INVOICED, _MATCHING),
        *rows(_REVERSIBLE, c.RecordCredit, of.PurchaseOrderCreditRecorded, None, _REVERSING),
        *rows(
            (*_BILLABLE, S.CANCELLED),
            c.WithdrawInvoice,
            of.PurchaseOrderInvoiceWithdrawn,
            None,
            _REVERSING,
        ),
        *_remarks(),
        Row(
            S.RECEIVED,
            c.InvoiceFinanced,
            of.PurchaseOrderFinanced,
            S.INVOICED,
            (fr.contract_finances_it,),
        ),
        Row(S.INVOICED, c.Pay, e.PurchaseOrderPaid, S.PAID, (fr.every_invoice_is_settled,)),
        Row(S.PAID, c.Close, e.PurchaseOrderClosed, S.CLOSED),
        *rows(_CANCELLABLE, c.Cancel, e.PurchaseOrderCancelled, S.CANCELLED, _CALLING_OFF),
        *rows(_DISPUTABLE, c.Dispute, e.PurchaseOrderDisputed, S.DISPUTED),
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
        c.PartialReceive: decide.recorded_as(of.PurchaseOrderPartiallyReceived),
        c.FullReceive: decide.recorded_as(of.PurchaseOrderReceived),
        c.ReceiveLate: decide.recorded_as(of.PurchaseOrderLateDeliveryReceived),
        c.RecordReturn: decide.recorded_as(of.PurchaseOrderReturnRecorded),
        c.PartialInvoice: decide.recorded_as(of.PurchaseOrderPartiallyInvoiced),
        c.InvoiceMatched: decide.recorded_as(of.PurchaseOrderInvoiced),
        c.RecordCredit: decide.recorded_as(of.PurchaseOrderCreditRecorded),
        c.RecordDiscrepancy: decide.recorded_as(of.PurchaseOrderDiscrepancyRecorded),
        c.SettleDiscrepancy: decide.recorded_as(of.PurchaseOrderDiscrepancySettled),
        c.WithdrawInvoice: decide.recorded_as(of.PurchaseOrderInvoiceWithdrawn),
        c.RecordDisputedInvoice: decide.recorded_as(of.PurchaseOrderDisputedInvoiceRecorded),
        c.SettleDisputedInvoice: decide.recorded_as(of.PurchaseOrderDisputedInvoiceSettled),
        c.RecordInvoicePaid: decide.recorded_as(of.PurchaseOrderInvoicePaid),
        c.RecordInvoiceUnpaid: decide.recorded_as(of.PurchaseOrderInvoiceUnpaid),
        c.ElectFinancing: decide.recorded_as(of.PurchaseOrderFinancingElected),
        c.CancelFinancing: decide.recorded_as(of.PurchaseOrderFinancingCancelled),
        c.InvoiceFinanced: decide.recorded_as(of.PurchaseOrderFinanced),
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
        of.PurchaseOrderPartiallyReceived: fulfil.received,
        of.PurchaseOrderReceived: fulfil.received,
        of.PurchaseOrderLateDeliveryReceived: fulfil.received,
        of.PurchaseOrderReturnRecorded: fulfil.received,
        of.PurchaseOrderDiscrepancyRecorded: fulfil.discrepancy_recorded,
        of.PurchaseOrderDiscrepancySettled: fulfil.discrepancy_settled,
        of.PurchaseOrderPartiallyInvoiced: fulfil.partially_invoiced,
        of.PurchaseOrderInvoiced: fulfil.invoiced,
        of.PurchaseOrderInvoiceWithdrawn: fulfil.invoice_withdrawn,
        of.PurchaseOrderCreditRecorded: fulfil.credited,
        of.PurchaseOrderDisputedInvoiceRecorded: fulfil.disputed_invoice_recorded,
        of.PurchaseOrderDisputedInvoiceSettled: fulfil.disputed_invoice_settled,
        of.PurchaseOrderInvoicePaid: fulfil.invoice_paid,
        of.PurchaseOrderInvoiceUnpaid: fulfil.invoice_unpaid,
        of.PurchaseOrderFinancingElected: fulfil.financing_elected,
        of.PurchaseOrderFinancingCancelled: fulfil.financing_cancelled,
        of.PurchaseOrderFinanced: fulfil.financed,
        e.PurchaseOrderPaid: evolve.unchanged,
        e.PurchaseOrderClosed: evolve.unchanged,
        e.PurchaseOrderCancelled: evolve.stopped,
        e.PurchaseOrderDisputed: evolve.disputed,
        e.PurchaseOrderDisputeResolved: evolve.resolved,
    },
)
"""The aggregate `purchase order`."""
