"""What may be asked of a supplier's invoice; what matching, credit notes and payments ask comes last."""

from domain.invoicing.lines import BilledLine
from domain.invoicing.supplier_invoice.events import InvoiceCredit
from domain.shared.business_date import BusinessDate
from domain.shared.ids import CreditNoteId, PaymentId, PurchaseOrderId
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.text import Code, LongText, Reason


class Register(Command):
    """Take up an invoice as the supplier states it; it is due by the order's terms unless stated."""

    purchase_order_id: PurchaseOrderId
    supplier_invoice_number: Code
    invoice_date: BusinessDate
    due_date: BusinessDate | None = None
    amount: Money
    tax_total: Money | None = None
    lines: tuple[BilledLine, ...]


class Dispute(Command):
    """Stop an invoice that had matched, and say why."""

    reason: Reason


class Correct(Command):
    """Match a disputed invoice again: as billed, at another amount, or with other lines."""

    revised_amount: Money | None = None
    lines: tuple[BilledLine, ...] | None = None
    tax_total: Money | None = None
    comment: LongText | None = None


class Release(Command):
    """Vouch that an invoice is no duplicate of another."""

    comment: LongText | None = None


class Reject(Command):
    """Refuse to pay an invoice, and say why."""

    reason: Reason


class Match(Command):
    """Hold the invoice against its order."""


class Credit(Command):
    """Record what a credit note takes off."""

    credit_note_id: CreditNoteId
    lines: tuple[InvoiceCredit, ...]
    amount: Money


class Schedule(Command):
    """Record that its payment is scheduled, or waits again, for all that is left."""

    payment_id: PaymentId


class RecordPaid(Command):
    """Record that the bank paid it, or that credits left nothing to pay."""

    payment_id: PaymentId


class RecordPaymentFailed(Command):
    """Record that the bank did not pay it, or took the payment back."""

    payment_id: PaymentId
    reason: Reason
