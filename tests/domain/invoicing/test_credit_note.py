"""What a credit note has to be in itself."""

from typing import Any

import pytest

from domain.invoicing.context import InvoicingContext
from domain.invoicing.credit_note import rules
from domain.invoicing.credit_note.events import CreditNoteRegistered
from domain.invoicing.credit_note.machine import CREDIT_NOTE
from domain.shared.ids import CreditNoteId
from domain.shared.money import Money
from tests.domain.invoicing.billing import known, order
from tests.domain.purchasing.people import ANN, uuid
from tests.given_when_then import Stories
from tests.machines.samples.credit_note import LINE, REGISTER

notes = Stories(CREDIT_NOTE, InvoicingContext)


def test_it_counts_from_the_moment_it_is_registered() -> None:
    outcome = notes.given().when(REGISTER, by=ANN, **known())
    outcome.then_only(CreditNoteRegistered, registered_by=ANN).leads_to("Registered")
    assert outcome.state.content.totals.gross == Money("30.00", "EUR")
    outcome.when(REGISTER, by=ANN, **known()).impossible()


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"lines": ()}, rules.credit_note_has_lines),
        ({"amount": Money("30.01", "EUR")}, rules.credit_is_lines_and_tax),
        ({"tax_total": Money("0.01", "EUR")}, rules.credit_is_lines_and_tax),
        ({"lines": (LINE,) * 10_001}, rules.credit_note_lines_are_not_too_many),
        ({"amount": Money("30.00", "USD")}, rules.credit_note_is_in_invoice_currency),
    ],
)
def test_not_when_its_figures_do_not_hold(changes: dict[str, Any], because: Any) -> None:
    command = REGISTER.model_copy(update=changes)
    notes.given().when(command, by=ANN, **known()).refused(because)


def test_not_under_a_number_that_is_taken() -> None:
    first = CreditNoteId.of(uuid(9))
    outcome = notes.given().when(REGISTER, by=ANN, **known(number_taken_by=first))
    outcome.refused(rules.credit_note_number_is_new, credit_note_id=first)


def test_in_the_currency_of_the_order_only() -> None:
    outcome = notes.given().when(REGISTER, by=ANN, **known(order(currency="USD")))
    outcome.refused(rules.credit_note_is_in_invoice_currency)
