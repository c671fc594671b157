"""What readers of a supplier see."""

import json
from typing import Any

import pytest

from application.documents.supplier import SupplierDocument, document, render
from domain.purchasing.supplier import commands as c
from domain.purchasing.supplier.machine import Status, Supplier
from domain.shared.ids import SupplierId
from tests.application.documents.folding import folded
from tests.domain.purchasing.people import ANN, BEN, CLEO, uuid
from tests.domain.purchasing.supplier_events import (
    EURO_ACCOUNT,
    OTHER_ACCOUNT,
    blocked,
    confirmed,
    registered,
    with_account,
)
from tests.given_when_then import Outcome
from tests.machines.samples.supplier import SUPPLIERS
from tests.machines.walk import walk

SUPPLIER = SupplierId.of(uuid(1))


def shown(outcome: Outcome[Supplier]) -> dict[str, Any]:
    """The document as JSON."""
    found: dict[str, Any] = json.loads(render(folded(outcome, SUPPLIER)))
    return found


def test_a_supplier_is_shown_with_its_names_and_terms() -> None:
    seen = shown(registered())
    assert (seen["id"], seen["supplierId"]) == (SUPPLIER, SUPPLIER)
    assert (seen["status"], seen["version"]) == ("Onboarding", 1)
    assert (seen["paymentTerms"], seen["country"]) == ("2/10 NET30", "DE")
    assert (seen["registeredBy"], seen["bankAccounts"]) == (ANN, [])


def test_a_blocked_supplier_says_why() -> None:
    assert shown(blocked())["blockReason"] == "late again"


def test_whoever_confirms_an_account_sees_what_was_entered_and_by_whom() -> None:
    (account,) = shown(with_account())["bankAccounts"]
    assert (account["bankAccount"], account["status"]) == (1, "PendingConfirmation")
    assert (account["pending"]["iban"], account["pendingBy"]) == (EURO_ACCOUNT.iban, ANN)
    assert account["confirmed"] is None


def test_a_change_is_shown_beside_what_was_confirmed() -> None:
    change = c.ChangeBankAccount(bank_account=1, account=OTHER_ACCOUNT)
    (account,) = shown(confirmed().when(change, by=CLEO))["bankAccounts"]
    assert (account["confirmed"]["iban"], account["confirmedBy"]) == (EURO_ACCOUNT.iban, BEN)
    assert (account["pending"]["iban"], account["pendingBy"]) == (OTHER_ACCOUNT.iban, CLEO)


@pytest.mark.parametrize("status", Status)
def test_every_supplier_is_shown_the_same_way_every_time(status: Status) -> None:
    here = folded(registered(), SUPPLIER)
    states = [state for state in walk(SUPPLIERS).states if state.status is status]
    assert states
    for state in states:
        once = type(here)(SUPPLIER, state, 9, here.created_at, here.updated_at)
        assert render(once) == render(once)
        assert SupplierDocument.model_validate_json(render(once)) == document(once)
