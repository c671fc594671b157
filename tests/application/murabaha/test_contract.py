"""Contract and order change together, in one append or not at all."""

import asyncio

import pytest

from application.murabaha import contract as contracts
from application.purchasing import purchase_order as orders
from domain.murabaha.contract import commands as c
from domain.murabaha.contract import rules as r
from domain.murabaha.contract.state import Status
from domain.purchasing.purchase_order import commands as order
from domain.purchasing.purchase_order.fulfilment.rules import OrderAlreadyFinanced
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId
from domain.shared.refusal import InvalidStateTransition
from tests.application.murabaha.financing import Financing, eur, paying
from tests.application.purchasing.buying import ordered
from tests.domain.purchasing.people import uuid


async def test_an_order_knows_the_contract_that_finances_it(financing: Financing) -> None:
    order_id = await financing.buying.draft(ordered("1", "50000.01"))
    contract_id = await financing.elect(order_id)
    assert (await financing.buying.order(order_id)).state.financing == contract_id
    election = (await financing.contract(contract_id)).elected
    assert (election.order_id, election.bank_name) == (order_id, "Amanah Bank")
    assert (election.base_total, election.threshold) == (eur("50000.01"), eur("50000.00"))


async def test_a_refused_election_leaves_the_order_as_it_was(financing: Financing) -> None:
    order_id = await financing.buying.draft(ordered("1", "50000"))
    with pytest.raises(r.OrderBelowFinancingThreshold):
        await financing.elect(order_id)
    before = await financing.buying.order(order_id)
    assert (before.state.financing, before.version) == (None, 1)
    assert "murabaha.contract.requested" not in await financing.stage.types()


async def test_an_order_is_financed_once(financing: Financing) -> None:
    order_id = await financing.buying.draft(ordered("1", "60000"))
    await financing.elect(order_id)
    with pytest.raises(OrderAlreadyFinanced):
        await financing.elect(order_id)


async def test_financing_is_elected_before_the_order_is_issued(financing: Financing) -> None:
    order_id = await financing.buying.acknowledged(ordered("1", "60000"))
    with pytest.raises(InvalidStateTransition):
        await financing.elect(order_id)


async def test_a_foreign_order_is_measured_at_the_rate_that_it_has(financing: Financing) -> None:
    body = {
        "supplier_id": financing.buying.acme,
        "currency": "JPY",
        "lines": [
            {
                "sku": "ROBOT-1",
                "quantity": "1",
                "unit": "EA",
                "unit_price": {"amount": "8000000", "currency": "JPY"},
            }
        ],
    }
    bare = await financing.do(orders.create_order(order.Create.model_validate(body)))
    with pytest.raises(r.FinancingRateMissing):
        await financing.elect(PurchaseOrderId(bare.stream_id))

    async def draft(rate: str) -> PurchaseOrderId:
        command = order.Create.model_validate({**body, "exchange_rate": rate})
        return PurchaseOrderId((await financing.do(orders.create_order(command))).stream_id)

    with pytest.raises(r.OrderBelowFinancingThreshold):
        await financing.elect(await draft("0.00625"))
    contract_id = await financing.elect(await draft("0.0062500013"))
    assert (await financing.contract(contract_id)).elected.base_total == eur("50000.01")


async def test_a_bank_that_nobody_knows_finances_nothing(financing: Financing) -> None:
    order_id = await financing.buying.draft(ordered("1", "60000"))
    with pytest.raises(r.UnknownBank):
        await financing.elect(order_id, bank_id=SupplierId.of(uuid(77)))
    with pytest.raises(r.BankIsTheSupplier):
        await financing.elect(order_id, bank_id=financing.buying.acme)


async def test_buying_from_the_supplier_takes_the_order_for_it(financing: Financing) -> None:
    order_id, contract_id = await financing.contracted()
    with pytest.raises(r.OrderNotIssued):
        await financing.do(contracts.acquire_asset(contract_id, c.Acquire()))
    await financing.do(orders.issue_order(order_id, order.Issue()))
    await financing.do(contracts.acquire_asset(contract_id, c.Acquire()))
    state = (await financing.buying.order(order_id)).state
    assert state.status is OrderStatus.ACKNOWLEDGED
    with pytest.raises(InvalidStateTransition):
        await financing.do(orders.cancel_order(order_id, order.Cancel(reason="never mind")))


