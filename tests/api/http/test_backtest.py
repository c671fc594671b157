"""Another policy over what really happened, asked for over HTTP."""

from typing import Any

import orjson
import pytest

from tests.api.http.company import Company, Json, Person, refused
from tests.api.http.payables import Payables, billed, money, ordered


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def tried(by: Person, **policies: Any) -> list[Json]:
    """Every line of the answer."""
    answer = by.ask("POST", "/v1/audit/backtest", policies)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [orjson.loads(line) for line in answer.content.splitlines()]


def events(by: Person, **filters: str) -> list[Json]:
    return list(by.see("/v1/events", None, limit="200", **filters)["items"])


def test_what_would_have_come_out_otherwise_is_told_with_its_amount(ap: Payables) -> None:
    order = ap.delivered()
    invoice = ap.matched(order, billed(price="10.15"))
    auditor = ap.company.person("auditor")
    lines = tried(
        auditor,
        matchTolerance={"percent": "1"},
        approvalThresholds={"currency": "EUR", "l1": "10.00", "l2": "999.99"},
    )
    *changes, going, report = lines
    assert [(one["decision"], one["before"], one["after"], one["amount"]) for one in changes] == [
        ("order-approval", "L1", "L3", money("1000.00")),
        ("invoice-match", "Matched", "Disputed", money("1015.00")),
    ]
    assert [one["id"] for one in changes] == [order, invoice["invoiceId"]]
    happened = {event["position"]: event for event in events(auditor)}
    for one in changes:
        event = happened[one["position"]]
        assert (event["streamId"], event["type"]) == (one["id"], one["eventType"])
    assert going == {"position": report["position"], "of": report["position"]}
    assert report["changed"] == 2
    assert report["totals"][0] == {
        "decision": "invoice-match",
        "before": "Matched",
        "after": "Disputed",
        "decisions": 1,
        "amount": money("1015.00"),
    }
    assert events(auditor, actor=auditor.user) == [], "it stores nothing"


def test_a_correction_that_was_refused_is_decided_again_too(ap: Payables) -> None:
    invoice = ap.disputed(ap.delivered(), billed(price="11"))["invoiceId"]
    revised = {"revisedAmount": money("1050.00")}
    refused(
        ap.clerk.ask("PATCH", f"/v1/invoices/{invoice}/correct", revised), 422, "InvoiceMismatch"
    )
    *changes, _, report = tried(ap.company.admin, matchTolerance={"percent": "5"})
    (change,) = changes
    assert change["eventType"] == "invoicing.supplier-invoice.correction-refused"
    assert (change["before"], change["after"]) == ("Disputed", "Matched")
    assert change["amount"] == money("1050.00")
    assert report["decided"] == [{"decision": "invoice-match", "decisions": 2}]


def test_only_a_part_of_history_can_be_tried(ap: Payables) -> None:
    ap.matched(ap.delivered(), billed(price="10.15"))
    policies = {"matchTolerance": {"percent": "1"}}
    (change, _, whole) = tried(ap.company.admin, **policies)
    for period in (
        {"asOf": change["position"] - 1},
        {"to": change["occurredAt"]},
        {"from": "2998-01-01T00:00:00Z"},
    ):
        *_, report = tried(ap.company.admin, **policies, **period)
        assert (report["changed"], report["decided"]) == (0, [])
    later = tried(ap.company.admin, **policies, **{"from": change["occurredAt"]})[-1]
    assert later["totals"] == whole["totals"]


def test_an_amendment_needs_other_approvers_as_well(ap: Payables) -> None:
    order = ap.issued(ordered())
    amended = {"lines": [ordered("200")], "reason": "More is needed"}
    ap.buyer.do("PATCH", f"/v1/purchase-orders/{order}/amend", amended)
    *changes, _, _ = tried(ap.company.admin, approvalMode="sequential")
    (change,) = changes
    assert change["eventType"] == "purchasing.purchase-order.reapproval-required"
    assert (change["before"], change["after"]) == ("L2", "L1, L2")


def test_what_cannot_be_a_policy_is_refused(company: Company) -> None:
    by, path = company.person("auditor"), "/v1/audit/backtest"
    refused(by.ask("POST", path, {}), 422, "InvalidRequest")
    dollars = {"approvalThresholds": {"currency": "USD", "l1": "1.00", "l2": "2.00"}}
    refused(by.ask("POST", path, dollars), 422, "ThresholdsNotInBaseCurrency")
    number = {"matchTolerance": {"percent": 1}}
    refused(by.ask("POST", path, number), 422, "InvalidRequest")
    buyer = company.person("buyer")
    refused(buyer.ask("POST", path, {"approvalMode": "single"}), 403, "PermissionDenied")
