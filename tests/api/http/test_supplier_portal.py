"""A supplier's user sees what is the supplier's, as far as the supplier could know it, and acts on it."""

import csv
import io
from dataclasses import dataclass

import httpx
import pytest

from domain.identity.role import Role
from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, line, refused, succeeded
from tests.api.http.estate import supplier_user
from tests.api.http.house import House
from tests.api.http.payables import Payables, billed, ordered


@dataclass
class Portal:
    """Two suppliers of one company, a user of each, and what happened with them."""

    payables: Payables
    seller: Person
    stranger: Person
    order: str
    invoice: Json

    @property
    def company(self) -> Company:
        return self.payables.company


def seller_of(company: Company, supplier: str) -> Person:
    """Somebody who works for a supplier, with a token."""
    user = supplier_user(company, supplier)
    token = company.house.token(company.tenant, user, Role.SUPPLIER)
    return Person(company.house, company.tenant, user, token)


@pytest.fixture(scope="module")
def portal(house: House) -> Portal:
    """An order that was delivered and invoiced; the other supplier has nothing yet."""
    payables = Payables(Company.opened(house))
    company = payables.company
    stranger = seller_of(company, company.supplier(payables.buyer))
    order = payables.delivered(ordered(taxRate="19"), costCenter="4711")
    invoice = payables.matched(order, billed(taxRate="19"))
    return Portal(payables, seller_of(company, payables.supplier), stranger, order, invoice)


def listed(person: Person, path: str, after: httpx.Response, **parameters: str) -> Json:
    """A list with what was written, as soon as it is there."""
    token = {"Consistency-Token": after.headers["Consistency-Token"]}
    found: list[httpx.Response] = []

    def there() -> bool:
        found.append(person.get(path, token, params=parameters or None))
        return found[-1].status_code != 503

    until(there)
    return succeeded(found[-1])


def missing(problem: Json, name: str) -> Json:
    """A problem without what differs from request to request."""
    return {
        key: str(value).replace(name, "…") for key, value in problem.items() if key != "requestId"
    }


def test_a_supplier_sees_its_order_without_what_goes_on_behind_it(portal: Portal) -> None:
    path = f"/v1/purchase-orders/{portal.order}"
    ours, theirs = portal.payables.buyer.see(path), portal.seller.see(path)
    assert ours["approval"]
    assert ours["costCenter"] == "4711"
    hidden = {name for name, value in ours.items() if value and theirs[name] is None}
    assert hidden == {"approval", "costCenter", "submittedBy"}
    assert theirs["lines"] == ours["lines"]
    assert theirs["totals"] == ours["totals"]
    assert portal.seller.get(path).json() == theirs  # and once more, from memory
    assert portal.payables.buyer.see(path) == ours


def test_what_another_supplier_has_is_not_there(portal: Portal) -> None:
    nothing = "3f2504e0-4f89-41d3-9a0c-0305e82c3309"
    invoice, payables = str(portal.invoice["invoiceId"]), portal.payables
    payment = f"pay_{invoice.removeprefix('inv_')}"
    until(lambda: payables.company.admin.get(f"/v1/payments/{payment}").is_success)
    for method, path, name in (
        ("GET", "/v1/purchase-orders/{}", portal.order),
        ("GET", "/v1/purchase-orders/{}?version=5", portal.order),
        ("GET", "/v1/purchase-orders/{}/match", portal.order),
        ("PATCH", "/v1/purchase-orders/{}/acknowledge", portal.order),
        ("PATCH", "/v1/purchase-orders/{}/dispute", portal.order),
        ("GET", "/v1/streams/{}/diff?from=5&to=5", portal.order),
        ("GET", "/v1/streams/{}/diff?from=0&to=0", portal.order),
        ("GET", "/v1/invoices/{}", invoice),
        ("GET", "/v1/payments/{}", payment),
        ("GET", "/v1/suppliers/{}", payables.supplier),
    ):
        body = {"reason": "No."} if path.endswith("dispute") else {} if method == "PATCH" else None
        absent = f"{name.partition('_')[0]}_{nothing}"
        foreign = refused(
            portal.stranger.ask(method, path.format(name), body), 404, "DocumentNotFound"
        )
        none = refused(
            portal.stranger.ask(method, path.format(absent), body), 404, "DocumentNotFound"
        )
        assert missing(foreign, name) == missing(none, absent), path


def test_lists_hold_what_is_the_suppliers_and_nothing_else(portal: Portal) -> None:
    written = portal.payables.post(portal.order, billed("1", "10", taxRate="19"))
    refused(written, 422, "InvoiceMismatch")
    for path in ("/v1/invoices", "/v1/match-exceptions", "/v1/purchase-orders"):
        seen = listed(portal.seller, path, written, include="total")
        everything = listed(portal.company.admin, path, written, include="total")
        supplier = portal.payables.supplier
        owned = [row["id"] for row in everything["items"] if row["supplierId"] == supplier]
        assert [row["id"] for row in seen["items"]] == owned != []
        assert seen["total"] == len(owned)
        assert listed(portal.stranger, path, written, include="total")["total"] == 0
        table = portal.stranger.get(path, {"Accept": "text/csv"}).text
        assert list(csv.reader(io.StringIO(table)))[1:] == []