async def test_the_order_is_invoiced_by_the_contract(financing: Financing) -> None:
    order_id, contract_id = await financing.acquired()
    with pytest.raises(r.OrderNotReceived):
        await financing.do(contracts.transfer_asset(contract_id, c.Transfer()))
    other_order, other_contract = await financing.transferred()
    assert (await financing.buying.order(other_order)).state.status is OrderStatus.INVOICED
    assert (await financing.contract(other_contract)).status is Status.ASSET_TRANSFERRED
    assert (await financing.buying.order(order_id)).state.status is OrderStatus.ACKNOWLEDGED


async def test_goods_that_are_in_question_do_not_change_hands(financing: Financing) -> None:
    order_id, contract_id = await financing.acquired()
    note = GoodsReceiptId.of(uuid(5))
    await financing.of_order(order_id, order.RecordDiscrepancy(grn_id=note))
    received = order.FullReceive.model_validate(
        {"grn_id": note, "accepted": [{"po_line": 1, "quantity": "1"}]}
    )
    await financing.of_order(order_id, received)
    with pytest.raises(r.OrderNotReceived):
        await financing.do(contracts.transfer_asset(contract_id, c.Transfer()))
    await financing.of_order(order_id, order.SettleDiscrepancy(grn_id=note))
    await financing.do(contracts.transfer_asset(contract_id, c.Transfer()))


async def test_an_order_goes_on_without_a_contract_that_is_called_off(
    financing: Financing,
) -> None:
    order_id, contract_id = await financing.issued()
    await financing.do(contracts.cancel_financing(contract_id, c.Cancel(reason="too dear")))
    state = (await financing.buying.order(order_id)).state
    assert (state.status, state.financing) == (OrderStatus.ISSUED, None)
    assert (await financing.contract(contract_id)).reason == "too dear"


async def test_an_early_settlement_takes_the_place_of_the_payments_that_wait(
    financing: Financing,
) -> None:
    _, contract_id = await financing.active()
    owed = (await financing.payment(contract_id, 2)).owed
    await financing.of_payment(contract_id, 2, paying(owed))
    await financing.do(contracts.settle_early(contract_id, c.Settle(rebate=eur("4000.00"))))
    statuses = [(await financing.payment(contract_id, n)).status for n in (1, 2, 3, 4)]
    assert statuses == ["Cancelled", "Scheduled", "Cancelled", "Scheduled"]
    final = await financing.payment(contract_id, 4)
    assert final.owed == eur("40000.00")
    assert final.debt.due_on == financing.stage.clock.at.date()
    with pytest.raises(r.SettlementAlreadyAgreed):
        await financing.do(contracts.settle_early(contract_id, c.Settle()))


async def test_a_payment_that_was_remitted_but_not_noted_yet_is_not_settled_twice(
    financing: Financing,
) -> None:
    _, contract_id = await financing.active()
    await financing.remit(contract_id, 1)
    settled = await financing.do(contracts.settle_early(contract_id, c.Settle()))
    assert settled.state.settlement.replaces == (2, 3)


async def test_two_elections_at_the_same_instant_make_one_contract(financing: Financing) -> None:
    order_id = await financing.buying.draft(ordered("1", "60000"))
    outcomes = await asyncio.gather(
        *(financing.elect(order_id) for _ in range(4)), return_exceptions=True
    )
    (contract_id,) = (one for one in outcomes if not isinstance(one, BaseException))
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert {type(one) for one in refused} == {OrderAlreadyFinanced}
    assert (await financing.buying.order(order_id)).state.financing == contract_id


async def test_a_run_and_a_settlement_at_the_same_instant_pay_nothing_twice(
    financing: Financing,
) -> None:
    _, contract_id = await financing.active()
    owed = (await financing.payment(contract_id, 2)).owed
    settle = contracts.settle_early(contract_id, c.Settle())
    await asyncio.gather(
        financing.of_payment(contract_id, 2, paying(owed)),
        financing.do(settle),
        return_exceptions=True,
    )
    settlement = (await financing.contract(contract_id)).settlement
    assert settlement is not None
    is_collected = (await financing.payment(contract_id, 2)).collected
    assert is_collected == (2 not in settlement.replaces)
