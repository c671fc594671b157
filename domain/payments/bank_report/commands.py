"""What may be asked of a bank report."""

from pydantic import AwareDatetime

from domain.payments.bank_report.events import ReportEntry
from domain.shared.message import Command
from domain.shared.text import Code, LongText


class Record(Command):
    """Take in what the bank says."""

    message_id: Code
    created_at: AwareDatetime
    original_message_id: Code
    entries: tuple[ReportEntry, ...]


class Review(Command):
    """Say what was found out about the parts that were not understood."""

    comment: LongText
