"""A run of a thousand payments, which is as large as they get, is proposed, sent and settled in good time."""

import time

from application.payments import payment_run
from application.payments.collecting import RunOrder
from application.payments.instructions import Level, StatusEntry, StatusReport
from application.payments.submission import begin_submission, submit_run
from application.ports.states import Folded
from application.work import Work
from domain.payments.payment.commands import Schedule
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment, Status, payment_of
from domain.payments.payment_run.commands import Approve
from domain.payments.payment_run.state import Status as RunStatus
from domain.payments.payment_run.transfers import MOST_PAYMENTS
from domain.payments.references import message_id
from domain.shared.context import Context
from domain.shared.ids import PaymentId, PaymentRunId, SupplierInvoiceId
from tests.application.payments.test_policies import Teller
from tests.application.payments.treasury import FILES, PAID, VERSION, Treasury
from tests.application.stage import NOON
from tests.domain.payments.payment_events import payable
from tests.domain.purchasing.people import uuid

LONGEST_SECONDS = 20.0


async def scheduled(treasury: Treasury, number: int) -> list[PaymentId]:
    """So many payments of a euro each to Acme, scheduled in one append."""
    invoices = [SupplierInvoiceId.of(uuid(at)) for at in range(1, number + 1)]

    async def task(work: Work) -> Folded[Payment]:
        for invoice in invoices:
            debt = payable(
                "1.00", invoice_id=invoice, supplier_id=treasury.buying.acme, due_on=PAID
            )
            payment = work.start(PAYMENT, payment_of(invoice))
            work.decide(payment, Schedule(payable=debt), Context(treasury.carl, work.at))
        return payment

    await treasury.stage.do(treasury.carl, task)
    return [payment_of(invoice) for invoice in invoices]


async def test_a_run_takes_a_thousand_payments_and_leaves_the_rest_for_the_next(
    treasury: Treasury,
) -> None:
    candidates = await scheduled(treasury, MOST_PAYMENTS + 5)
    began = time.monotonic()
    order = RunOrder(PAID, None, tuple(candidates))
    done = await treasury.stage.do(treasury.tess, payment_run.propose_run(order, VERSION, FILES))
    assert done.folded is not None
    run = PaymentRunId(done.folded.stream_id)
    await treasury.stage.do(treasury.max, payment_run.approve_run(run, Approve()))
    await treasury.stage.do(treasury.tess, begin_submission(run))
    await treasury.stage.do(treasury.tess, submit_run(run, Teller(), FILES))
    entry = StatusEntry(level=Level.GROUP, status="ACSC")
    await treasury.told(
        StatusReport(
            message_id="STATUS",
            created_at=NOON,
            original_message_id=message_id(run),
            entries=(entry,),
        )
    )
    assert time.monotonic() - began < LONGEST_SECONDS
    settled = await treasury.run(run)
    assert settled.status is RunStatus.SETTLED
    assert settled.proposed.left_for_next_run == 5
    assert (await treasury.payment(SupplierInvoiceId.of(uuid(1)))).status is Status.REMITTED
    last = SupplierInvoiceId.of(uuid(MOST_PAYMENTS + 5))
    assert (await treasury.payment(last)).payable_now
