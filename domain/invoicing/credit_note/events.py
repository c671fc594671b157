"""What happens to a credit note."""

from typing import Annotated, ClassVar

from domain.invoicing.lines import CreditNoteLine, InvoiceTotals
from domain.shared.business_date import BusinessDate
from domain.shared.ids import PurchaseOrderId, SupplierId, SupplierInvoiceId, UserId
from domain.shared.message import Event
from domain.shared.personal import SUPPLIER_NAME
from domain.shared.text import Code, PartyName


class CreditNoteRegistered(Event):
    """A supplier takes back a part of what it invoiced."""

    event_type: ClassVar[str] = "invoicing.credit-note.registered"

    invoice_id: SupplierInvoiceId
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    credit_note_number: Code
    date: BusinessDate
    lines: tuple[CreditNoteLine, ...]
    totals: InvoiceTotals
    registered_by: UserId
