"""What is owed to somebody, for what, and until when."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.shared.business_date import BusinessDate
from domain.shared.ids import MurabahaId, PurchaseOrderId, SupplierId, SupplierInvoiceId, UserId
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from domain.shared.personal import SUPPLIER_NAME
from domain.shared.text import Code, PartyName


class OwedForTwoThings(InvalidValue):
    """A payment is for an invoice or for an instalment, not for both or neither."""


class Payable(Message):
    """An amount that is owed to a supplier: for its invoice, or to a financing bank for an instalment.

    `reference` is what the creditor knows it by: the invoice number of the supplier, or the contract.
    `handled_by` is everybody whose word the debt rests on; none of them approves its payment.
    """

    invoice_id: SupplierInvoiceId | None = None
    murabaha_id: MurabahaId | None = None
    instalment: Annotated[int, Field(ge=1)] | None = None
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    reference: Code
    amount: Money
    invoice_date: BusinessDate
    due_on: BusinessDate
    payment_terms: PaymentTerms | None = None
    handled_by: tuple[UserId, ...] = ()

    @property
    def discount_until(self) -> date | None:
        """The last day on which less is paid for being early."""
        terms = self.payment_terms
        return None if terms is None else terms.discount_until(self.invoice_date)

    def discount(self, amount: Money, paid_on: date) -> Money:
        """What may be taken off an amount of it that is paid on a day."""
        if self.payment_terms is None:
            return Money.zero(amount.currency)
        return self.payment_terms.discount(amount, self.invoice_date, paid_on)

    @model_validator(mode="after")
    def _for_one_thing(self) -> Self:
        if (self.invoice_id is None) == (self.murabaha_id is None):
            raise OwedForTwoThings("give either invoiceId or murabahaId")
        if (self.murabaha_id is None) != (self.instalment is None):
            raise OwedForTwoThings("give murabahaId and instalment together")
        return self
