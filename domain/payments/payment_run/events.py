"""What happens to a payment run."""

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from domain.payments.payment_run.transfers import HeldBack, RunTransfer, TransferOutcome
from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency
from domain.shared.ids import BankReportId, UserId
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.text import Code, LongText, PartyName, Reason


class PaymentRunProposed(Event):
    """What is due was collected; nothing is paid before somebody else approves it.

    It says everything that the file for the bank is made of, so that the same file can always be made
    again. `left_for_next_run` counts due payments beyond what one run takes.
    """

    event_type: ClassVar[str] = "payments.payment-run.proposed"

    execution_date: BusinessDate
    currency: Currency | None = None
    transfers: tuple[RunTransfer, ...]
    held_back: tuple[HeldBack, ...] = ()
    left_for_next_run: int = 0
    totals: tuple[Money, ...]
    initiator: PartyName
    file_version: Code
    message_id: Code
    paying_accounts_version: int
    proposed_by: UserId
    proposed_at: AwareDatetime


class PaymentRunApproved(Event):
    """Somebody without a hand in its invoices and accounts agreed; it goes to the bank."""

    event_type: ClassVar[str] = "payments.payment-run.approved"

    approved_by: UserId
    comment: LongText | None = None


class PaymentRunSubmissionBegun(Event):
    """From now on the bank may have the file, so the run cannot be called off."""

    event_type: ClassVar[str] = "payments.payment-run.submission-begun"

    message_id: Code


class PaymentRunSent(Event):
    """The bank has the file: it said so, or it reported on it."""

    event_type: ClassVar[str] = "payments.payment-run.sent"

    message_id: Code
    received_at: AwareDatetime
    bank_report_id: BankReportId | None = None


class PaymentRunFileRefused(Event):
    """The bank took nothing of the file; all its transfers failed."""

    event_type: ClassVar[str] = "payments.payment-run.file-refused"

    message_id: Code
    reason: Reason
    refused_at: AwareDatetime


class PaymentRunTransfersReported(Event):
    """The bank said what became of some of its transfers."""

    event_type: ClassVar[str] = "payments.payment-run.transfers-reported"

    bank_report_id: BankReportId
    outcomes: Annotated[tuple[TransferOutcome, ...], Field(min_length=1)]


class PaymentRunSettled(Event):
    """The bank has accepted or rejected each of its transfers."""

    event_type: ClassVar[str] = "payments.payment-run.settled"

    accepted: int
    rejected: int


class PaymentRunCancelled(Event):
    """It was called off before the bank could have it; its payments wait for another run."""

    event_type: ClassVar[str] = "payments.payment-run.cancelled"

    reason: Reason
    cancelled_by: UserId
