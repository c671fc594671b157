"""What decisions in invoicing may know beside the document: facts that their handlers bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.shared.context import Context
from domain.shared.currency import Currency
from domain.shared.ids import (
    CreditNoteId,
    GoodsReceiptId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.payment_terms import PaymentTerms
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """A line of the order: what was agreed, and what was accepted and invoiced so far.

    `price` is that of one unit after its discount, exactly; `net` what the line comes to.
    """

    po_line: int
    sku: SkuCode
    ordered: Decimal
    price: Decimal
    accepted: Decimal
    invoiced: Decimal
    invoiced_net: Decimal


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order that an invoice is about, as it stands when the decision is made.

    `billable` says whether invoices are taken in its `status`; `discrepancies` are deliveries that
    nobody has decided about yet. What an invoice itself counts for is not among what is invoiced.
    """

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    currency: Currency
    payment_terms: PaymentTerms
    status: str
    billable: bool
    financed: bool
    discrepancies: tuple[GoodsReceiptId, ...]
    lines: Mapping[int, OrderLineFacts]

    @property
    def received_anything(self) -> bool:
        """True when something was accepted and not returned."""
        return any(line.accepted for line in self.lines.values())


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """How far an invoice may be off, in its own currency, and which version of the policy says so."""

    tolerance: Tolerance
    version: int


@dataclass(frozen=True, slots=True)
class InvoicingContext(Context):
    """Who asks and when, and whatever of the facts the command needs.

    `number_taken_by` has the same number of the same supplier, `possible_duplicate_of` the same amount
    and date; `former_hands` handled rejected ones of the number. `payment_under_way` says that the bank
    may have the payment, so that it cannot be changed.
    """

    order: OrderFacts | None = None
    policy: MatchPolicy | None = None
    number_taken_by: SupplierInvoiceId | CreditNoteId | None = None
    possible_duplicate_of: SupplierInvoiceId | None = None
    former_hands: tuple[UserId, ...] = ()
    payment_under_way: bool = False
