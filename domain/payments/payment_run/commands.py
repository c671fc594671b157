"""What may be asked of a payment run."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from domain.payments.payment_run.transfers import HeldBack, RunTransfer, TransferOutcome
from domain.shared.business_date import BusinessDate
from domain.shared.currency import Currency
from domain.shared.ids import BankReportId
from domain.shared.message import Command
from domain.shared.text import Code, LongText, PartyName, Reason


class Propose(Command):
    """Pay what is due, in these transfers."""

    execution_date: BusinessDate
    currency: Currency | None = None
    transfers: tuple[RunTransfer, ...]
    held_back: tuple[HeldBack, ...] = ()
    left_for_next_run: int = 0
    initiator: PartyName
    file_version: Code
    message_id: Code
    paying_accounts_version: int


class Approve(Command):
    """Let it go to the bank."""

    comment: LongText | None = None


class Cancel(Command):
    """Call it off."""

    reason: Reason = "called off"


class BeginSubmission(Command):
    """Record that the file is about to be handed over."""


class RecordSent(Command):
    """Record that the bank has the file."""

    received_at: AwareDatetime
    bank_report_id: BankReportId | None = None


class RecordFileRefused(Command):
    """Record that the bank will never take the file."""

    reason: Reason


class RecordReport(Command):
    """Record what the bank says of transfers."""

    bank_report_id: BankReportId
    outcomes: Annotated[tuple[TransferOutcome, ...], Field(min_length=1)]
