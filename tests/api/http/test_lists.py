"""Lists page stably, narrow by what they declare, and open in a spreadsheet."""

import csv
import io
from urllib.parse import parse_qs, urlparse

import httpx
import pytest

from tests.api.http.company import Company, Json, Person, line, refused, succeeded


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def supplier(buyer: Person, name: str, country: str = "DE") -> httpx.Response:
    body = {"name": name, "country": country, "currency": "EUR", "paymentTerms": "NET30"}
    return buyer.ask("POST", "/v1/suppliers", body)


@pytest.fixture
def filled(buyer: Person) -> httpx.Response:
    """Seven suppliers, A to G; the last answer."""
    return [supplier(buyer, f"{name} GmbH") for name in "DBGACFE"][-1]


def names(page: Json) -> list[str]:
    return [row["name"][0] for row in page["items"]]


def test_pages_follow_each_other_by_cursor_and_link(buyer: Person, filled: httpx.Response) -> None:
    first = buyer.get(
        "/v1/suppliers",
        {"Consistency-Token": filled.headers["Consistency-Token"]},
        params={"limit": 3, "sort": "name"},
    )
    assert names(succeeded(first)) == ["A", "B", "C"]
    seen, link = names(first.json()), first.links["next"]["url"]
    assert parse_qs(urlparse(link).query)["cursor"] == [first.json()["nextCursor"]]
    while link:
        page = buyer.get(link)
        seen += names(succeeded(page))
        link = page.links.get("next", {}).get("url", "")
    assert "nextCursor" not in page.json()
    assert seen == list("ABCDEFG")


def test_rows_that_come_meanwhile_repeat_nothing_and_skip_nothing(
    buyer: Person, filled: httpx.Response
) -> None:
    first = buyer.see("/v1/suppliers", after=filled, limit=3, sort="name")
    written = [supplier(buyer, name) for name in ("AA GmbH", "DD GmbH", "ZZ GmbH")][-1]
    rest = buyer.see(
        "/v1/suppliers", after=written, limit=200, sort="name", cursor=first["nextCursor"]
    )
    assert [row["name"] for row in rest["items"]] == [
        "D GmbH",
        "DD GmbH",
        "E GmbH",
        "F GmbH",
        "G GmbH",
        "ZZ GmbH",
    ]


def test_the_total_is_counted_only_when_asked_for(buyer: Person, filled: httpx.Response) -> None:
    assert "total" not in buyer.see("/v1/suppliers", after=filled, limit=1)
    assert buyer.see("/v1/suppliers", after=filled, limit=1, include="total")["total"] == 7


def test_a_list_narrows_and_turns_round(buyer: Person, filled: httpx.Response) -> None:
    abroad = supplier(buyer, "X Inc", "US")
    assert names(buyer.see("/v1/suppliers", after=abroad, country="US")) == ["X"]
    assert names(buyer.see("/v1/suppliers", sort="-name", limit=2)) == ["X", "G"]
    assert buyer.see("/v1/suppliers", status="Active")["items"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("limit=ten", "/limit"),
        ("limit=1.5", "/limit"),
        ("sort=unknown", "/sort"),
        ("sort=--name", "/sort"),
        ("include=everything", "/include"),
        ("cursor=broken", "/cursor"),
        ("cursor=", "/cursor"),
        ("colour=red", "/colour"),
        ("name=x", "/name"),
        ("createdFrom=yesterday", "/createdFrom"),
        ("limit=1&limit=2", "/limit"),
        ("country=%00", "/country"),
    ],
)
def test_what_a_list_cannot_be_asked_is_refused(buyer: Person, query: str, pointer: str) -> None:
    problem = refused(buyer.get(f"/v1/suppliers?{query}"), 422, "InvalidRequest")
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


def test_a_cursor_belongs_to_its_question(buyer: Person, filled: httpx.Response) -> None:
    page = buyer.see("/v1/suppliers", after=filled, limit=3, sort="name")
    moved = {"cursor": page["nextCursor"], "sort": "-name"}
    refused(buyer.get("/v1/suppliers", params=moved), 422, "InvalidRequest")


def test_a_list_opens_in_a_spreadsheet_and_runs_nothing(company: Company, buyer: Person) -> None:
    written = supplier(buyer, '=HYPERLINK("http://evil")')
    answer = buyer.get(
        "/v1/suppliers",
        {"Accept": "text/csv", "Consistency-Token": written.headers["Consistency-Token"]},
    )
    assert answer.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["name"] == '\'=HYPERLINK("http://evil")'
    assert row["id"] == written.json()["id"]


def test_a_format_that_is_not_offered_is_refused(buyer: Person) -> None:
    answer = buyer.get("/v1/suppliers", {"Accept": "application/vnd.apache.arrow.stream"})
    problem = refused(answer, 406, "NotAcceptable")
    assert problem["offered"] == ["application/json", "text/csv"]


def test_the_inbox_shows_what_waits_for_its_reader_oldest_first(
    company: Company, buyer: Person
) -> None:
    orders = [company.submitted_order(buyer, line("100.00", quantity="1")) for _ in range(3)]
    large = company.submitted_order(buyer, line("20000.00", quantity="1"))
    token = buyer.ask("PATCH", f"/v1/purchase-orders/{large}/reject", {"reason": "x"})
    junior = company.person("approver", level="L1")

    def waiting(person: Person, after: httpx.Response) -> list[str]:
        return [row["id"] for row in person.see("/v1/approvals", after=after)["items"]]

    larger = company.submitted_order(buyer, line("20000.00", quantity="1"))
    token = buyer.ask("PATCH", f"/v1/purchase-orders/{larger}/approve", {})
    assert token.status_code == 403
    senior = company.person("approver", level="L3")
    seen = senior.ask("PATCH", f"/v1/purchase-orders/{orders[0]}/approve", {})
    assert waiting(junior, seen) == orders[1:]
    assert waiting(senior, seen) == [*orders[1:], larger]
    assert waiting(buyer, seen) == []
    problem = refused(
        junior.get("/v1/approvals", params={"approver": senior.user}), 422, "InvalidRequest"
    )
    assert problem["errors"][0]["pointer"] == "/approver"
