"""What readers of an invoice and of a credit note see."""

import json

import pytest

from application.documents import credit_note as credit_notes
from application.documents.supplier_invoice import SupplierInvoiceDocument, document, render
from application.ports.states import Folded
from domain.invoicing.credit_note.machine import CREDIT_NOTE
from domain.invoicing.supplier_invoice import commands as c
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status
from domain.shared.money import Money
from infrastructure.event_store.catalogue import domain_events
from tests.application.documents.folding import folded
from tests.domain.invoicing.billing import CREDIT_NOTE as CREDIT_NOTE_ID
from tests.domain.invoicing.billing import FIRST, billed, disputed, known, registered
from tests.domain.purchasing.people import ANN, BEN
from tests.given_when_then import NOON, Story
from tests.machines.samples.credit_note import CREDIT_NOTES
from tests.machines.samples.supplier_invoice import SUPPLIER_INVOICES
from tests.machines.walk import walk


def test_an_invoice_shows_the_suppliers_figures_beside_the_agreed_ones() -> None:
    correct = c.Correct(revised_amount=Money("1000.00", "EUR"))
    outcome = disputed().when(correct, by=BEN, **known())
    seen = json.loads(render(folded(outcome, FIRST)))
    assert (seen["invoiceId"], seen["status"]) == (FIRST, "Matched")
    assert seen["amount"] == seen["totals"]["gross"] == {"amount": "1100.00", "currency": "EUR"}
    assert seen["leftToPay"] == {"amount": "1000.00", "currency": "EUR"}
    assert seen["revision"]["lines"][0]["net"]["amount"] == "1000.00"
    assert seen["lines"][0]["net"]["amount"] == "1100.00"
    assert (seen["registeredBy"], seen["revision"]["correctedBy"]) == (ANN, BEN)


def test_an_answer_is_the_same_whether_it_was_just_decided_or_read_again() -> None:
    """Figures that were computed and figures that were read look alike to the byte."""
    lines = (billed("33.3", "9.999999"), billed("0.5", "10.1", discount_percent="1.25"))
    outcome = registered(*lines).when(c.Match(), by=ANN, **known())
    registry = domain_events()
    again = [
        registry.decode(one.event_type, one.schema_version, registry.encode(one))
        for one in outcome.story.events
    ]
    read = Story(SUPPLIER_INVOICE, outcome.story.context, tuple(again))
    now = folded(outcome, FIRST)
    assert render(now) == render(
        Folded(FIRST, read.state, now.version, now.created_at, now.updated_at)
    )


@pytest.mark.parametrize("status", Status)
def test_every_invoice_is_shown_the_same_way_every_time(status: Status) -> None:
    states = [state for state in walk(SUPPLIER_INVOICES).states if state.status is status]
    assert states
    for state in states:
        here = Folded(FIRST, state, 9, NOON, NOON)
        assert SupplierInvoiceDocument.model_validate_json(render(here)) == document(here)


def test_a_credit_note_shows_what_it_takes_off() -> None:
    ((command, context),) = CREDIT_NOTES.asks
    state = CREDIT_NOTE.fold(CREDIT_NOTE.decide(CREDIT_NOTE.initial, command, context))
    here = Folded(CREDIT_NOTE_ID, state, 1, NOON, NOON)
    seen = json.loads(credit_notes.render(here))
    assert (seen["creditNoteId"], seen["invoiceId"]) == (CREDIT_NOTE_ID, FIRST)
    assert seen["amount"] == {"amount": "30.00", "currency": "EUR"}
    again = credit_notes.CreditNoteDocument.model_validate_json(credit_notes.render(here))
    assert again == credit_notes.document(here)
