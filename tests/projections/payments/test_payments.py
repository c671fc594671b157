"""The lists of payments, runs and reports answer what a treasurer asks, and a run is proposed from them."""

from datetime import date, timedelta
from typing import Any

from application.documents import bank_report, payment, payment_run
from application.invoicing.supplier_invoice import dispute_invoice
from application.ports.event_store import Upto
from domain.invoicing.supplier_invoice.commands import Dispute
from domain.payments.bank_report.machine import BANK_REPORT
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import payment_of
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.transfers import WhyHeldBack
from tests.application.payments.treasury import PAID, Treasury, report
from tests.projections.payments.conftest import Ledger
from tests.projections.play import Play


def of(ledger: Ledger) -> tuple[Play, Treasury]:
    """The lists as the paying tenant sees them."""
    return ledger.play, ledger.treasury


async def test_payments_are_listed_by_what_is_due_first(ledger: Ledger):
    play, treasury = of(ledger)
    first, second = await treasury.owed("10", "20")
    rows = await play.page("payments")
    assert {row["id"] for row in rows} == {payment_of(first), payment_of(second)}
    assert [row["amount"]["amount"] for row in await play.page("payments", invoiceId=first)] == [
        "500.00"
    ]
    assert await play.page("payments", dueUntil="2026-03-30") == []
    assert len(await play.page("payments", dueUntil="2026-03-31", payableNow="true")) == 2
    assert len(await play.page("payments", q="acme")) == 2


async def test_what_a_run_took_up_is_not_payable_and_found_by_the_run(ledger: Ledger):
    play, treasury = of(ledger)
    first, second = await treasury.owed("10", "20")
    run = await treasury.proposed(first)
    assert [row["id"] for row in await play.page("payments", paymentRunId=run)] == [
        payment_of(first)
    ]
    assert [row["id"] for row in await play.page("payments", payableNow="true")] == [
        payment_of(second)
    ]
    (row,) = await play.page("payment-runs", status="Proposed")
    assert (row["id"], row["transferCount"], row["totals"][0]["amount"]) == (run, 1, "500.00")


async def test_every_kind_is_ready_as_the_command_answered_it(ledger: Ledger):
    play, treasury = of(ledger)
    (invoice,) = await treasury.owed()
    run = await treasury.approved(invoice)
    await treasury.told(report(run, (1, "ACSC"), (9, "RJCT")))
    (row,) = await play.page("bank-reports", unknown="true")
    assert (row["status"], row["puzzling"], row["entryCount"]) == ("NeedsReview", 1, 2)
    (listed,) = await play.page("payment-runs", status="Settled")
    assert (listed["accepted"], listed["rejected"]) == (1, 0)
    kinds: tuple[tuple[str, Any, str, Any], ...] = (
        ("payments", PAYMENT, payment_of(invoice), payment.render),
        ("payment-runs", PAYMENT_RUN, run, payment_run.render),
        ("bank-reports", BANK_REPORT, row["id"], bank_report.render),
    )
    for name, decider, stream_id, render in kinds:
        await play.caught_up(name)
        ready = await play.read_models.document(play.stage.tenant, name, stream_id)
        folded = await play.stage.states.load_at(play.stage.tenant, decider, stream_id, Upto())
        assert ready is not None
        assert ready.body == render(folded)


class TestDue:
    """What the read side proposes to collect: never less than what is due."""

    async def due(self, ledger: Ledger, on: date, currency: str | None = None) -> set[str]:
        found = await ledger.due.due(ledger.treasury.stage.tenant, on, currency)
        return {*found.payments}

    async def test_it_is_what_is_due_a_day_around_in_the_currency_asked_for(self, ledger: Ledger):
        (invoice,) = await ledger.treasury.owed()
        one = {payment_of(invoice)}
        assert await self.due(ledger, PAID - timedelta(days=2)) == set()
        for on in (PAID - timedelta(days=1), PAID, PAID + timedelta(days=400)):
            assert await self.due(ledger, on) == one
        assert await self.due(ledger, PAID, "EUR") == one
        assert await self.due(ledger, PAID, "USD") == set()

    async def test_a_collected_payment_is_not_due_again(self, ledger: Ledger):
        (invoice,) = await ledger.treasury.owed()
        await ledger.treasury.proposed(invoice)
        assert await self.due(ledger, PAID) == set()

    async def test_what_stands_in_the_way_of_a_due_invoice_is_said(self, ledger: Ledger):
        treasury = ledger.treasury
        disputed, _ = await treasury.owed("10", "20")
        twin = await treasury.matched("20")
        await treasury.stage.do(treasury.carl, dispute_invoice(disputed, Dispute(reason="rusty")))
        found = await ledger.due.due(treasury.stage.tenant, PAID, None)
        why = {held.invoice_id: held.reason for held in found.withheld}
        assert why == {
            disputed: WhyHeldBack.INVOICE_DISPUTED,
            twin: WhyHeldBack.INVOICE_HELD,
        }
        assert found.withheld[0].supplier_name == "Acme"
        early = await ledger.due.due(treasury.stage.tenant, PAID - timedelta(days=5), None)
        assert not early.withheld
