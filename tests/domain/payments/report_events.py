"""Bank reports for stories."""

from domain.payments.bank_report import commands as c
from domain.payments.bank_report.events import ReportEntry, Resolution
from domain.payments.references import end_to_end_id, message_id
from tests.domain.payments.payment_events import RUN, TEN


def understood(resolution: Resolution = Resolution.REMITTED) -> ReportEntry:
    """Something about a transfer of ours."""
    return ReportEntry(
        level="transaction",
        end_to_end_id=end_to_end_id(RUN, 1),
        status="ACSC",
        resolution=resolution,
        payment_run_id=RUN,
        transfers=(1,),
    )


def unknown() -> ReportEntry:
    """Something about a transfer that is none of ours."""
    return ReportEntry(
        level="transaction",
        end_to_end_id="NOT-OURS",
        status="RJCT",
        reason_code="AC04",
        resolution=Resolution.UNKNOWN,
    )


def record(*entries: ReportEntry) -> c.Record:
    """The bank said this."""
    return c.Record(
        message_id="STATUS-1",
        created_at=TEN,
        original_message_id=message_id(RUN),
        entries=entries,
    )
