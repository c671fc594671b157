"""What may be asked of a payment. People never do directly: invoices, runs and the bank's reports do."""

from pydantic import AwareDatetime, Field

from domain.payments.payable import Payable
from domain.shared.business_date import BusinessDate
from domain.shared.ids import BankReportId, CreditNoteId, PaymentRunId
from domain.shared.message import Command
from domain.shared.money import Money
from domain.shared.text import Code, Reason


class Schedule(Command):
    """Pay this when it is due; also again after the payment was cancelled."""

    payable: Payable


class Reduce(Command):
    """Pay less, because something was credited; an amount of nothing is cancelled instead."""

    by: Money
    credit_note_id: CreditNoteId | None = None
    reason: Reason | None = None


class Cancel(Command):
    """Do not pay it, because the debt is disputed, settled or gone."""

    reason: Reason
    credit_note_id: CreditNoteId | None = None


class Collect(Command):
    """Take it up into a run."""

    payment_run_id: PaymentRunId
    transfer: int = Field(ge=1)
    end_to_end_id: Code
    execution_date: BusinessDate
    pays: Money
    discount: Money


class LetGo(Command):
    """Give it back, because the run is called off."""

    payment_run_id: PaymentRunId
    reason: Reason


class Disburse(Command):
    """Record that the bank has the file with its transfer."""

    payment_run_id: PaymentRunId


class Remit(Command):
    """Record that the bank accepted its transfer."""

    payment_run_id: PaymentRunId
    status: Code
    reported_at: AwareDatetime
    bank_report_id: BankReportId


class Fail(Command):
    """Record that the bank did not make its transfer."""

    payment_run_id: PaymentRunId
    reason_code: Code | None = None
    reason: Reason
    reported_at: AwareDatetime
    bank_report_id: BankReportId | None = None


class Return(Command):
    """Record that the bank took its transfer back."""

    payment_run_id: PaymentRunId
    reason_code: Code | None = None
    reason: Reason
    reported_at: AwareDatetime
    bank_report_id: BankReportId
