"""Whoever schedules, settles or sends is killed before, in the middle or after: there is one effect."""

from pathlib import Path

import pytest

from application.payments.policies import BankSubmission, PaymentOutcome, PaymentScheduling
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.payments.payment.state import Status
from domain.payments.payment_run.state import Status as RunStatus
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import PaymentRunId
from tests.application.payments.treasury import Treasury, begin_paying, report
from tests.application.stage import set_up
from tests.cluster import Database
from tests.faults.killing import MOMENTS, Fate, gone_on, killed
from tests.faults.reacting_everything import NEVER
from tests.infrastructure.bank.bank_process import RunningBank, bank

moments = pytest.mark.parametrize("moment", MOMENTS)


@moments
async def test_one_payment_is_scheduled(database: Database, tmp_path: Path, moment: str) -> None:
    async with set_up(database, tmp_path) as stage:
        treasury = await begin_paying(stage)
        invoice = await treasury.matched()
        fate = Fate(PaymentScheduling.name, moment, tmp_path)
        await killed(database, fate)
        async with gone_on(database, stage, fate):
            assert (await treasury.payment(invoice)).status is Status.SCHEDULED
            assert (await treasury.invoice(invoice)).status is InvoiceStatus.SCHEDULED
            for once in ("payment.scheduled", "supplier-invoice.scheduled"):
                assert await treasury.count(once) == 1


@moments
async def test_one_outcome_reaches_invoice_and_order(
    database: Database, tmp_path: Path, moment: str
) -> None:
    async with set_up(database, tmp_path) as stage:
        treasury = await begin_paying(stage)
        (invoice,) = await treasury.owed()
        run = await treasury.approved(invoice)
        await treasury.told(report(run, (1, "ACSC")))
        fate = Fate(PaymentOutcome.name, moment, tmp_path)
        await killed(database, fate)
        async with gone_on(database, stage, fate):
            assert (await treasury.invoice(invoice)).status is InvoiceStatus.PAID
            assert await treasury.order_status(invoice) is OrderStatus.CLOSED
            for once in (
                "supplier-invoice.paid",
                "order.invoice-paid",
                "order.paid",
                "order.closed",
            ):
                assert await treasury.count(once) == 1, once


@pytest.mark.parametrize("part", ["begin", "submit"])
@moments
async def test_one_transfer_is_booked_at_the_bank(
    database: Database, tmp_path: Path, moment: str, part: str
) -> None:
    async with set_up(database, tmp_path / "daybook") as stage:
        treasury = await begin_paying(stage)
        run = await treasury.approved(*await treasury.owed())
        with bank(tmp_path / "bank") as open_bank:
            fate = Fate(BankSubmission.name, moment, tmp_path / "daybook", open_bank.url, part)
            await killed(database, fate)
            async with gone_on(database, stage, fate):
                await sent_once(treasury, run, open_bank)


async def test_one_transfer_is_booked_though_nobody_was_left_to_hear_that_it_was(
    database: Database, tmp_path: Path
) -> None:
    async with set_up(database, tmp_path / "daybook") as stage:
        treasury = await begin_paying(stage)
        run = await treasury.approved(*await treasury.owed())
        with bank(tmp_path / "bank") as open_bank:
            open_bank.fault(slowSeconds=600)
            fate = Fate(BankSubmission.name, NEVER, tmp_path / "daybook", open_bank.url)
            await killed(database, fate, seen=lambda: bool(open_bank.booked()))
            assert (await treasury.run(run)).status is RunStatus.APPROVED
            open_bank.fault()
            async with gone_on(database, stage, fate):
                await sent_once(treasury, run, open_bank)


async def sent_once(treasury: Treasury, run: PaymentRunId, open_bank: RunningBank) -> None:
    """The bank booked the transfer once, and so do our books."""
    assert (await treasury.run(run)).status is RunStatus.SENT
    assert await treasury.count("payment.disbursed") == 1
    assert await treasury.count("payment-run.sent") == 1
    assert len(open_bank.booked()) == 1
