"""What may be asked of a purchase order; what receiving, invoicing and payments ask comes last."""

from domain.purchasing.approval import QuotedRate
from domain.purchasing.lines import (
    AmendedLine,
    LineBilled,
    LineQuantity,
    OrderedLine,
    PayableCurrency,
)
from domain.shared.business_date import BusinessDate
from domain.shared.ids import (
    BranchId,
    CreditNoteId,
    GoodsReceiptId,
    MurabahaId,
    PaymentId,
    SupplierId,
    SupplierInvoiceId,
)
from domain.shared.message import Command
from domain.shared.payment_terms import PaymentTerms
from domain.shared.text import Code, LongText, Reason


class Create(Command):
    """Begin an order; the terms are the supplier's unless stated."""

    supplier_id: SupplierId
    currency: PayableCurrency
    payment_terms: PaymentTerms | None = None
    cost_center: Code | None = None
    branch_id: BranchId | None = None
    delivery_date: BusinessDate | None = None
    exchange_rate: QuotedRate | None = None
    lines: tuple[OrderedLine, ...]


class Edit(Command):
    """Order something else, while it is a draft."""

    lines: tuple[OrderedLine, ...]


class Submit(Command):
    """Ask for approval."""

    exchange_rate: QuotedRate | None = None
    comment: LongText | None = None


class Approve(Command):
    """Agree to the order; with `revision` only to that one, should it have changed meanwhile."""

    revision: int | None = None
    comment: LongText | None = None


class Reject(Command):
    """Turn the order down, or the amendment that waits for approval, and say why."""

    reason: Reason


class Issue(Command):
    """Send the order to the supplier."""

    comment: LongText | None = None


class Acknowledge(Command):
    """Record that the supplier accepts the order."""

    comment: LongText | None = None


class Amend(Command):
    """Change an issued order: all its lines as they shall be, and perhaps another supplier."""

    lines: tuple[AmendedLine, ...]
    reason: Reason
    supplier_id: SupplierId | None = None
    exchange_rate: QuotedRate | None = None


class Cancel(Command):
    """Call the order off, and say why."""

    reason: Reason


class Dispute(Command):
    """Stop the order because something does not agree, and say what."""

    reason: Reason
    invoice_id: SupplierInvoiceId | None = None


class ResolveApprove(Command):
    """Settle the dispute and let the order go on."""

    comment: LongText | None = None


class ResolveCancel(Command):
    """Settle the dispute by calling the order off."""

    reason: Reason


class Close(Command):
    """End a paid order."""

    comment: LongText | None = None


class PartialReceive(Command):
    """Record what was accepted so far, by line, while more is expected."""

    grn_id: GoodsReceiptId
    accepted: tuple[LineQuantity, ...]


class FullReceive(Command):
    """Record what was accepted so far, by line, when nothing more is expected."""

    grn_id: GoodsReceiptId
    accepted: tuple[LineQuantity, ...]


class ReceiveLate(Command):
    """Record what was accepted so far, by line, when a complete order gets a little more."""

    grn_id: GoodsReceiptId
    accepted: tuple[LineQuantity, ...]


class RecordReturn(Command):
    """Record what still counts as accepted, by line, after goods went back."""

    grn_id: GoodsReceiptId
    accepted: tuple[LineQuantity, ...]


class RecordDiscrepancy(Command):
    """Record that a delivery does not agree with the order, so that no invoice is matched meanwhile."""

    grn_id: GoodsReceiptId


class SettleDiscrepancy(Command):
    """Record that somebody decided what becomes of a delivery that did not agree."""

    grn_id: GoodsReceiptId


class PartialInvoice(Command):
    """Record what is invoiced so far, by line, while more is expected."""

    invoice_id: SupplierInvoiceId
    invoiced: tuple[LineBilled, ...]


class InvoiceMatched(Command):
    """Record what is invoiced so far, by line, when everything received is."""

    invoice_id: SupplierInvoiceId
    invoiced: tuple[LineBilled, ...]


class WithdrawInvoice(Command):
    """Record what still counts as invoiced, by line, when an invoice that had matched no longer does."""

    invoice_id: SupplierInvoiceId
    invoiced: tuple[LineBilled, ...]


class RecordCredit(Command):
    """Record what still counts as invoiced, by line; `settles` when nothing of the invoice is left to pay."""

    credit_note_id: CreditNoteId
    invoice_id: SupplierInvoiceId
    invoiced: tuple[LineBilled, ...]
    settles: bool = False


class RecordDisputedInvoice(Command):
    """Record one more invoice that does not agree with an order that is disputed already."""

    invoice_id: SupplierInvoiceId


class SettleDisputedInvoice(Command):
    """Record that an invoice no longer stands in the way of a disputed order."""

    invoice_id: SupplierInvoiceId


class RecordInvoicePaid(Command):
    """Record that the bank paid an invoice of the order."""

    invoice_id: SupplierInvoiceId


class RecordInvoiceUnpaid(Command):
    """Record that the bank took the payment of an invoice back."""

    invoice_id: SupplierInvoiceId


class ElectFinancing(Command):
    """Let a bank finance the order, before it is issued."""

    murabaha_id: MurabahaId


class CancelFinancing(Command):
    """Pay for the order without the bank after all."""

    murabaha_id: MurabahaId


class InvoiceFinanced(Command):
    """Record that the bank resold what it bought: the contract stands for the supplier's invoices."""

    murabaha_id: MurabahaId


class Pay(Command):
    """Record that every invoice of the order is paid."""

    payments: tuple[PaymentId, ...] = ()
