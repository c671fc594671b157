"""What happens to a supplier's invoice.

What a person decides names that person, because duties are separated by it. What follows from a decision
(that it matched, is held, scheduled, credited) stands in the same append as the decision, or says which
payment or credit note it follows from.
"""

from typing import Annotated, ClassVar

from domain.invoicing.lines import InvoiceLine, InvoiceTotals
from domain.invoicing.matching.result import MatchResult
from domain.shared.business_date import BusinessDate
from domain.shared.ids import (
    CreditNoteId,
    PaymentId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.line_number import LineNumber
from domain.shared.message import Event, Message
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from domain.shared.percent import Percent
from domain.shared.personal import SUPPLIER_NAME
from domain.shared.quantity import QuantityOrNone
from domain.shared.text import Code, LongText, PartyName, Reason


class Demand(Message):
    """What is to be paid to whom and when, so that nobody has to ask back.

    `amount` is what is left to pay: the gross amount that holds, less what was credited. The discount
    may be taken by a payment made on `discountUntil` at the latest.
    """

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    supplier_invoice_number: Code
    invoice_date: BusinessDate
    due_date: BusinessDate
    payment_terms: PaymentTerms
    discount_percent: Percent | None = None
    discount_until: BusinessDate | None = None
    gross: Money
    amount: Money
    registered_by: UserId


class SupplierInvoiceRegistered(Event):
    """An invoice came in; these are the supplier's own figures, and nothing ever alters them.

    `formerly_handled_by` are those who handled rejected invoices of the same number, whose place it takes.
    """

    event_type: ClassVar[str] = "invoicing.supplier-invoice.registered"

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    supplier_invoice_number: Code
    invoice_date: BusinessDate
    due_date: BusinessDate
    payment_terms: PaymentTerms
    lines: tuple[InvoiceLine, ...]
    totals: InvoiceTotals
    registered_by: UserId
    formerly_handled_by: tuple[UserId, ...] = ()


class SupplierInvoiceHeld(Event):
    """It looks like one that we have under another number; it is not payable until somebody releases it."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.held"

    possible_duplicate_of: SupplierInvoiceId


class SupplierInvoiceReleased(Event):
    """Another person found that it is no duplicate; `matched` says whether it is payable now."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.released"

    demand: Demand
    matched: bool
    released_by: UserId
    comment: LongText | None = None


class SupplierInvoiceMatched(Event):
    """It agrees with what was ordered and accepted; it is payable unless it is held."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.matched"

    demand: Demand
    held: bool
    match: MatchResult


class SupplierInvoiceDisputed(Event):
    """It does not agree, as the match says, or as somebody does; nothing is paid before that is settled."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.disputed"

    demand: Demand
    reason: Reason
    match: MatchResult | None = None
    disputed_by: UserId


class SupplierInvoiceCorrected(Event):
    """What we and the supplier agreed on, beside the supplier's own figures."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.corrected"

    lines: tuple[InvoiceLine, ...]
    totals: InvoiceTotals
    by_amount: bool
    corrected_by: UserId
    comment: LongText | None = None


class SupplierInvoiceCorrectionRefused(Event):
    """A correction was tried that does not agree either; the dispute goes on."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.correction-refused"

    totals: InvoiceTotals
    match: MatchResult
    corrected_by: UserId
    comment: LongText | None = None


class SupplierInvoiceScheduled(Event):
    """Its payment is scheduled."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.scheduled"

    payment_id: PaymentId


class SupplierInvoicePaid(Event):
    """Nothing of it is left to pay: the bank paid it, or, without a payment, all of it was credited."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.paid"

    purchase_order_id: PurchaseOrderId
    payment_id: PaymentId | None = None


class SupplierInvoicePaymentFailed(Event):
    """The bank did not pay it, or took the payment back; it is payable again."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.payment-failed"

    payment_id: PaymentId
    reason: Reason


class InvoiceCredit(Message):
    """What a credit note takes off one order line of the invoice."""

    po_line: LineNumber
    quantity: QuantityOrNone
    net: Money


class SupplierInvoiceCredited(Event):
    """The supplier took back a part of it; `openCredit` is what no payment could be reduced by any more."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.credited"

    credit_note_id: CreditNoteId
    lines: tuple[InvoiceCredit, ...]
    amount: Money
    open_credit: Money
    left_to_pay: Money


class SupplierInvoiceRejected(Event):
    """We will not pay it; its number is free again."""

    event_type: ClassVar[str] = "invoicing.supplier-invoice.rejected"

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    supplier_invoice_number: Code
    reason: Reason
    rejected_by: UserId
