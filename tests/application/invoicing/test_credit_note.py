"""Credit notes as they are carried out: invoice, order and payment come down together."""

import pytest

from application.payments.payment import settle_payment
from domain.invoicing.supplier_invoice.state import Status
from domain.payments.payment.state import Status as PaymentStatus
from domain.payments.payment.state import payment_of
from domain.shared.money import Money
from tests.application.invoicing.paying import Paying
from tests.application.purchasing.buying import EUR, Buying


@pytest.fixture
def paying(buying: Buying) -> Paying:
    return Paying(buying)


async def test_a_scheduled_payment_is_reduced(paying: Paying) -> None:
    invoice = await paying.scheduled(await paying.delivered())
    await paying.credit(invoice, "3")
    payment = (await paying.payment(invoice)).state
    assert (payment.status, payment.owed) == (PaymentStatus.SCHEDULED, Money("350.00", EUR))
    assert (await paying.invoice(invoice)).state.left_to_pay == payment.owed


async def test_a_payment_of_which_nothing_is_left_is_cancelled(paying: Paying) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.credit(invoice, "3")
    await paying.credit(invoice, "7", "GS-2")
    assert (await paying.payment(invoice)).state.status is PaymentStatus.CANCELLED
    assert (await paying.invoice(invoice)).state.status is Status.PAID
    assert (await paying.buying.order(order)).state.fulfilment.all_invoices_settled


@pytest.mark.parametrize("sent", [False, True])
async def test_what_comes_too_late_for_the_payment_stays_open(
    paying: Paying, *, sent: bool
) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.collected(invoice, sent=sent)
    await paying.credit(invoice, "3")
    assert (await paying.payment(invoice)).state.owed == Money("500.00", EUR)
    folded = (await paying.invoice(invoice)).state
    assert folded.credited.open_credit == Money("150.00", EUR)
    assert folded.left_to_pay == Money("500.00", EUR)
    assert (await paying.buying.order(order)).state.fulfilment.invoiced[1] == 7


@pytest.mark.parametrize("sent", [False, True])
async def test_what_came_too_late_is_taken_off_when_the_money_comes_back(
    paying: Paying, *, sent: bool
) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.collected(invoice, sent=sent)
    await paying.credit(invoice, "3")
    await paying.come_back(invoice, sent=sent)
    assert (await paying.payment(invoice)).state.owed == Money("350.00", EUR)
    folded = (await paying.invoice(invoice)).state
    assert folded.status is Status.SCHEDULED
    assert folded.credited.open_credit == Money("0.00", EUR)
    assert folded.left_to_pay == Money("350.00", EUR)


@pytest.mark.parametrize("sent", [False, True])
async def test_nothing_is_paid_again_of_what_was_credited_in_full_meanwhile(
    paying: Paying, *, sent: bool
) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.collected(invoice, sent=sent)
    await paying.credit(invoice, "10")
    await paying.come_back(invoice, sent=sent)
    assert (await paying.payment(invoice)).state.status is PaymentStatus.CANCELLED
    assert (await paying.invoice(invoice)).state.status is Status.PAID
    await paying.do(settle_payment(payment_of(invoice)))
    assert (await paying.buying.order(order)).state.fulfilment.all_invoices_settled
