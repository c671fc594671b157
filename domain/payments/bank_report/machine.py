"""The life of a bank report: recorded, and reviewed where it speaks of what we do not know."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.payments.bank_report.commands import Record, Review
from domain.payments.bank_report.events import (
    BankReportEvent,
    BankReportKeptForReview,
    BankReportRecorded,
    BankReportReviewed,
    ReportEntry,
    Resolution,
)
from domain.shared.context import Context
from domain.shared.ids import BankReportId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event

PUZZLING = frozenset({Resolution.UNKNOWN, Resolution.FORMER_ATTEMPT})
"""What somebody has to look at: money may have moved that we know nothing of."""


class Status(StrEnum):
    """Whether somebody has to look at it."""

    RECORDED = "Recorded"
    NEEDS_REVIEW = "NeedsReview"
    REVIEWED = "Reviewed"


@dataclass(frozen=True, slots=True)
class BankReport:
    """What the bank said and what it came to, entry by entry."""

    status: Status | None = None
    message_id: str = ""
    made_at: datetime | None = None
    original_message_id: str = ""
    entries: tuple[ReportEntry, ...] = ()
    received_by: UserId | None = None
    reviewed_by: UserId | None = None
    comment: str | None = None

    @property
    def puzzling(self) -> int:
        """How many entries speak of what we do not know."""
        return sum(entry.resolution in PUZZLING for entry in self.entries)


MACHINE = Machine(
    "bank-report",
    (
        Row(None, Record, BankReportRecorded, Status.RECORDED),
        Row(None, Record, BankReportKeptForReview, Status.NEEDS_REVIEW),
        Row(Status.NEEDS_REVIEW, Review, BankReportReviewed, Status.REVIEWED),
    ),
)


def _record(_: BankReport, command: Record, context: Context) -> tuple[Event, ...]:
    puzzling = any(entry.resolution in PUZZLING for entry in command.entries)
    kind = BankReportKeptForReview if puzzling else BankReportRecorded
    return (kind(**dict(command), received_by=context.actor),)


def _review(_: BankReport, command: Review, context: Context) -> tuple[Event, ...]:
    return (BankReportReviewed(comment=command.comment, reviewed_by=context.actor),)


def _recorded(state: BankReport, event: BankReportEvent) -> BankReport:
    return replace(
        state,
        message_id=event.message_id,
        made_at=event.created_at,
        original_message_id=event.original_message_id,
        entries=event.entries,
        received_by=event.received_by,
    )


def _reviewed(state: BankReport, event: BankReportReviewed) -> BankReport:
    return replace(state, comment=event.comment, reviewed_by=event.reviewed_by)


BANK_REPORT = Decider(
    machine=MACHINE,
    stream_type="payments.bank-report",
    id_type=BankReportId,
    initial=BankReport(),
    decisions={Record: _record, Review: _review},
    applications={
        BankReportRecorded: _recorded,
        BankReportKeptForReview: _recorded,
        BankReportReviewed: _reviewed,
    },
)
