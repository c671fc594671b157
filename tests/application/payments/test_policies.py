"""However often events come, and in whichever order: one payment, one outcome, one order that is closed."""

import random

import pytest

from application.payments import payment_run
from application.payments.policies import BankSubmission
from application.policy_reactor import PolicyReactor
from application.ports.bank import BankHoldsAnother, BankRefused, BankUnreachable, Receipt
from application.ports.subscriber import Unavailable
from application.purchasing import purchase_order as orders
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.payments.payment.state import Status, payment_of
from domain.payments.payment_run.commands import Cancel
from domain.payments.payment_run.state import Status as RunStatus
from domain.purchasing.purchase_order.commands import Dispute, ResolveApprove
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import PaymentRunId, PurchaseOrderId
from tests.application.payments.treasury import FILES, Treasury, report
from tests.application.stage import NOON

CALL_OFF = Cancel(reason="wrong day")


async def shuffled(treasury: Treasury, seed: int) -> None:
    """Every event three times and in any order, until nothing new happens."""
    chance, seen = random.Random(seed), -1
    while seen != len(await treasury.history()):
        seen = len(await treasury.history())
        events = await treasury.history() * 3
        chance.shuffle(events)
        await treasury.deliver(events)


@pytest.mark.parametrize("seed", range(3))
async def test_a_matched_invoice_is_scheduled_once_however_often_that_is_told(
    treasury: Treasury, seed: int
) -> None:
    invoices = [await treasury.matched(quantity) for quantity in ("10", "20", "30")]
    await shuffled(treasury, seed)
    assert await treasury.count("payment.scheduled") == 3
    for invoice in invoices:
        assert (await treasury.invoice(invoice)).status is InvoiceStatus.SCHEDULED
        assert (await treasury.payment(invoice)).status is Status.SCHEDULED


@pytest.mark.parametrize("seed", range(3))
async def test_what_the_bank_paid_is_paid_once_and_the_order_closed_once(
    treasury: Treasury, seed: int
) -> None:
    invoices = await treasury.owed("10", "20")
    run = await treasury.approved(*invoices)
    await treasury.told(report(run, (1, "ACSC")))
    await shuffled(treasury, seed)
    for invoice in invoices:
        assert (await treasury.invoice(invoice)).status is InvoiceStatus.PAID
        assert await treasury.order_status(invoice) is OrderStatus.CLOSED
    for once in ("supplier-invoice.paid", "order.invoice-paid", "order.paid", "order.closed"):
        assert await treasury.count(once) == 2, once


@pytest.mark.parametrize("seed", range(3))
async def test_failed_and_then_paid_ends_as_paid_in_whichever_order_it_is_told(
    treasury: Treasury, seed: int
) -> None:
    (invoice,) = await treasury.owed()
    first = await treasury.approved(invoice)
    await treasury.told(report(first, (1, "RJCT")))
    second = await treasury.approved(invoice)
    await treasury.told(report(second, (1, "ACSC"), hour=13))
    await shuffled(treasury, seed)
    assert (await treasury.payment(invoice)).status is Status.REMITTED
    assert (await treasury.invoice(invoice)).status is InvoiceStatus.PAID
    assert await treasury.order_status(invoice) is OrderStatus.CLOSED


async def test_a_failed_payment_leaves_the_invoice_payable_and_the_order_invoiced(
    treasury: Treasury,
) -> None:
    (invoice,) = await treasury.owed()
    run = await treasury.approved(invoice)
    await treasury.told(report(run, (1, "RJCT")))
    await treasury.react()
    assert (await treasury.payment(invoice)).payable_now
    assert (await treasury.invoice(invoice)).status is InvoiceStatus.SCHEDULED
    assert await treasury.order_status(invoice) is OrderStatus.INVOICED
    assert await treasury.count("payment-failed") == 1


async def test_an_order_that_was_disputed_meanwhile_learns_of_the_payment_when_it_is_back(
    treasury: Treasury,
) -> None:
    (invoice,) = await treasury.owed()
    order = PurchaseOrderId((await treasury.invoice(invoice)).terms.purchase_order_id)
    run = await treasury.approved(invoice)
    ben = treasury.buying.ben
    await treasury.stage.do(ben, orders.dispute_order(order, Dispute(reason="?")))
    await treasury.stage.do(ben, orders.resolve_dispute(order, ResolveApprove()))
    assert await treasury.order_status(invoice) is OrderStatus.APPROVED
    await treasury.told(report(run, (1, "ACSC")))
    await treasury.react()
    assert (await treasury.invoice(invoice)).status is InvoiceStatus.PAID
    assert await treasury.order_status(invoice) is OrderStatus.APPROVED
    await treasury.stage.do(ben, orders.resume_order(order))
    await treasury.react()
    assert await treasury.order_status(invoice) is OrderStatus.CLOSED
    assert await treasury.count("order.invoice-paid") == 1


