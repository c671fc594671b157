"""Reactions of financing: one effect for each event, however often and in whatever order it comes."""

from datetime import date

import pytest

from application.murabaha import contract as contracts
from application.purchasing import purchase_order as orders
from domain.murabaha.contract import commands as c
from domain.murabaha.contract.state import Status
from domain.payments.payment import commands as payment
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.context import SYSTEM
from tests.application.murabaha.financing import (
    OTHER_RUN,
    RUN,
    Financing,
    eur,
    paying,
    remitting,
    returning,
)
from tests.application.purchasing.buying import ordered

SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


async def test_every_instalment_gets_one_payment_when_the_goods_have_changed_hands(
    financing: Financing,
) -> None:
    order_id, contract_id = await financing.active()
    contract = await financing.contract(contract_id)
    assert contract.status is Status.ACTIVE
    assert (await financing.stage.types()).count("payments.payment.scheduled") == 3
    payments = [await financing.payment(contract_id, number) for number in (1, 2, 3)]
    assert [one.owed for one in payments] == [eur("22000.00")] * 3
    assert [one.debt.due_on for one in payments] == [
        date(2026, 4, 30),
        date(2026, 5, 30),
        date(2026, 6, 30),
    ]
    first = payments[0].debt
    assert (first.supplier_id, first.supplier_name) == (financing.bank, "Amanah Bank")
    assert (first.murabaha_id, first.instalment) == (contract_id, 1)
    assert first.purchase_order_id == order_id
    assert first.handled_by == (financing.buying.ben,)


@SEEDS
async def test_the_last_instalment_settles_the_contract_and_closes_the_order(
    financing: Financing, seed: int
) -> None:
    order_id, contract_id = await financing.active()
    for number in (3, 1):
        await financing.remit(contract_id, number)
        await financing.deliver(seed)
    contract = await financing.contract(contract_id)
    assert (contract.status, contract.outstanding) == (Status.ACTIVE, eur("22000.00"))
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.INVOICED
    await financing.remit(contract_id, 2)
    await financing.deliver(seed)
    contract = await financing.contract(contract_id)
    assert (contract.status, contract.total_paid) == (Status.SETTLED, eur("66000.00"))
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.CLOSED
    types = await financing.stage.types()
    assert types.count("murabaha.contract.instalment-paid") == 3
    assert types.count("murabaha.contract.settled") == 1


@SEEDS
async def test_a_payment_that_came_back_is_owed_whatever_is_heard_first(
    financing: Financing, seed: int
) -> None:
    _, contract_id = await financing.active()
    await financing.remit(contract_id, 1)
    await financing.of_payment(contract_id, 1, returning())
    await financing.deliver(seed)
    assert (await financing.contract(contract_id)).unpaid == (1, 2, 3)
    again = (paying(eur("22000.00"), OTHER_RUN), payment.Disburse(payment_run_id=OTHER_RUN))
    await financing.of_payment(contract_id, 1, *again, remitting(OTHER_RUN))
    await financing.deliver(seed)
    assert (await financing.contract(contract_id)).unpaid == (2, 3)


async def test_a_failed_instalment_costs_nothing_more_and_is_paid_by_the_next_run(
    financing: Financing,
) -> None:
    order_id, contract_id = await financing.active()
    failed = payment.Fail(
        payment_run_id=RUN, reason="no funds", reported_at=financing.stage.clock.at
    )
    steps = (paying(eur("22000.00")), payment.Disburse(payment_run_id=RUN), failed)
    await financing.of_payment(contract_id, 1, *steps)
    await financing.deliver()
    assert (await financing.contract(contract_id)).outstanding == eur("66000.00")
    assert (await financing.payment(contract_id, 1)).owed == eur("22000.00")
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.INVOICED


async def test_the_final_payment_of_an_early_settlement_settles(financing: Financing) -> None:
    order_id, contract_id = await financing.active()
    await financing.remit(contract_id, 1)
    await financing.deliver()
    await financing.do(contracts.settle_early(contract_id, c.Settle(rebate=eur("1000.00"))))
    await financing.deliver()
    await financing.remit(contract_id, 4)
    await financing.deliver()
    contract = await financing.contract(contract_id)
    assert (contract.status, contract.total_paid) == (Status.SETTLED, eur("65000.00"))
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.CLOSED


