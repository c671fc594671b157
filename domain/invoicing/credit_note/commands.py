"""What may be asked of a credit note."""

from domain.invoicing.lines import CreditedLine
from domain.shared.business_date import BusinessDate
from domain.shared.ids import SupplierInvoiceId
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.text import Code


class Register(Command):
    """Take up a credit note as the supplier states it."""

    invoice_id: SupplierInvoiceId
    credit_note_number: Code
    date: BusinessDate
    amount: Money
    tax_total: Money | None = None
    lines: tuple[CreditedLine, ...]
