"""What receiving, invoicing, payments and financing make happen to a purchase order."""

from typing import ClassVar

from domain.purchasing.lines import LineBilled, LineQuantity
from domain.shared.ids import CreditNoteId, GoodsReceiptId, MurabahaId, SupplierInvoiceId
from domain.shared.message import Event


class ReceiptRecorded(Event):
    """What every receipt says: what was accepted so far on the lines that it is about."""

    grn_id: GoodsReceiptId
    accepted: tuple[LineQuantity, ...]


class PurchaseOrderPartiallyReceived(ReceiptRecorded):
    """Something was delivered, and more is expected."""

    event_type: ClassVar[str] = "purchasing.purchase-order.partially-received"


class PurchaseOrderReceived(ReceiptRecorded):
    """Every line is complete, or will not get more complete."""

    event_type: ClassVar[str] = "purchasing.purchase-order.received"


class PurchaseOrderLateDeliveryReceived(ReceiptRecorded):
    """A complete order got a little more, within its tolerance."""

    event_type: ClassVar[str] = "purchasing.purchase-order.late-delivery-received"


class PurchaseOrderReturnRecorded(ReceiptRecorded):
    """Goods went back, so that less counts as accepted."""

    event_type: ClassVar[str] = "purchasing.purchase-order.return-recorded"


class DiscrepancyMet(Event):
    """What every step of a discrepancy says: which delivery it is about."""

    grn_id: GoodsReceiptId


class PurchaseOrderDiscrepancyRecorded(DiscrepancyMet):
    """A delivery does not agree with the order; until somebody decides, no invoice is matched."""

    event_type: ClassVar[str] = "purchasing.purchase-order.discrepancy-recorded"


class PurchaseOrderDiscrepancySettled(DiscrepancyMet):
    """Somebody decided what becomes of the delivery."""

    event_type: ClassVar[str] = "purchasing.purchase-order.discrepancy-settled"


class BillingRecorded(Event):
    """What every step of billing says: what is invoiced so far on the lines that it is about."""

    invoice_id: SupplierInvoiceId
    invoiced: tuple[LineBilled, ...]


class PurchaseOrderPartiallyInvoiced(BillingRecorded):
    """A part of what was received is invoiced; the order stays where it is."""

    event_type: ClassVar[str] = "purchasing.purchase-order.partially-invoiced"


class PurchaseOrderInvoiced(BillingRecorded):
    """Everything that was received is invoiced."""

    event_type: ClassVar[str] = "purchasing.purchase-order.invoiced"


class PurchaseOrderInvoiceWithdrawn(BillingRecorded):
    """An invoice that had matched no longer counts."""

    event_type: ClassVar[str] = "purchasing.purchase-order.invoice-withdrawn"


class PurchaseOrderCreditRecorded(BillingRecorded):
    """The supplier took back a part of what was invoiced; `settles` when nothing is left to pay of it."""

    event_type: ClassVar[str] = "purchasing.purchase-order.credit-recorded"

    credit_note_id: CreditNoteId
    settles: bool = False


class InvoiceNoted(Event):
    """What every remark on one invoice says: which."""

    invoice_id: SupplierInvoiceId


class PurchaseOrderDisputedInvoiceRecorded(InvoiceNoted):
    """One more invoice stands in the way of an order that is disputed already."""

    event_type: ClassVar[str] = "purchasing.purchase-order.disputed-invoice-recorded"


class PurchaseOrderDisputedInvoiceSettled(InvoiceNoted):
    """The invoice no longer stands in the way."""

    event_type: ClassVar[str] = "purchasing.purchase-order.disputed-invoice-settled"


class PurchaseOrderInvoicePaid(InvoiceNoted):
    """The bank paid the invoice."""

    event_type: ClassVar[str] = "purchasing.purchase-order.invoice-paid"


class PurchaseOrderInvoiceUnpaid(InvoiceNoted):
    """The bank took the payment of the invoice back."""

    event_type: ClassVar[str] = "purchasing.purchase-order.invoice-unpaid"


class FinancingNoted(Event):
    """What every step of financing says: the contract."""

    murabaha_id: MurabahaId


class PurchaseOrderFinancingElected(FinancingNoted):
    """A bank is to buy what is ordered and to resell it to us."""

    event_type: ClassVar[str] = "purchasing.purchase-order.financing-elected"


class PurchaseOrderFinancingCancelled(FinancingNoted):
    """The order is paid for without the bank after all."""

    event_type: ClassVar[str] = "purchasing.purchase-order.financing-cancelled"


class PurchaseOrderFinanced(FinancingNoted):
    """The bank resold it to us: the contract stands for the supplier's invoices."""

    event_type: ClassVar[str] = "purchasing.purchase-order.financed"
