"""The life of a supplier's invoice: the table of what is possible, and the decider that it makes."""

from domain.invoicing.supplier_invoice import commands as c
from domain.invoicing.supplier_invoice import decide, evolve, rules
from domain.invoicing.supplier_invoice import events as e
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.shared.ids import SupplierInvoiceId
from domain.shared.machine import Decider, Machine, Row, rows

S = Status

_TAKING = (
    rules.order_is_billable,
    rules.order_is_not_financed,
    rules.matching_is_not_blocked,
)
_REGISTERING = (
    rules.number_is_new,
    *_TAKING,
    rules.goods_were_received,
    rules.invoice_has_lines,
    rules.lines_are_not_too_many,
    rules.invoice_is_in_order_currency,
    rules.invoice_is_countable,
    rules.due_date_follows_invoice_date,
    rules.invoice_demands_something,
    rules.amount_is_lines_and_tax,
)
_CORRECTING = (
    *_TAKING,
    rules.invoice_has_lines,
    rules.lines_are_not_too_many,
    rules.correction_is_in_order_currency,
    rules.invoice_is_countable,
    rules.correction_demands_something,
    rules.revised_amount_is_lines_and_tax,
    rules.correction_covers_what_was_credited,
)
_CREDITING = (rules.credit_is_within_the_invoice,)
_RELEASING = (rules.invoice_is_held, rules.releaser_did_not_register_it)


_CREDITABLE = (S.MATCHED, S.DISPUTED, S.SCHEDULED, S.PAID)
_PAYABLE = (S.MATCHED, S.SCHEDULED)

MACHINE = Machine(
    "supplier-invoice",
    (
        Row(None, c.Register, e.SupplierInvoiceRegistered, S.REGISTERED, _REGISTERING),
        Row(None, c.Register, e.SupplierInvoiceHeld, S.REGISTERED, _REGISTERING),
        Row(S.REGISTERED, c.Match, e.SupplierInvoiceMatched, S.MATCHED),
        Row(S.REGISTERED, c.Match, e.SupplierInvoiceDisputed, S.DISPUTED),
        *rows(_PAYABLE, c.Dispute, e.SupplierInvoiceDisputed, S.DISPUTED),
        Row(S.DISPUTED, c.Correct, e.SupplierInvoiceCorrected, S.DISPUTED, _CORRECTING),
        Row(S.DISPUTED, c.Correct, e.SupplierInvoiceMatched, S.MATCHED, _CORRECTING),
        Row(S.DISPUTED, c.Correct, e.SupplierInvoicePaid, S.PAID, _CORRECTING),
        Row(
            S.DISPUTED,
            c.Correct,
            e.SupplierInvoiceCorrectionRefused,
            S.DISPUTED,
            _CORRECTING,
        ),
        *rows((S.MATCHED, S.DISPUTED), c.Release, e.SupplierInvoiceReleased, None, _RELEASING),
        *rows((S.REGISTERED, S.DISPUTED), c.Reject, e.SupplierInvoiceRejected, S.REJECTED),
        Row(S.MATCHED, c.Reject, e.SupplierInvoiceRejected, S.REJECTED, (rules.invoice_is_held,)),
        *rows(_CREDITABLE, c.Credit, e.SupplierInvoiceCredited, None, _CREDITING),
        *rows(_PAYABLE, c.Credit, e.SupplierInvoicePaid, S.PAID, _CREDITING),
        *rows(
            _PAYABLE,
            c.Schedule,
            e.SupplierInvoiceScheduled,
            S.SCHEDULED,
            (rules.invoice_is_not_held,),
        ),
        Row(S.SCHEDULED, c.RecordPaid, e.SupplierInvoicePaid, S.PAID),
        *rows(
            (S.SCHEDULED, S.PAID),
            c.RecordPaymentFailed,
            e.SupplierInvoicePaymentFailed,
            S.SCHEDULED,
        ),
    ),
)

SUPPLIER_INVOICE = Decider(
    machine=MACHINE,
    stream_type="invoicing.supplier-invoice",
    id_type=SupplierInvoiceId,
    initial=SupplierInvoice(),
    decisions={
        c.Register: decide.register,
        c.Match: decide.match_it,
        c.Dispute: decide.dispute,
        c.Correct: decide.correct,
        c.Release: decide.release,
        c.Reject: decide.reject,
        c.Credit: decide.credit,
        c.Schedule: decide.schedule,
        c.RecordPaid: decide.record_paid,
        c.RecordPaymentFailed: decide.record_payment_failed,
    },
    applications={
        e.SupplierInvoiceRegistered: evolve.registered,
        e.SupplierInvoiceHeld: evolve.held,
        e.SupplierInvoiceMatched: evolve.matched,
        e.SupplierInvoiceDisputed: evolve.disputed,
        e.SupplierInvoiceCorrected: evolve.corrected,
        e.SupplierInvoiceCorrectionRefused: evolve.correction_refused,
        e.SupplierInvoiceReleased: evolve.released,
        e.SupplierInvoiceRejected: evolve.rejected,
        e.SupplierInvoiceCredited: evolve.credited,
        e.SupplierInvoiceScheduled: evolve.scheduled,
        e.SupplierInvoicePaid: evolve.paid,
        e.SupplierInvoicePaymentFailed: evolve.payment_failed,
    },
)
"""The aggregate `supplier invoice`."""
