"""What happens to a report of the bank. It is kept as it came, also where it speaks of unknown things."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from domain.shared.ids import PaymentRunId, UserId
from domain.shared.message import Event, Message
from domain.shared.text import Code, LongText, Reason


class Resolution(StrEnum):
    """What an entry of a report came to."""

    REMITTED = "Remitted"
    FAILED = "Failed"
    RETURNED = "Returned"
    NOTED = "Noted"
    REPEATED = "Repeated"
    SUPERSEDED = "Superseded"
    FORMER_ATTEMPT = "FormerAttempt"
    UNKNOWN = "Unknown"


class ReportEntry(Message):
    """What the bank says of the file, of a batch or of a transfer, and what that came to.

    `transfers` are the numbers of the run's transfers that it was about.
    """

    level: Code
    payment_info_id: Code | None = None
    end_to_end_id: Code | None = None
    status: Code | None = None
    reason_code: Code | None = None
    reason_text: Reason | None = None
    resolution: Resolution
    payment_run_id: PaymentRunId | None = None
    transfers: tuple[int, ...] = ()


class BankReportEvent(Event):
    """What both ways of taking a report in say."""

    message_id: Code
    created_at: AwareDatetime
    original_message_id: Code
    entries: tuple[ReportEntry, ...]
    received_by: UserId


class BankReportRecorded(BankReportEvent):
    """The bank's report was taken in, and everything in it was understood."""

    event_type: ClassVar[str] = "payments.bank-report.recorded"


class BankReportKeptForReview(BankReportEvent):
    """The bank's report was taken in, but somebody has to look at a part of it."""

    event_type: ClassVar[str] = "payments.bank-report.kept-for-review"


class BankReportReviewed(Event):
    """Somebody looked at what was not understood."""

    event_type: ClassVar[str] = "payments.bank-report.reviewed"

    comment: LongText
    reviewed_by: UserId
