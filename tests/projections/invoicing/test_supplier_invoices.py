"""The lists of invoicing: what is demanded, what was taken back, and what somebody has to look at."""

import pytest

from application.documents.supplier_invoice import render
from application.invoicing.supplier_invoice import reject_invoice
from application.ports.event_store import Upto
from domain.invoicing.supplier_invoice.commands import Reject
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from tests.application.invoicing.paying import Paying
from tests.application.purchasing.buying import Buying
from tests.projections.play import Play


@pytest.fixture
async def paying(play: Play) -> Paying:
    """The people of the play buy and pay."""
    stage = play.stage
    ben = await stage.user("ben", "buyer", password=None)
    dan = await stage.user("dan", "approver", level="L3", password=None)
    return Paying(Buying(stage, play.admin, ben, dan, dan, await play.supplier("Acme")))


async def test_invoices_are_found_by_what_people_know_of_them(play: Play, paying: Paying):
    order = await paying.delivered()
    first = await paying.registered(order, "4", supplier_invoice_number="RE-Alpha")
    second = await paying.registered(order, "5", supplier_invoice_number="RE-Beta")
    for filters, expected in (
        ({}, [second, first]),
        ({"q": "alpha"}, [first]),
        ({"purchaseOrderId": order}, [second, first]),
        ({"totalFrom": "250"}, [second]),
        ({"dueUntil": "2026-03-30"}, []),
        ({"invoicedFrom": "2026-03-01", "invoicedUntil": "2026-03-01"}, [second, first]),
        ({"invoicedFrom": "2026-03-02"}, []),
        ({"invoicedUntil": "2026-02-28"}, []),
        ({"status": "Matched,Scheduled", "held": "false"}, [second, first]),
    ):
        rows = await play.page("invoices", **filters)
        assert sorted(row["id"] for row in rows) == sorted(expected), filters
    (row,) = await play.page("invoices", q="alpha")
    assert row["supplierInvoiceNumber"] == "RE-Alpha"
    assert row["amount"] == row["leftToPay"] == {"amount": "200.00", "currency": "EUR"}
    assert (row["lineCount"], row["held"], row["dueDate"]) == (1, False, "2026-03-31")


async def test_the_projected_document_is_the_one_that_commands_answer(play: Play, paying: Paying):
    invoice = await paying.registered(await paying.delivered())
    await play.caught_up("invoices")
    tenant = play.stage.tenant
    ready = await play.read_models.document(tenant, "invoices", invoice)
    folded = await play.stage.states.load_at(tenant, SUPPLIER_INVOICE, invoice, Upto())
    assert ready is not None
    assert ready.body == render(folded)


async def test_credit_notes_are_listed_by_their_invoice(play: Play, paying: Paying):
    invoice = await paying.registered(await paying.delivered())
    await paying.credit(invoice, "3", "GS-42")
    (row,) = await play.page("credit-notes", invoiceId=invoice)
    assert (row["creditNoteNumber"], row["amount"]["amount"]) == ("GS-42", "150.00")
    assert await play.page("credit-notes", q="gs-4") == [row]
    assert await play.page("credit-notes", totalFrom="150.01") == []


async def test_only_what_waits_for_somebody_is_an_exception(play: Play, paying: Paying):
    order = await paying.delivered()
    await paying.registered(order, "4", supplier_invoice_number="RE-1")
    held = await paying.registered(order, "4", supplier_invoice_number="RE-2")
    off = await paying.registered(order, "2", "60", supplier_invoice_number="RE-3")
    rows = {row["id"]: row for row in await play.page("match-exceptions")}
    assert set(rows) == {held, off}
    assert rows[held]["kind"] == "possible-duplicate"
    assert rows[off]["kind"] == "mismatch"
    assert (rows[off]["poLines"], rows[off]["delta"]["amount"]) == ([1], "20.00")
    assert [row["id"] for row in await play.page("match-exceptions", kind="mismatch")] == [off]


async def test_what_is_settled_is_no_exception_any_more(play: Play, paying: Paying):
    off = await paying.registered(await paying.delivered(), price="60")
    assert len(await play.page("match-exceptions")) == 1
    await paying.do(reject_invoice(off, Reject(reason="too dear")))
    assert await play.page("match-exceptions") == []