class Teller:
    """A bank that does as it is told, one answer after the other, and counts what it was asked."""

    def __init__(self, *answers: Exception | None) -> None:
        self._answers = list(answers)
        self.files: list[tuple[str, bytes]] = []

    async def submit(self, message_id: str, file: bytes) -> Receipt:
        """Answer as told."""
        self.files.append((message_id, file))
        answer = self._answers.pop(0) if self._answers else None
        if answer is not None:
            raise answer
        return Receipt(message_id, NOON)


async def submit(treasury: Treasury, bank: Teller) -> None:
    """The log's events reach the policy that hands files over."""
    reactor = PolicyReactor(BankSubmission(bank, FILES), treasury.stage.desk)
    for recorded in await treasury.history():
        if recorded.event_type in reactor.event_types:
            await reactor.handle(recorded)


async def approved(treasury: Treasury) -> PaymentRunId:
    """An approved run of one payment."""
    return await treasury.approved(*await treasury.owed())


async def test_an_approved_run_is_handed_over_once_and_its_payments_are_disbursed(
    treasury: Treasury,
) -> None:
    run, bank = await approved(treasury), Teller()
    for _ in range(3):
        await submit(treasury, bank)
    assert (await treasury.run(run)).status is RunStatus.SENT
    assert len(bank.files) == 1
    assert await treasury.count("payment.disbursed") == 1


async def test_until_the_bank_answers_the_same_bytes_are_handed_over_again(
    treasury: Treasury,
) -> None:
    run = await approved(treasury)
    bank = Teller(BankUnreachable("no route"), BankUnreachable("time-out"))
    for _ in range(2):
        with pytest.raises(Unavailable):
            await submit(treasury, bank)
        assert (await treasury.run(run)).status is RunStatus.APPROVED
    await submit(treasury, bank)
    assert (await treasury.run(run)).status is RunStatus.SENT
    assert len(bank.files) == 3
    assert len({*bank.files}) == 1


async def test_that_the_bank_may_have_the_file_is_on_record_before_it_can_have_it(
    treasury: Treasury,
) -> None:
    run = await approved(treasury)
    with pytest.raises(Unavailable):
        await submit(treasury, Teller(BankUnreachable("no route")))
    assert (await treasury.run(run)).submission_begun
    assert await treasury.count("submission-begun") == 1


async def test_a_run_that_was_called_off_is_not_handed_over(treasury: Treasury) -> None:
    run, bank = await approved(treasury), Teller()
    await treasury.stage.do(treasury.tess, payment_run.cancel_run(run, CALL_OFF))
    await submit(treasury, bank)
    assert bank.files == []


async def test_a_refused_file_fails_its_payments_with_the_reason(treasury: Treasury) -> None:
    (invoice,) = await treasury.owed()
    run = await treasury.approved(invoice)
    await submit(treasury, Teller(BankRefused("no mandate")))
    assert (await treasury.run(run)).refused_because == "no mandate"
    failed = await treasury.payment(invoice)
    assert failed.failure is not None
    assert (failed.status, failed.failure.reason) == (Status.FAILED, "no mandate")
    assert failed.payable_now


async def test_another_file_under_our_name_stops_for_people_and_fails_nothing(
    treasury: Treasury,
) -> None:
    run = await approved(treasury)
    with pytest.raises(BankHoldsAnother):
        await submit(treasury, Teller(BankHoldsAnother("other bytes")))
    assert (await treasury.run(run)).status is RunStatus.APPROVED


async def test_a_report_that_overtakes_the_receipt_proves_that_the_bank_has_the_file(
    treasury: Treasury,
) -> None:
    (invoice,) = await treasury.owed()
    run = await treasury.approved(invoice)
    await treasury.told(report(run, (1, "ACSC")))
    await submit(treasury, Teller())
    assert (await treasury.run(run)).status is RunStatus.SETTLED
    assert (await treasury.payment(invoice)).status is Status.REMITTED
    assert await treasury.count("payment.disbursed", payment_of(invoice)) == 1
