"""Another policy over what really happened, asked for over HTTP."""

from typing import Any

import orjson
import pytest

from tests.api.http.company import Company, Json, Person, refused
from tests.api.http.payables import Payables, billed, money, ordered

PATH = "/v1/audit/backtest"


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def tried(by: Person, **policies: Any) -> list[Json]:
    """Every line of the answer."""
    answer = by.get(PATH, params=policies)
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
        matchPercent="1",
        l1="10.00",
        l2="999.99",
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
    *changes, _, report = tried(ap.company.admin, matchPercent="5")
    (change,) = changes
    assert change["eventType"] == "invoicing.supplier-invoice.correction-refused"
    assert (change["before"], change["after"]) == ("Disputed", "Matched")
    assert change["amount"] == money("1050.00")
    assert report["decided"] == [{"decision": "invoice-match", "decisions": 2}]


def test_only_a_part_of_history_can_be_tried(ap: Payables) -> None:
    ap.matched(ap.delivered(), billed(price="10.15"))
    policies = {"matchPercent": "1"}
    (change, _, whole) = tried(ap.company.admin, **policies)
    for period in (
        {"asOf": str(change["position"] - 1)},
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
    *changes, _, _ = tried(ap.company.admin, mode="sequential")
    (change,) = changes
    assert change["eventType"] == "purchasing.purchase-order.reapproval-required"
    assert (change["before"], change["after"]) == ("L2", "L1, L2")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"asOf": "7"},
        {"l1": "1.00"},
        {"l1": "2.00", "l2": "1.00"},
        {"l1": "1.001", "l2": "2.00"},
        {"matchPercent": "101"},
        {"matchPercent": "1", "from": "yesterday"},
        {"mode": "both"},
    ],
)
def test_what_cannot_be_a_policy_is_refused(company: Company, asked: Json) -> None:
    refused(company.admin.get(PATH, params=asked), 422, "InvalidRequest")


def test_whoever_may_not_see_all_that_is_decided_may_not_try(company: Company) -> None:
    buyer = company.person("buyer")
    refused(buyer.get(PATH, params={"mode": "single"}), 403, "PermissionDenied")


def test_an_absolute_limit_is_tried_in_the_currency_of_the_order(ap: Payables) -> None:
    lines = [ordered(price="1000", currency="JPY")]
    order = ap.issued(*lines, currency="JPY")  # 100 JPY are 1 EUR
    ap.receive(order, _1="100")
    ap.matched(order, billed(price="1010", currency="JPY"))  # 1,000 JPY too much, which are 10 EUR
    for limit, changed in (("10.00", 0), ("9.99", 1)):
        *_, report = tried(ap.company.admin, matchPercent="2", matchAbsolute=limit)
        assert report["changed"] == changed, limit