def test_what_is_withheld_can_be_neither_listed_nor_asked_for(portal: Portal) -> None:
    (row,) = portal.seller.see("/v1/purchase-orders")["items"]
    assert row["costCenter"] is None
    refused(portal.seller.get("/v1/purchase-orders?costCenter=4711"), 422, "InvalidRequest")


def test_a_draft_is_not_the_suppliers_until_it_is_issued(portal: Portal) -> None:
    payables, seller = portal.payables, portal.seller
    draft = payables.company.order(payables.buyer, line(), supplier=payables.supplier)
    path = f"/v1/purchase-orders/{draft['id']}"
    refused(seller.get(path), 404, "DocumentNotFound")
    payables.buyer.do("PATCH", f"{path}/submit", {})
    payables.approver.do("PATCH", f"{path}/approve", {})
    refused(seller.get(path), 404, "DocumentNotFound")
    issued = payables.buyer.ask("PATCH", f"{path}/issue", {})
    assert seller.see(path)["status"] == "Issued"
    refused(seller.get(f"{path}?version=1"), 404, "DocumentNotFound")
    assert draft["id"] in _ids(listed(seller, "/v1/purchase-orders", issued))
    acknowledged = succeeded(seller.ask("PATCH", f"{path}/acknowledge", {}))
    assert (acknowledged["status"], acknowledged["approval"]) == ("Acknowledged", None)
    assert seller.do("PATCH", f"{path}/dispute", {"reason": "Prices rose."})["status"] == "Disputed"


def test_an_order_that_was_called_off_before_it_was_issued_stays_unknown(portal: Portal) -> None:
    payables, seller = portal.payables, portal.seller
    draft = payables.company.order(payables.buyer, line(), supplier=payables.supplier)
    path = f"/v1/purchase-orders/{draft['id']}"
    cancelled = payables.buyer.ask("DELETE", f"{path}?reason=changed+our+minds")
    assert succeeded(cancelled)["status"] == "Cancelled"
    refused(seller.get(path), 404, "DocumentNotFound")
    assert draft["id"] not in _ids(listed(seller, "/v1/purchase-orders", cancelled))


def test_an_order_that_moves_to_another_supplier_goes_from_the_one_to_the_other(
    portal: Portal,
) -> None:
    payables = portal.payables
    other = payables.company.supplier(payables.buyer)
    new = seller_of(payables.company, other)
    order = payables.issued(ordered())
    path = f"/v1/purchase-orders/{order}"
    held = portal.seller.see(path)["version"]
    lines = [{**ordered(), "poLine": 1}]
    body = {"supplierId": other, "lines": lines, "reason": "They deliver sooner."}
    payables.buyer.do("PATCH", f"{path}/amend", body)
    for person in (portal.seller, new):
        refused(person.get(path), 404, "DocumentNotFound")
    payables.approver.do("PATCH", f"{path}/approve", {})
    payables.buyer.do("PATCH", f"{path}/issue", {})
    assert new.see(path)["supplierId"] == other
    refused(new.get(f"{path}?version={held}"), 404, "DocumentNotFound")
    refused(portal.seller.get(path), 404, "DocumentNotFound")
    assert portal.seller.see(f"{path}?version={held}")["supplierId"] == payables.supplier


def test_a_supplier_reads_no_log(portal: Portal) -> None:
    for path in ("/v1/events", "/v1/events/stream", f"/v1/streams/{portal.order}/events"):
        refused(portal.seller.get(path), 403, "PermissionDenied")


def test_notices_to_the_supplier_are_its_own(portal: Portal) -> None:
    found: list[Json] = []

    def there() -> bool:
        found.append(portal.seller.see("/v1/notices"))
        return bool(found[-1]["items"])

    until(there)
    assert {row["recipient"]["id"] for row in found[-1]["items"]} == {portal.payables.supplier}
    notice = found[-1]["items"][0]["id"]
    assert portal.seller.see(f"/v1/notices/{notice}")["id"] == notice
    refused(portal.stranger.get(f"/v1/notices/{notice}"), 404, "DocumentNotFound")


def test_the_tolerance_of_the_match_is_not_the_suppliers_to_know(portal: Portal) -> None:
    path = f"/v1/purchase-orders/{portal.order}/match"
    ours, theirs = portal.payables.clerk.see(path), portal.seller.see(path)
    assert [one["tolerance"] is None for one in ours["lines"]] == [False]
    assert [one["tolerance"] for one in theirs["lines"]] == [None]


def test_a_token_that_says_supplier_and_belongs_to_none_owns_nothing(portal: Portal) -> None:
    company = portal.company
    token = company.house.token(company.tenant, company.admin.user, Role.SUPPLIER)
    nobody = Person(company.house, company.tenant, company.admin.user, token)
    assert nobody.see("/v1/invoices", include="total")["total"] == 0
    refused(nobody.get(f"/v1/purchase-orders/{portal.order}"), 404, "DocumentNotFound")


def _ids(page: Json) -> set[str]:
    return {row["id"] for row in page["items"]}
