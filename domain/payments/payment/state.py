"""A payment as its history tells it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.payments.payable import Payable
from domain.shared.ids import PaymentId, PaymentRunId, SupplierInvoiceId
from domain.shared.money import Money


class Status(StrEnum):
    """How far the money is."""

    SCHEDULED = "Scheduled"
    DISBURSED = "Disbursed"
    REMITTED = "Remitted"
    FAILED = "Failed"
    CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class Collection:
    """The attempt to pay that is under way or was the last one: in which run, and how much."""

    run: PaymentRunId
    transfer: int
    end_to_end_id: str
    attempt: int
    execution_date: date
    pays: Money
    discount: Money


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt did not succeed."""

    reason_code: str | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """What is owed, how much of it by now, and what became of the attempts to pay it.

    `amount` is what the debt comes to after credits; `collection` is kept after the attempt has failed,
    because the bank may still change its mind about it.
    """

    status: Status | None = None
    payable: Payable | None = None
    amount: Money | None = None
    attempts: int = 0
    collection: Collection | None = None
    failure: Failure | None = None
    cancelled_because: str | None = None

    @property
    def debt(self) -> Payable:
        """What is owed; asked only of a payment that exists."""
        assert self.payable is not None
        return self.payable

    @property
    def owed(self) -> Money:
        """How much is owed after credits; asked only of a payment that exists."""
        assert self.amount is not None
        return self.amount

    @property
    def collected(self) -> bool:
        """True while a run has it and the bank may pay it."""
        waits = self.status is Status.SCHEDULED and self.collection is not None
        return waits or self.status is Status.DISBURSED

    @property
    def unpaid(self) -> bool:
        """True until the bank accepts it, and again once it gave it back, whichever run tries it by then."""
        return self.status in (Status.SCHEDULED, Status.DISBURSED, Status.FAILED)

    @property
    def payable_now(self) -> bool:
        """True while the next run may take it up."""
        return self.status in (Status.SCHEDULED, Status.FAILED) and not self.collected

    def is_due(self, on: date) -> bool:
        """True from the due date on, and before that for as long as paying early is worth a discount."""
        last = self.debt.discount_until
        return self.debt.due_on <= on or (last is not None and on <= last)

    def attempt_of(self, run: PaymentRunId) -> Collection | None:
        """The last attempt, if it was this run's."""
        is_its = self.collection is not None and self.collection.run == run
        return self.collection if is_its else None


def payment_of(invoice: SupplierInvoiceId) -> PaymentId:
    """The one payment of an invoice: it has the invoice's own UUID, so there cannot be a second."""
    return PaymentId.of(invoice.uuid)
