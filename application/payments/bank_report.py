"""Taking in what the bank says: each report once, in any order, and nothing of it is dropped."""

from application.desk import Task
from application.payments.instructions import StatusReport
from application.payments.report_effect import Effects
from application.payments.report_scope import Scoped, scoped
from application.ports.states import Folded
from application.work import Work
from domain.payments.bank_report.commands import Record, Review
from domain.payments.bank_report.events import ReportEntry, Resolution
from domain.payments.bank_report.machine import BANK_REPORT, BankReport
from domain.shared.derived_id import derived_id
from domain.shared.ids import BankReportId, TenantId


def report_id(tenant: TenantId, report: StatusReport) -> BankReportId:
    """The one id of what a report says: the same report again is the same document.

    A bank that used a message id for two different reports would have two documents, and lose neither.
    """
    return derived_id(BankReportId, tenant, report.message_id, report.model_dump_json())


def take_in(report: StatusReport) -> Task:
    """Record a report with its effect on runs and payments, all in one append; once."""

    async def task(work: Work) -> Folded[BankReport]:
        this = report_id(work.request.tenant, report)
        known = await work.find(BANK_REPORT, this)
        if known.version:
            return known
        effects = Effects(work, this, report.created_at)
        entries = [_entry(one, await effects.of(one)) for one in await scoped(work, report)]
        await effects.decide()
        record = Record(
            message_id=report.message_id,
            created_at=report.created_at,
            original_message_id=report.original_message_id,
            entries=tuple(entries),
        )
        return work.decide(known, record, work.context)

    return task


def review(bank_report: BankReportId, command: Review) -> Task:
    """Say what was found out about a report that was not understood."""

    async def task(work: Work) -> Folded[BankReport]:
        return work.decide(await work.target(BANK_REPORT, bank_report), command, work.context)

    return task


def _entry(one: Scoped, resolution: Resolution) -> ReportEntry:
    said = one.entry
    return ReportEntry(
        level=said.level.value,
        payment_info_id=said.payment_info_id,
        end_to_end_id=said.end_to_end_id or said.instruction_id,
        status=said.status,
        reason_code=said.reason_code,
        reason_text=said.reason_text,
        resolution=resolution,
        payment_run_id=one.run,
        transfers=one.transfers,
    )
