"""What did the bank say, and what of it did nobody understand?"""

from datetime import datetime

from application.documents.bank_report import render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.payments.bank_report.events import Resolution
from domain.payments.bank_report.machine import BANK_REPORT, BankReport, Status
from domain.shared.ids import BankReportId
from domain.shared.message import Message
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter


class BankReportSummary(Message):
    """A report as a row of the list; `puzzling` entries speak of what we do not know."""

    id: BankReportId
    bank_report_id: BankReportId
    status: Status
    version: int
    message_id: str
    original_message_id: str
    made_at: datetime
    entry_count: int
    puzzling: int
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[BankReport]) -> BankReportSummary:
    """The row of a folded report."""
    report, report_id = folded.state, BankReportId(folded.stream_id)
    assert report.status
    assert report.made_at
    assert folded.created_at
    assert folded.updated_at
    return BankReportSummary(
        id=report_id,
        bank_report_id=report_id,
        status=report.status,
        version=folded.version,
        message_id=report.message_id,
        original_message_id=report.original_message_id,
        made_at=report.made_at,
        entry_count=len(report.entries),
        puzzling=report.puzzling,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _has_unknown(folded: Folded[BankReport]) -> bool:
    return any(entry.resolution is Resolution.UNKNOWN for entry in folded.state.entries)


BANK_REPORTS = ReadModel(
    name="bank-reports",
    table="bank_reports",
    decider=BANK_REPORT,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("message_id", ColumnType.TEXT, lambda it: it.state.message_id),
        Column("original_message_id", ColumnType.TEXT, lambda it: it.state.original_message_id),
        Column("made_at", ColumnType.INSTANT, lambda it: it.state.made_at),
        Column("puzzling", ColumnType.INTEGER, lambda it: it.state.puzzling),
        Column("has_unknown", ColumnType.BOOLEAN, _has_unknown),
    ),
    shape=ListShape(
        name="bank-reports",
        filters=(
            status_filter("NeedsReview"),
            equal_filter("messageId", "message_id", "With this name at the bank."),
            equal_filter("originalMessageId", "original_message_id", "About this file."),
            equal_filter(
                "unknown", "has_unknown", "With references that are none of ours (true), or not."
            ),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "madeAt": "made_at"},
        default_sort="-createdAt",
    ),
)
