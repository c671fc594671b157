"""What a bank's report does to runs and payments: the newest word on each transfer counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.invoicing.payment import take_off_late_credits
from application.payments.instructions import StatusEntry
from application.payments.report_scope import Scoped
from application.payments.submission import record_sent
from application.ports.states import Folded
from application.work import Work
from domain.payments.bank_report.events import Resolution
from domain.payments.payment.commands import Fail, Remit, Return
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.payments.payment.state import Status as PaymentStatus
from domain.payments.payment_run.commands import RecordReport, RecordSent
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, Status, supersedes
from domain.payments.payment_run.transfers import RunTransfer, TransferOutcome, Verdict
from domain.shared.ids import BankReportId, PaymentRunId

VERDICTS: Mapping[str, Verdict] = {
    **dict.fromkeys(("ACCP", "ACWC", "ACSP", "ACSC", "ACCC"), Verdict.ACCEPTED),
    **dict.fromkeys(("RJCT", "CANC"), Verdict.REJECTED),
    **dict.fromkeys(("RCVD", "PDNG", "ACTC"), Verdict.PENDING),
}
"""What the statuses of ISO 20022 come to; PART and whatever else there is decides nothing by itself."""

_MOST_TELLING = (
    Resolution.FORMER_ATTEMPT,
    Resolution.RETURNED,
    Resolution.FAILED,
    Resolution.REMITTED,
    Resolution.REPEATED,
    Resolution.SUPERSEDED,
    Resolution.NOTED,
)
_WITHOUT_WORDS = "the bank gave no reason"


@dataclass(slots=True)
class Effects:
    """The effect of one report, entry by entry; runs get all that is said of them at once."""

    work: Work
    report: BankReportId
    at: datetime
    _news: dict[PaymentRunId, dict[int, TransferOutcome]] = field(default_factory=dict)

    async def of(self, one: Scoped) -> Resolution:
        """Let an entry take effect on payments; what it came to."""
        if one.run is None:
            return Resolution.UNKNOWN
        verdict = VERDICTS.get((one.entry.status or "").upper())
        if verdict is None:
            return Resolution.NOTED
        run = await self._sent(await self.work.load(PAYMENT_RUN, one.run))
        came_to = {await self._on(run, number, verdict, one.entry) for number in one.transfers}
        return next((each for each in _MOST_TELLING if each in came_to), Resolution.NOTED)

    async def decide(self) -> None:
        """Record for each run what was said of its transfers."""
        for run_id, news in self._news.items():
            if not news:
                continue
            run = await self.work.load(PAYMENT_RUN, run_id)
            command = RecordReport(bank_report_id=self.report, outcomes=tuple(news.values()))
            self.work.decide(run, command, self.work.context)

    async def _sent(self, run: Folded[PaymentRun]) -> Folded[PaymentRun]:
        """The run; that the bank speaks of it proves that it has the file."""
        if run.state.status is not Status.APPROVED:
            return run
        command = RecordSent(received_at=self.at, bank_report_id=self.report)
        return await record_sent(self.work, run, command)

    async def _on(
        self, run: Folded[PaymentRun], number: int, verdict: Verdict, entry: StatusEntry
    ) -> Resolution:
        outcome = TransferOutcome(
            transfer=number,
            verdict=verdict,
            status=entry.status,
            reason_code=entry.reason_code,
            reason=entry.reason_text,
            reported_at=self.at,
            bank_report_id=self.report,
        )
        news = self._news.setdefault(PaymentRunId(run.stream_id), {})
        known = news.get(number) or run.state.outcomes.get(number)
        if not supersedes(outcome, known):
            same = known is not None and known.verdict is verdict
            return Resolution.REPEATED if same else Resolution.SUPERSEDED
        news[number] = outcome
        if not outcome.final:
            return Resolution.NOTED
        transfer = run.state.transfer(number)
        assert transfer is not None
        return await self._on_payments(PaymentRunId(run.stream_id), transfer, outcome)

    async def _on_payments(
        self, run: PaymentRunId, transfer: RunTransfer, outcome: TransferOutcome
    ) -> Resolution:
        came_to = set()
        for paid in transfer.payments:
            payment = await self.work.load(PAYMENT, paid.payment_id)
            came_to.add(self._on_payment(run, payment, outcome))
            payment = await self.work.load(PAYMENT, paid.payment_id)
            if payment.state.payable_now:
                await take_off_late_credits(self.work, payment)
        return next(each for each in _MOST_TELLING if each in came_to)

    def _on_payment(
        self, run: PaymentRunId, payment: Folded[Payment], outcome: TransferOutcome
    ) -> Resolution:
        status, accepted = payment.state.status, outcome.verdict is Verdict.ACCEPTED
        if payment.state.attempt_of(run) is None or status is PaymentStatus.CANCELLED:
            return Resolution.FORMER_ATTEMPT if accepted else Resolution.SUPERSEDED
        if accepted and status is not PaymentStatus.REMITTED:
            self.work.decide(payment, self._remit(run, outcome), self.work.context)
            return Resolution.REMITTED
        if not accepted and status is PaymentStatus.DISBURSED:
            self.work.decide(payment, Fail(**self._failure(run, outcome)), self.work.context)
            return Resolution.FAILED
        if not accepted and status is PaymentStatus.REMITTED:
            self.work.decide(payment, Return(**self._failure(run, outcome)), self.work.context)
            return Resolution.RETURNED
        return Resolution.REPEATED

    def _remit(self, run: PaymentRunId, outcome: TransferOutcome) -> Remit:
        assert outcome.status is not None
        return Remit(
            payment_run_id=run,
            status=outcome.status,
            reported_at=self.at,
            bank_report_id=self.report,
        )

    def _failure(self, run: PaymentRunId, outcome: TransferOutcome) -> dict[str, Any]:
        return {
            "payment_run_id": run,
            "reason_code": outcome.reason_code,
            "reason": outcome.reason or outcome.reason_code or _WITHOUT_WORDS,
            "reported_at": self.at,
            "bank_report_id": self.report,
        }
