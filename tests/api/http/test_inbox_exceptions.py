"""Exceptions wait in the inbox of everybody who may decide about them, and of nobody else."""

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, refused
from tests.api.http.payables import Payables, billed, ordered
from tests.api.http.paying import Paying, day


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def inbox(person: Person, kind: str, waiting: int = 1) -> list[Json]:
    """What waits for somebody, as soon as it is so many."""
    found: list[list[Json]] = []

    def shown() -> bool:
        found.append(person.see("/v1/approvals", kind=kind)["items"])
        return len(found[-1]) == waiting

    until(shown)
    return found[-1]


def test_a_delivery_that_disagrees_waits_for_everybody_but_its_receiver(ap: Payables) -> None:
    order = ap.issued(ordered())
    lines = [{"poLine": 1, "sku": "BOLT-M8", "receivedQuantity": "102.001"}]
    held = refused(
        ap.warehouse.ask("POST", "/v1/grn", ap.note(order, lines)), 422, "GoodsReceiptDiscrepancy"
    )["grnId"]
    (row,) = inbox(ap.buyer, "goods-receipt")
    assert (row["id"], row["operation"], row["reason"]) == (held, "grn.accept", "line 1: too-much")
    assert inbox(ap.warehouse, "goods-receipt", 0) == []
    ap.buyer.do("PATCH", f"/v1/grn/{held}/accept", {})
    assert inbox(ap.buyer, "goods-receipt", 0) == []


def test_a_disputed_invoice_waits_for_payables_until_it_is_settled(ap: Payables) -> None:
    invoice = ap.disputed(ap.delivered(), billed(price="11"))["invoiceId"]
    for clerk in (ap.clerk, ap.colleague):
        (row,) = inbox(clerk, "supplier-invoice")
        assert (row["id"], row["operation"]) == (invoice, "invoices.correct")
    assert inbox(ap.warehouse, "supplier-invoice", 0) == []
    ap.clerk.do("PATCH", f"/v1/invoices/{invoice}/correct", {"lines": [billed()]})
    assert inbox(ap.clerk, "supplier-invoice", 0) == []


def test_a_possible_duplicate_waits_for_another_person(ap: Payables) -> None:
    first = ap.matched(ap.delivered(), invoiceDate="2026-04-01")
    second = ap.matched(ap.delivered(), invoiceDate="2026-04-01")
    (row,) = inbox(ap.colleague, "supplier-invoice")
    assert inbox(ap.clerk, "supplier-invoice", 0) == []
    assert (row["id"], row["operation"]) == (second["invoiceId"], "invoices.release")
    assert row["reason"] == f"possible duplicate of {first['invoiceId']}"
    ap.colleague.do("PATCH", f"/v1/invoices/{second['invoiceId']}/release", {})
    assert inbox(ap.colleague, "supplier-invoice", 0) == []


def test_a_payment_run_waits_for_whoever_had_no_hand_in_it(company: Company) -> None:
    paying = Paying(company)
    paying.owed()
    run = paying.treasurer.do("POST", "/v1/payment-runs", {"executionDate": day(60)})
    (row,) = inbox(paying.manager, "payment-run")
    assert (row["id"], row["operation"]) == (run["paymentRunId"], "payment-runs.approve")
    assert inbox(paying.payables.clerk, "payment-run", 0) == []
