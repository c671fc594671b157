"""Use cases of payment runs: one function per command."""

from dataclasses import replace

from application.desk import Task
from application.invoicing.payment import take_off_late_credits
from application.payments.collecting import RunOrder
from application.payments.instructions import PainVersion
from application.payments.proposing import Proposing
from application.ports.payment_files import PaymentFiles
from application.ports.states import Folded
from application.work import Work
from domain.payments.payment.commands import Collect, LetGo
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run.commands import Approve, Cancel
from domain.payments.payment_run.machine import PAYMENT_RUN, proposed
from domain.payments.payment_run.state import PaymentRun, RunContext
from domain.purchasing.supplier.machine import SUPPLIER, usable_account
from domain.purchasing.supplier.machine import Status as SupplierStatus
from domain.shared.bank_account import BankAccount
from domain.shared.ids import PaymentRunId, SupplierId, UserId


def propose_run(order: RunOrder, version: PainVersion, files: PaymentFiles) -> Task:
    """Collect what is due into a run, and keep every other run from its payments, in one append.

    What no file can carry is held back, so that nobody approves what could not be sent.
    """
    proposing = Proposing(order, version, files)

    async def task(work: Work) -> Folded[PaymentRun]:
        run = work.start(PAYMENT_RUN, work.new_id(PaymentRunId))
        command = await proposing.proposal(work, PaymentRunId(run.stream_id))
        run = work.decide(run, command, work.context)
        await _collect(work, run)
        return run

    return task


def preview_run(order: RunOrder, version: PainVersion, files: PaymentFiles) -> Task:
    """What a run would be; nothing is stored and no payment is taken up."""
    proposing = Proposing(order, version, files)

    async def task(work: Work) -> Folded[PaymentRun]:
        run = Folded(work.new_id(PaymentRunId), PaymentRun())
        command = await proposing.proposal(work, PaymentRunId(run.stream_id))
        event = proposed(command, work.context)
        state = PAYMENT_RUN.evolve(run.state, event)
        return replace(run, state=state, created_at=work.at, updated_at=work.at)

    return task


def approve_run(run_id: PaymentRunId, command: Approve) -> Task:
    """Let a run go to the bank; a policy sends it."""

    async def task(work: Work) -> Folded[PaymentRun]:
        run = await work.target(PAYMENT_RUN, run_id)
        return work.decide(run, command, await run_context(work, run))

    return task


def cancel_run(run_id: PaymentRunId, command: Cancel) -> Task:
    """Call a run off, and give its payments back."""

    async def task(work: Work) -> Folded[PaymentRun]:
        run = await work.target(PAYMENT_RUN, run_id)
        cancelled = work.decide(run, command, work.context)
        letting_go = LetGo(payment_run_id=run_id, reason=command.reason)
        for transfer in run.state.transfers:
            for paid in transfer.payments:
                payment = await work.load(PAYMENT, paid.payment_id)
                payment = work.decide(payment, letting_go, work.context)
                await take_off_late_credits(work, payment)
        return cancelled

    return task


async def run_context(work: Work, run: Folded[PaymentRun]) -> RunContext:
    """What the rules need to know of the accounts of a run's suppliers; a blocked one may be paid to none."""
    usable: dict[tuple[SupplierId, str], tuple[int, BankAccount] | None] = {}
    enterers: dict[SupplierId, frozenset[UserId]] = {}
    confirmers: dict[SupplierId, frozenset[UserId]] = {}
    for transfer in run.state.transfers if run.state.proposal else ():
        supplier = await work.find(SUPPLIER, transfer.supplier_id)
        currency = str(transfer.account.currency)
        blocked = supplier.state.status is SupplierStatus.BLOCKED
        account = None if blocked else usable_account(supplier.state, currency)
        usable[transfer.supplier_id, currency] = account
        enterers[transfer.supplier_id] = supplier.state.enterers
        confirmers[transfer.supplier_id] = supplier.state.confirmers
    return RunContext(work.request.actor, work.at, usable, enterers, confirmers)


async def _collect(work: Work, run: Folded[PaymentRun]) -> None:
    run_id = PaymentRunId(run.stream_id)
    for transfer in run.state.transfers:
        for paid in transfer.payments:
            collect = Collect(
                payment_run_id=run_id,
                transfer=transfer.number,
                end_to_end_id=transfer.end_to_end_id,
                execution_date=run.state.proposed.execution_date,
                pays=paid.pays,
                discount=paid.discount,
            )
            work.decide(await work.load(PAYMENT, paid.payment_id), collect, work.context)