async def test_a_return_after_the_end_opens_the_contract_again(financing: Financing) -> None:
    _, contract_id = await financing.active()
    for number in (1, 2, 3):
        await financing.remit(contract_id, number)
    await financing.deliver()
    assert (await financing.contract(contract_id)).status is Status.SETTLED
    await financing.of_payment(contract_id, 2, returning())
    await financing.deliver()
    contract = await financing.contract(contract_id)
    assert (contract.status, contract.unpaid) == (Status.ACTIVE, (2,))


@SEEDS
async def test_an_order_that_was_disputed_when_its_contract_was_settled_is_closed_later(
    financing: Financing, seed: int
) -> None:
    order_id, contract_id = await financing.active()
    await financing.do(orders.dispute_order(order_id, order.Dispute(reason="a scratch")))
    for number in (1, 2, 3):
        await financing.remit(contract_id, number)
    await financing.deliver(seed)
    assert (await financing.contract(contract_id)).status is Status.SETTLED
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.DISPUTED
    await financing.do(orders.resolve_dispute(order_id, order.ResolveApprove()))
    await financing.do(orders.resume_order(order_id))
    await financing.deliver(seed)
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.CLOSED


@SEEDS
async def test_financing_ends_with_its_order(financing: Financing, seed: int) -> None:
    order_id, contract_id = await financing.contracted()
    await financing.do(orders.cancel_order(order_id, order.Cancel(reason="we moved")))
    await financing.deliver(seed)
    contract = await financing.contract(contract_id)
    assert (contract.status, contract.reason) == (Status.CANCELLED, "we moved")
    assert (await financing.stage.types()).count("murabaha.contract.cancelled") == 1


async def test_financing_ends_with_an_order_that_is_turned_down(financing: Financing) -> None:
    dear = await financing.buying.submitted(ordered("1", "60000"))
    contract_id = await financing.elect(dear)
    reject = orders.reject_order(dear, order.Reject(reason="no budget"))
    await financing.stage.do(financing.buying.dan, reject)
    await financing.deliver()
    assert (await financing.contract(contract_id)).reason == "no budget"


async def test_a_bank_that_owns_the_goods_hears_of_a_dispute_that_ends_the_order(
    financing: Financing,
) -> None:
    order_id, contract_id = await financing.acquired()
    await financing.do(orders.dispute_order(order_id, order.Dispute(reason="never came")))
    cancel = orders.cancel_disputed_order(order_id, order.ResolveCancel(reason="never came"))
    await financing.do(cancel)
    await financing.deliver()
    assert (await financing.contract(contract_id)).status is Status.CANCELLED
    (ended,) = (
        one.event
        for one in await financing.stage.history()
        if one.event_type == "murabaha.contract.cancelled"
    )
    assert ended.asset_was_acquired  # type: ignore[attr-defined]


async def test_what_is_owed_is_paid_even_when_the_order_is_off(financing: Financing) -> None:
    order_id, contract_id = await financing.active()
    await financing.do(orders.dispute_order(order_id, order.Dispute(reason="broken")))
    cancel = orders.cancel_disputed_order(order_id, order.ResolveCancel(reason="broken"))
    await financing.do(cancel)
    for number in (1, 2, 3):
        await financing.remit(contract_id, number)
    await financing.deliver()
    assert (await financing.contract(contract_id)).status is Status.SETTLED
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.CANCELLED


async def test_a_contract_that_was_called_off_does_not_end_twice(financing: Financing) -> None:
    order_id, contract_id = await financing.contracted()
    await financing.do(contracts.cancel_financing(contract_id, c.Cancel(reason="too dear")))
    await financing.do(orders.cancel_order(order_id, order.Cancel(reason="we moved")))
    await financing.deliver()
    assert (await financing.contract(contract_id)).reason == "too dear"


async def test_a_reaction_acts_as_the_system_and_names_its_cause(financing: Financing) -> None:
    _, contract_id = await financing.active()
    history = await financing.stage.history()
    (transferred,) = (one for one in history if one.event_type.endswith("asset-transferred"))
    (activated,) = (one for one in history if one.event_type.endswith("contract.activated"))
    assert activated.stream_id == contract_id
    assert activated.metadata["actor"] == SYSTEM
    assert activated.metadata["causationId"] == str(transferred.event_id)
