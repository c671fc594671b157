"""What the bank says: status reports come in, and are kept for whoever wants to see them."""

import asyncio
from typing import Annotated

from fastapi import Body

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import BANK_REPORTS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.bank_report import BankReportDocument
from application.payments import bank_report as tasks
from domain.payments.bank_report.commands import Review
from domain.shared.ids import BankReportId
from projections.payments.bank_reports import BankReportSummary

bank = Resource("/v1/bank", "Bank")

Xml = Annotated[bytes, Body(media_type="application/xml")]


class BankReportAnswer(BankReportDocument):
    """A report, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@bank.command(
    "POST",
    "/pain002",
    "bank.report",
    Gives(BankReportAnswer, 201, or_ok="The report was here before; it has no second effect."),
)
async def report(content: Xml, by: Commander) -> Answer:
    """Take in a status report of the bank (ISO 20022 pain.002), in any order and as often as it comes."""
    said = await asyncio.to_thread(by.services.status_reports.read, content)
    return await by.create_once(BANK_REPORTS, tasks.take_in(said))


@bank.listing(
    "/reports", "bank-reports.list", of="bank-reports", gives=Gives(PageOf[BankReportSummary])
)
async def list_all(asking: Asking) -> Answer:
    """Reports, by status and by the names of their messages."""
    return await page_of(asking, "bank-reports")


@bank.query("/reports/{bank_report_id}", "bank-reports.read", Gives(BankReportAnswer))
async def show(bank_report_id: BankReportId, past: PastQuery, asking: Asking) -> Answer:
    """One report with what each of its entries came to, today or as it was."""
    return await asking.document(BANK_REPORTS, bank_report_id, past)


@bank.command(
    "PATCH",
    "/reports/{bank_report_id}/review",
    "bank-reports.review",
    Gives(BankReportAnswer),
)
async def review(bank_report_id: BankReportId, command: Review, by: Commander) -> Answer:
    """Say what was found out about the parts that were not understood."""
    return await by.change(BANK_REPORTS, tasks.review(bank_report_id, command))
