"""The list of contracts says which orders a bank finances, and what falls due when."""

from datetime import date

from application.documents.murabaha import render
from application.murabaha import contract as tasks
from application.ports.event_store import LogQuery, Upto
from application.purchasing import purchase_order as orders
from domain.murabaha.contract import commands as c
from domain.murabaha.contract.machine import MURABAHA
from domain.purchasing.purchase_order import commands as order
from domain.shared.ids import MurabahaId, PurchaseOrderId, SupplierId, UserId
from projections.document_projection import DocumentProjection
from projections.folds import Folds
from projections.murabaha.contracts import CONTRACTS
from tests.projections.play import MINUTE, Play


async def elected(
    play: Play, buyer: UserId, bank: SupplierId, price: str
) -> tuple[PurchaseOrderId, MurabahaId]:
    """An order that waits for approval, and the contract that somebody asked for."""
    order_id = await play.submitted_order(buyer, await play.supplier(), price)
    terms = {"bank_id": bank, "markup_percent": "10", "instalments": 2}
    command = c.Request.model_validate({**terms, "first_due_date": date(2026, 5, 31)})
    done = await play.do(buyer, tasks.request_financing(order_id, command))
    assert done.folded is not None
    play.stage.later(MINUTE)
    return order_id, MurabahaId(done.folded.stream_id)


async def signed(play: Play, order_id: PurchaseOrderId, contract: MurabahaId) -> None:
    """The order is approved, and the contract signed."""
    boss = await play.stage.user("boss", "approver", level="L3")
    await play.do(boss, orders.approve_order(order_id, order.Approve()))
    await play.do(play.admin, tasks.sign_contract(contract, c.Contract()))


async def test_contracts_show_what_is_owed_and_when_once_they_are_signed(play: Play):
    buyer, bank = await play.stage.user("bea", "buyer"), await play.supplier("Amanah Bank")
    first_order, first = await elected(play, buyer, bank, "60000.00")
    _, second = await elected(play, buyer, bank, "70000.00")
    await signed(play, first_order, first)
    rows = await play.page("murabaha")
    assert [row["id"] for row in rows] == [second, first]
    assert (rows[0]["status"], rows[0]["price"], rows[0]["nextDueOn"]) == ("Requested", None, None)
    assert rows[1] == {
        "id": first,
        "murabahaId": first,
        "status": "Contracted",
        "version": 2,
        "purchaseOrderId": first_order,
        "bankId": bank,
        "bankName": "Amanah Bank",
        "price": {"amount": "66000.00", "currency": "EUR"},
        "outstanding": {"amount": "66000.00", "currency": "EUR"},
        "nextDueOn": "2026-05-31",
        "createdAt": "2026-03-01T12:01:00Z",
        "updatedAt": "2026-03-01T12:04:00Z",
    }


async def test_contracts_are_found_by_order_bank_and_due_date(play: Play):
    buyer, bank = await play.stage.user("bea", "buyer"), await play.supplier("Amanah Bank")
    order_id, contract = await elected(play, buyer, bank, "60000.00")
    other_bank = await play.supplier("Another Bank")
    await elected(play, buyer, other_bank, "60000.00")
    await signed(play, order_id, contract)
    for filters in (
        {"purchaseOrderId": order_id},
        {"bankId": bank},
        {"status": "Contracted"},
        {"dueUntil": "2026-05-31"},
    ):
        assert [row["id"] for row in await play.page("murabaha", **filters)] == [contract]
    assert await play.page("murabaha", dueUntil="2026-05-30") == []
    assert len(await play.page("murabaha", currency="EUR")) == 2


async def test_the_ready_document_is_the_rendered_one_however_often_events_come(play: Play):
    buyer, bank = await play.stage.user("bea", "buyer"), await play.supplier("Amanah Bank")
    order_id, contract = await elected(play, buyer, bank, "60000.00")
    await signed(play, order_id, contract)
    await play.caught_up("murabaha")
    log = await play.stage.store.log(play.stage.tenant, LogQuery(stream_type=MURABAHA.stream_type))
    for batch in (log, log[:1], log[1:]):
        async with play.pool.reaching(play.stage.tenant) as connection:
            projection = DocumentProjection(CONTRACTS, Folds(play.stage.states))
            await projection.apply(batch, connection)
    ready = await play.read_models.document(play.stage.tenant, "murabaha", contract)
    folded = await play.stage.states.load_at(play.stage.tenant, MURABAHA, contract, Upto())
    assert ready is not None
    assert ready.body == render(folded)
