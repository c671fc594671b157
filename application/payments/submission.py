"""Handing the file of an approved run to the bank: begun on record, repeated without harm, recorded."""

from application.desk import Task
from application.invoicing.payment import take_off_late_credits
from application.payments.instruction import instruction_of
from application.ports.bank import Bank, BankHoldsAnother, BankRefused, BankUnreachable
from application.ports.payment_files import PaymentFiles
from application.ports.states import Folded
from application.ports.subscriber import Unavailable
from application.work import Work
from domain.payments.payment.commands import Disburse, Fail
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run.commands import BeginSubmission, RecordFileRefused, RecordSent
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, Status
from domain.shared.ids import PaymentRunId
from domain.shared.message import Command
from domain.shared.text import LONGEST_REASON


def begin_submission(run_id: PaymentRunId) -> Task:
    """Put on record that the bank may have the file, before it can have it."""

    async def task(work: Work) -> Folded[PaymentRun]:
        run = await work.load(PAYMENT_RUN, run_id)
        if run.state.status is not Status.APPROVED or run.state.submission_begun:
            return run
        return work.decide(run, BeginSubmission(), work.context)

    return task


def submit_run(run_id: PaymentRunId, bank: Bank, files: PaymentFiles) -> Task:
    """Hand the file over and record what the bank said of it.

    The same bytes under the same message id count once at the bank, so this may happen any number of
    times. Raises `Unavailable` when whether the bank has the file is not known.
    """

    async def task(work: Work) -> Folded[PaymentRun]:
        run = await work.load(PAYMENT_RUN, run_id)
        if run.state.status is not Status.APPROVED or not run.state.submission_begun:
            return run
        instruction = instruction_of(run.state)
        try:
            receipt = await bank.submit(instruction.message_id, files.write(instruction))
        except BankRefused as refusal:
            return await _refused(work, run, refusal.reason[:LONGEST_REASON])
        except BankHoldsAnother:
            raise
        except BankUnreachable as unknown:
            raise Unavailable(f"the bank: {unknown.reason}") from unknown
        return await record_sent(work, run, RecordSent(received_at=receipt.received_at))

    return task


async def record_sent(
    work: Work, run: Folded[PaymentRun], command: RecordSent
) -> Folded[PaymentRun]:
    """Record that the bank has the file, for the run and all its payments."""
    sent = work.decide(run, command, work.context)
    await _each_payment(work, run, Disburse(payment_run_id=PaymentRunId(run.stream_id)))
    return sent


async def _refused(work: Work, run: Folded[PaymentRun], reason: str) -> Folded[PaymentRun]:
    refused = work.decide(run, RecordFileRefused(reason=reason), work.context)
    failure = Fail(payment_run_id=PaymentRunId(run.stream_id), reason=reason, reported_at=work.at)
    await _each_payment(work, run, failure)
    return refused


async def _each_payment(work: Work, run: Folded[PaymentRun], command: Command) -> None:
    for transfer in run.state.transfers:
        for paid in transfer.payments:
            payment = await work.load(PAYMENT, paid.payment_id)
            payment = work.decide(payment, command, work.context)
            if payment.state.payable_now:
                await take_off_late_credits(work, payment)
