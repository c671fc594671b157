"""Two suppliers with everything that one can have: whatever either asks for, nothing is the other's."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.http.app import operations
from api.http.operation import Operation
from application.permissions import PERMISSIONS
from domain.identity.role import Role
from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, refused, succeeded
from tests.api.http.estate import supplier_user
from tests.api.http.house import House
from tests.api.http.payables import Payables, billed, gross, money

OPERATIONS = sorted(operations(), key=lambda each: each.name)
OWN = [each for each in OPERATIONS if Role.SUPPLIER in PERMISSIONS[each.declared.needs].own]
LISTS = [each for each in OWN if each.declared.lists]
OF_ONE = [each for each in OWN if each.parameters]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Seller:
    """Somebody of a supplier, and the names of all that is the supplier's, by what a path calls them."""

    person: Person
    named: Mapping[str, str]
    says: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What nobody but this supplier may read."""
        return (*self.named.values(), *self.says)


@dataclass
class Market:
    """A company and its two suppliers."""

    payables: Payables
    sellers: tuple[Seller, Seller]
    head: str

    @property
    def pairs(self) -> tuple[tuple[Seller, Seller], tuple[Seller, Seller]]:
        """Each with the other."""
        one, other = self.sellers
        return ((one, other), (other, one))


@pytest.fixture(scope="module")
def market(house: House) -> Market:
    """Orders, deliveries, invoices that agree and that do not, credit notes, payments and letters of both."""
    payables = Payables(Company.opened(house))
    one = traded(payables, '=HYPERLINK("http://x.example","Nordholz")', "+49-NORD")
    other = traded(payables, "@SUM(1) Suedstahl", "-SUED")
    tenant = payables.company.tenant
    head = house.inside(lambda daybook: daybook.storage.store.head(tenant))
    return Market(payables, (one, other), str(head))


def traded(payables: Payables, name: str, number: str) -> Seller:
    """Everything that happens with a supplier of this name, who numbers invoices like this."""
    company, terms = payables.company, {"country": "DE", "currency": "EUR", "paymentTerms": "NET30"}
    supplier = payables.buyer.do("POST", "/v1/suppliers", {"name": name, **terms})["supplierId"]
    payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/activate", {})
    payables.supplier = supplier
    order = payables.delivered()
    invoice = payables.matched(order, billed("60"), supplierInvoiceNumber=f"{number}-1")
    payables.disputed(order, billed("1", "11"))
    lines = [{"poLine": 1, "quantity": "1", "unitPrice": money("10")}]
    note = payables.clerk.do(
        "POST",
        "/v1/credit-notes",
        {
            "invoiceId": invoice["invoiceId"],
            "creditNoteNumber": f"{number}-2",
            "date": "2026-03-09",
            "amount": gross(lines),
            "lines": lines,
        },
    )["creditNoteId"]
    user = supplier_user(company, supplier)
    token = company.house.token(company.tenant, user, Role.SUPPLIER)
    person = Person(company.house, company.tenant, user, token)
    named = {
        "supplier_id": supplier,
        "purchase_order_id": order,
        "invoice_id": invoice["invoiceId"],
        "credit_note_id": note,
        "payment_id": f"pay_{invoice['invoiceId'].removeprefix('inv_')}",
        "notice_id": letter(person),
        "stream_id": order,
    }
    until(lambda: person.get(f"/v1/payments/{named['payment_id']}").is_success)
    return Seller(person, named, (name, name.partition(" ")[2] or "Nordholz", number))


def letter(person: Person) -> str:
    """The first letter to a supplier, as soon as there is one."""
    found: list[Json] = []

    def there() -> bool:
        found[:] = person.see("/v1/notices")["items"]
        return found != []

    until(there)
    return str(found[0]["id"])


def asked(market: Market, seller: Seller, path: str, **more: Any) -> httpx.Response:
    """A query with everything in view that happened before the test."""
    headers = {"Consistency-Token": market.head, **more.pop("headers", {})}
    return seller.person.get(path, headers, **more)


def said_of(other: Seller, answer: httpx.Response) -> list[str]:
    """What an answer says of another supplier."""
    text = f"{answer.text} {json.loads(answer.text) if 'json' in kind(answer) else ''}"
    return [mark for mark in other.marks if mark in text]


def kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("Content-Type", ""))


def test_what_a_supplier_may_do_at_all_is_what_is_tried_here() -> None:
    assert {each.declared.needs for each in (*LISTS, *OF_ONE)} == {
        each.declared.needs for each in OWN
    }
    assert len(LISTS) >= 6
    assert len(OF_ONE) >= 9


@pytest.mark.parametrize("operation", LISTS, ids=lambda each: str(each.declared.needs))
@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_a_list_holds_what_is_ones_own_and_nothing_of_the_other(
    market: Market, operation: Operation, accept: str
) -> None:
    shown = []
    for seller, other in market.pairs:
        answer = asked(market, seller, operation.path, headers={"Accept": accept})
        assert succeeded_as(answer, accept)
        shown.append(ids(answer))
        assert said_of(other, answer) == []
        assert any(mark in answer.text for mark in seller.named.values())
    assert shown[0]
    assert shown[1]
    assert shown[0].isdisjoint(shown[1])


@pytest.mark.parametrize("operation", LISTS, ids=lambda each: str(each.declared.needs))
def test_no_filter_search_page_or_count_of_a_list_leads_to_the_other(
    market: Market, operation: Operation
) -> None:
    path = operation.path
    for seller, other in market.pairs:
        named = {"supplierId": "supplier_id", "purchaseOrderId": "purchase_order_id"}
        for name, value in [(each, other.named[of]) for each, of in named.items()] + [
            ("q", other.says[-1]),
            ("q", other.named["purchase_order_id"]),
        ]:
            answer = asked(market, seller, path, params={name: value, "include": "total"})
            if answer.status_code != 422:
                assert (answer.json()["items"], answer.json()["total"]) == ([], 0)
        first = asked(market, seller, path, params={"limit": 1})
        if "Link" in first.headers:
            foreign = asked(market, other, first.headers["Link"].split(">")[0][1:])
            assert said_of(seller, foreign) == []
        again = asked(market, other, path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 200


@pytest.mark.parametrize("operation", OF_ONE, ids=lambda each: str(each.declared.needs))
def test_a_document_of_the_other_is_not_there_to_be_read_or_acted_on(
    market: Market, operation: Operation
) -> None:
    method, path = operation.method, operation.path
    for seller, other in market.pairs:
        body = None if method == "GET" else {"reason": "No."} if path.endswith("dispute") else {}
        compared = versions(seller) if path.endswith("diff") else None
        foreign = seller.person.ask(method, path.format(**other.named), body, params=compared)
        refused(foreign, 404, "DocumentNotFound")
        assert set(said_of(other, foreign)) <= set(other.named.values()), (
            "the name it was asked for"
        )
        if method == "GET":
            own = asked(market, seller, path.format(**seller.named), params=compared)
            assert own.is_success, own.text
            assert said_of(other, own) == []


def test_no_document_of_the_other_can_be_compared_or_read_as_it_was(market: Market) -> None:
    for seller, other in market.pairs:
        for name in other.named.values():
            path = f"/v1/streams/{name}/diff"
            refused(seller.person.get(path, params={"from": 1, "to": 1}), 404, "DocumentNotFound")
        for operation in OF_ONE:
            if operation.method == "GET" and "stream" not in operation.path:
                path = operation.path.format(**other.named)
                answer = seller.person.get(path, params={"version": 1})
                assert answer.status_code in (404, 422), answer.text


def versions(seller: Seller) -> Mapping[str, int]:
    """The order as it is, compared with itself."""
    order = seller.named["purchase_order_id"]
    version = seller.person.see(f"/v1/purchase-orders/{order}")["version"]
    return {"from": version, "to": version}


@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/stream", "/v1/streams/{}/events"])
def test_the_log_is_closed_to_both_whosever_document_they_name(market: Market, path: str) -> None:
    for seller, other in market.pairs:
        for name in (seller.named["stream_id"], other.named["stream_id"]):
            refused(seller.person.get(path.format(name)), 403, "PermissionDenied")


def test_no_cell_of_any_table_is_a_formula(market: Market) -> None:
    """What a supplier is called, and how it numbers invoices, is somebody else's text in our tables."""
    company, found = market.payables.company, []
    everybody = company.person("auditor", "treasurer", "ap_clerk")
    for person in (everybody, *(each.person for each in market.sellers)):
        for operation in OPERATIONS:
            if not operation.declared.lists or "{" in operation.path:
                continue
            headers = {"Accept": "text/csv", "Consistency-Token": market.head}
            answer = person.get(operation.path, headers)
            if answer.status_code == 403:
                continue
            assert succeeded_as(answer, "text/csv"), operation.path
            cells = [cell for row in rows(answer) for cell in row.values()]
            found += [cell for cell in cells if cell.lstrip("'").startswith(FORMULAS)]
            assert [cell for cell in cells if cell.startswith(FORMULAS)] == []
    assert any("HYPERLINK" in cell for cell in found), "there was something to defuse"
    assert {cell[:2] for cell in found} >= {"'=", "'@", "'+", "'-"}


def succeeded_as(answer: httpx.Response, media_type: str) -> bool:
    """Whether it is a success of this media type."""
    assert answer.is_success, answer.text
    return kind(answer).startswith(media_type)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    """The lines of a table, by column."""
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def ids(answer: httpx.Response) -> set[str]:
    """The ids of the rows of a list, in whichever form it came."""
    if kind(answer).startswith("text/csv"):
        return {row["id"] for row in rows(answer)}
    return {row["id"] for row in succeeded(answer)["items"]}
