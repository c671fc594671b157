"""A report of the bank is kept as it came; what nobody understood waits until somebody looked at it."""

import pytest

from domain.payments.bank_report import commands as c
from domain.payments.bank_report import events as e
from domain.payments.bank_report.events import Resolution
from domain.payments.bank_report.machine import BANK_REPORT, Status
from tests.domain.payments.report_events import record, understood, unknown
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import Stories

given = Stories(BANK_REPORT).given
REVIEW = c.Review(comment="of our sister company")


def test_a_report_that_was_understood_needs_nobody() -> None:
    recorded = given().when(record(understood()), by=ANN)
    recorded.then_only(e.BankReportRecorded, received_by=ANN).leads_to(Status.RECORDED)
    recorded.when(REVIEW, by=BEN).impossible()
    recorded.when(record(understood()), by=ANN).impossible()


@pytest.mark.parametrize(
    "entry", [unknown(), understood(Resolution.FORMER_ATTEMPT)], ids=["unknown", "former attempt"]
)
def test_money_that_may_have_moved_without_us_waits_for_somebody(entry: e.ReportEntry) -> None:
    kept = given().when(record(understood(), entry), by=ANN).leads_to(Status.NEEDS_REVIEW)
    assert kept.state.entries == (understood(), entry)
    assert kept.state.puzzling == 1
    reviewed = kept.when(REVIEW, by=BEN).leads_to(Status.REVIEWED)
    assert (reviewed.state.comment, reviewed.state.reviewed_by) == (REVIEW.comment, BEN)
