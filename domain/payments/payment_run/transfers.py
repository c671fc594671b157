"""What a run transfers to whom, and what it leaves out and why."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from domain.shared.bank_account import BankAccount
from domain.shared.business_date import BusinessDate
from domain.shared.ids import (
    BankReportId,
    MurabahaId,
    PaymentId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.message import Message
from domain.shared.money import Money
from domain.shared.personal import SUPPLIER_ACCOUNT, SUPPLIER_NAME
from domain.shared.text import Code, PartyName, Reason

MOST_PAYMENTS = 1_000
"""Of one run; what is due beyond that waits for the next one."""


class RunPayment(Message):
    """One debt in a transfer: what is owed, what is taken off for paying early, and what is paid."""

    payment_id: PaymentId
    invoice_id: SupplierInvoiceId | None = None
    murabaha_id: MurabahaId | None = None
    instalment: int | None = None
    purchase_order_id: PurchaseOrderId
    reference: Code
    due_on: BusinessDate
    amount: Money
    discount: Money
    pays: Money
    handled_by: tuple[UserId, ...]


class RunTransfer(Message):
    """All debts to one account in one amount, with the people whose word the account rests on."""

    number: Annotated[int, Field(ge=1)]
    end_to_end_id: Code
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    bank_account: int
    account: Annotated[BankAccount, SUPPLIER_ACCOUNT]
    entered_by: UserId
    confirmed_by: UserId
    debtor: BankAccount
    amount: Money
    payments: Annotated[tuple[RunPayment, ...], Field(min_length=1)]


class WhyHeldBack(StrEnum):
    """What keeps a due amount from being paid."""

    SUPPLIER_BLOCKED = "SupplierBlocked"
    BANK_ACCOUNT_PENDING = "BankAccountPending"
    NO_BANK_ACCOUNT = "NoBankAccount"
    NO_PAYING_ACCOUNT = "NoPayingAccount"
    NOT_TRANSFERABLE = "NotTransferable"
    INVOICE_HELD = "InvoiceHeld"
    INVOICE_DISPUTED = "InvoiceDisputed"


class HeldBack(Message):
    """A due amount that the run does not pay; `paymentId` is None while the invoice has no payment.

    `detail` says what is wrong with an account that no file can carry.
    """

    reason: WhyHeldBack
    detail: Reason | None = None
    payment_id: PaymentId | None = None
    invoice_id: SupplierInvoiceId | None = None
    supplier_id: SupplierId
    supplier_name: Annotated[PartyName, SUPPLIER_NAME]
    reference: Code
    due_on: BusinessDate
    amount: Money


class Verdict(StrEnum):
    """What a status of the bank comes to for a transfer."""

    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    PENDING = "Pending"


class TransferOutcome(Message):
    """The newest that the bank said of a transfer, in its own words and codes."""

    transfer: Annotated[int, Field(ge=1)]
    verdict: Verdict
    status: Code | None = None
    reason_code: Code | None = None
    reason: Reason | None = None
    reported_at: AwareDatetime
    bank_report_id: BankReportId | None = None

    @property
    def final(self) -> bool:
        """True when nothing more has to be said, though the bank may still change its mind."""
        return self.verdict is not Verdict.PENDING
