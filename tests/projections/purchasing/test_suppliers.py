"""The list of suppliers finds them by what people remember of them."""

from application.documents.supplier import render
from application.ports.event_store import Upto
from application.purchasing import supplier as tasks
from domain.purchasing.supplier import commands
from domain.purchasing.supplier.machine import SUPPLIER
from tests.projections.play import Play


async def test_suppliers_are_found_by_a_part_of_their_name_in_any_case(play: Play):
    bolts = await play.supplier("Nuts & Bolts 100%", email="sales@bolts.example")
    await play.supplier("Paper_Mill")
    for text in ("bolts", "BOLTS", "100%", "sales@", "nuts & b"):
        assert [row["id"] for row in await play.page("suppliers", q=text)] == [bolts]
    for text in ("%bolts", "p%", "100_", "zz"):
        assert await play.page("suppliers", q=text) == []


async def test_suppliers_come_by_name_and_show_their_terms(play: Play):
    zebra = await play.supplier("Zebra", currency="USD", country="US")
    apple = await play.supplier("Apple")
    rows = await play.page("suppliers")
    assert [row["id"] for row in rows] == [apple, zebra]
    assert rows[1] == {
        "id": zebra,
        "supplierId": zebra,
        "status": "Active",
        "version": 2,
        "name": "Zebra",
        "country": "US",
        "currency": "USD",
        "paymentTerms": "NET30",
        "createdAt": "2026-03-01T12:00:00Z",
        "updatedAt": "2026-03-01T12:00:00Z",
    }
    assert [row["id"] for row in await play.page("suppliers", country="US")] == [zebra]
    assert [row["id"] for row in await play.page("suppliers", currency="EUR")] == [apple]


async def test_a_blocked_supplier_is_listed_as_blocked(play: Play):
    bad = await play.supplier("Bad")
    await play.supplier("Good")
    block = tasks.block_supplier(bad, commands.Block(reason="Never delivers"))
    await play.do(play.admin, block)
    assert [row["id"] for row in await play.page("suppliers", status="Blocked")] == [bad]
    ready = await play.read_models.document(play.stage.tenant, "suppliers", bad)
    folded = await play.stage.states.load_at(play.stage.tenant, SUPPLIER, bad, Upto())
    assert ready is not None
    assert ready.body == render(folded)
