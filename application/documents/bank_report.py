"""A report of the bank as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.payments.bank_report.events import ReportEntry
from domain.payments.bank_report.machine import BankReport, Status
from domain.shared.ids import BankReportId, UserId
from domain.shared.message import Message


class BankReportDocument(Message):
    """What the bank said, entry by entry, and what each came to; `puzzling` ones wait for somebody."""

    id: BankReportId
    bank_report_id: BankReportId
    status: Status
    version: int
    message_id: str
    made_at: datetime
    original_message_id: str
    entries: tuple[ReportEntry, ...]
    puzzling: int
    received_by: UserId
    reviewed_by: UserId | None
    comment: str | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[BankReport]) -> BankReportDocument:
    """What a folded report looks like to others."""
    report, report_id = folded.state, BankReportId(folded.stream_id)
    assert report.status
    assert report.made_at
    assert report.received_by
    assert folded.created_at
    assert folded.updated_at
    return BankReportDocument(
        id=report_id,
        bank_report_id=report_id,
        status=report.status,
        version=folded.version,
        message_id=report.message_id,
        made_at=report.made_at,
        original_message_id=report.original_message_id,
        entries=report.entries,
        puzzling=report.puzzling,
        received_by=report.received_by,
        reviewed_by=report.reviewed_by,
        comment=report.comment,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[BankReport]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
