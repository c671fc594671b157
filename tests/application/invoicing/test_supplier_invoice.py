"""Invoices as they are carried out: invoice, order, payment and numbers change together."""

import pytest

from application.invoicing.supplier_invoice import (
    correct_invoice,
    dispute_invoice,
    register_invoice,
    reject_invoice,
)
from application.payments.payment import schedule_payment
from application.purchasing.purchase_order import cancel_disputed_order
from domain.invoicing.supplier_invoice.commands import Correct, Dispute, Reject
from domain.invoicing.supplier_invoice.rules import DuplicateInvoice, OrderNotBillable
from domain.invoicing.supplier_invoice.state import Status
from domain.payments.payment.rules import PaymentUnderWay
from domain.payments.payment.state import Status as PaymentStatus
from domain.purchasing.purchase_order.commands import ResolveCancel
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.money import Money
from tests.application.invoicing.paying import Paying, invoice_body
from tests.application.purchasing.buying import EUR, Buying


@pytest.fixture
def paying(buying: Buying) -> Paying:
    return Paying(buying)


async def new_types(paying: Paying, before: int) -> list[str]:
    """What happened since, by the names of the events."""
    return sorted((await paying.buying.stage.types())[before:])


async def test_invoice_order_and_claims_are_stored_together(paying: Paying) -> None:
    order = await paying.delivered()
    before = len(await paying.buying.stage.types())
    invoice = await paying.registered(order)
    assert await new_types(paying, before) == [
        "integrity.claim.laid",
        "integrity.claim.laid",
        "invoicing.supplier-invoice.matched",
        "invoicing.supplier-invoice.registered",
        "purchasing.purchase-order.invoiced",
    ]
    assert (await paying.invoice(invoice)).state.status is Status.MATCHED
    assert (await paying.buying.order(order)).state.status is OrderStatus.INVOICED


async def test_what_is_refused_leaves_nothing_but_the_record_of_the_attempt(
    paying: Paying,
) -> None:
    order = await paying.delivered()
    await paying.registered(order, "4")
    before = len(await paying.buying.stage.types())
    with pytest.raises(DuplicateInvoice):
        await paying.registered(order, "5", supplier_invoice_number="re 001")
    assert await new_types(paying, before) == ["audit.command-refused"]


async def test_a_dispute_cancels_the_payment_and_a_match_schedules_it_again(
    paying: Paying,
) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.do(dispute_invoice(invoice, Dispute(reason="the colour")))
    payment = (await paying.payment(invoice)).state
    assert (payment.status, payment.cancelled_because) == (PaymentStatus.CANCELLED, "the colour")
    folded = (await paying.buying.order(order)).state
    assert (folded.status, folded.fulfilment.invoices) == (OrderStatus.DISPUTED, {})
    await paying.do(correct_invoice(invoice, Correct(revised_amount=Money("490.00", EUR))))
    await paying.do(schedule_payment(invoice))
    payment = (await paying.payment(invoice)).state
    assert (payment.status, payment.owed) == (PaymentStatus.SCHEDULED, Money("490.00", EUR))
    assert (await paying.buying.order(order)).state.status is OrderStatus.INVOICED


@pytest.mark.parametrize("sent", [False, True])
async def test_what_the_bank_may_have_is_not_disputed_any_more(
    paying: Paying, *, sent: bool
) -> None:
    order = await paying.delivered()
    invoice = await paying.scheduled(order)
    await paying.collected(invoice, sent=sent)
    with pytest.raises(PaymentUnderWay):
        await paying.do(dispute_invoice(invoice, Dispute(reason="the colour")))
    assert (await paying.invoice(invoice)).state.status is Status.SCHEDULED
    assert (await paying.buying.order(order)).state.status is OrderStatus.INVOICED


async def test_a_rejected_invoice_frees_its_number_and_its_look(paying: Paying) -> None:
    order = await paying.delivered()
    first = await paying.registered(order, price="60")
    await paying.do(reject_invoice(first, Reject(reason="too dear")))
    second = await paying.registered(order, price="60")
    folded = (await paying.invoice(second)).state
    assert (folded.status, folded.held) == (Status.DISPUTED, False)


async def test_an_invoice_for_an_order_that_was_called_off_meanwhile_can_only_be_rejected(
    paying: Paying,
) -> None:
    order = await paying.delivered()
    invoice = await paying.registered(order, price="60")
    await paying.do(cancel_disputed_order(order, ResolveCancel(reason="no agreement")))
    with pytest.raises(OrderNotBillable):
        await paying.do(correct_invoice(invoice, Correct()))
    await paying.do(reject_invoice(invoice, Reject(reason="called off")))
    assert (await paying.invoice(invoice)).state.status is Status.REJECTED
    assert (await paying.buying.order(order)).state.status is OrderStatus.CANCELLED


async def test_the_order_goes_on_in_the_same_append(paying: Paying) -> None:
    order = await paying.delivered()
    invoice = await paying.registered(order, price="60")
    before = len(await paying.buying.stage.types())
    await paying.do(correct_invoice(invoice, Correct(revised_amount=Money("500.00", EUR))))
    assert await new_types(paying, before) == [
        "invoicing.supplier-invoice.corrected",
        "invoicing.supplier-invoice.matched",
        "purchasing.purchase-order.acknowledged",
        "purchasing.purchase-order.dispute-resolved",
        "purchasing.purchase-order.disputed-invoice-settled",
        "purchasing.purchase-order.invoiced",
        "purchasing.purchase-order.received",
        "purchasing.purchase-order.reissued",
    ]
    history = (await paying.buying.stage.history())[before:]
    assert len({one.recorded_at for one in history}) == 1


async def test_an_invoice_is_matched_with_the_figures_of_the_moment(paying: Paying) -> None:
    order = await paying.delivered("4")
    await paying.do(register_invoice(invoice_body(order, "4", "50")))
    folded = (await paying.buying.order(order)).state
    assert folded.status is OrderStatus.PARTIALLY_RECEIVED
    assert folded.fulfilment.invoiced_net == {1: Money("200.00", EUR)}
