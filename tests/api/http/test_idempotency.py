"""One key, one effect: whoever repeats a request gets the first answer, to the byte."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from tests.api.http.company import Company, Json, Person, line, operator, refused, succeeded


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def body_of(company: Company, buyer: Person) -> Json:
    return {"supplierId": company.supplier(buyer), "currency": "EUR", "lines": [line()]}


def same(first: httpx.Response, second: httpx.Response) -> bool:
    told = ("etag", "location", "consistency-token", "content-type")
    return (
        first.status_code == second.status_code
        and first.content == second.content
        and all(first.headers.get(name) == second.headers.get(name) for name in told)
    )


def test_a_hundred_equal_posts_at_once_make_one_document_and_a_hundred_equal_answers(
    company: Company, buyer: Person
) -> None:
    body, key = body_of(company, buyer), {"Idempotency-Key": str(uuid4())}
    with ThreadPoolExecutor(25) as pool:
        answers = list(
            pool.map(lambda _: buyer.ask("POST", "/v1/purchase-orders", body, key), range(100))
        )
    assert all(same(answers[0], answer) for answer in answers), {answer.text for answer in answers}
    assert answers[0].status_code == 201
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
    assert replayed.count(None) == 1
    listed = buyer.see("/v1/purchase-orders", after=answers[0], include="total")
    assert listed["total"] == 1


def test_the_answer_stays_the_first_one_whatever_happens_to_the_document(
    company: Company, buyer: Person
) -> None:
    key = {"Idempotency-Key": "order-4711"}
    body = body_of(company, buyer)
    first = buyer.ask("POST", "/v1/purchase-orders", body, key)
    order = succeeded(first)["purchaseOrderId"]
    buyer.do("PATCH", f"/v1/purchase-orders/{order}/submit", {})
    again = buyer.ask("POST", "/v1/purchase-orders", body, key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert same(first, again)
    assert again.json()["status"] == "Draft"


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT"])
def test_other_methods_take_a_key_too(company: Company, buyer: Person, method: str) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    person, path, body = {
        "PATCH": (buyer, f"/v1/purchase-orders/{order}/submit", {}),
        "DELETE": (buyer, f"/v1/purchase-orders/{order}?reason=Gone", None),
        "PUT": (company.admin, "/v1/policies/approval-mode", {"mode": "sequential"}),
    }[method]
    key = {"Idempotency-Key": str(uuid4())}
    first = person.ask(method, path, body, key)
    again = person.ask(method, path, body, key)
    assert same(first, again)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_that_came_with_another_request_is_refused(company: Company, buyer: Person) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = body_of(company, buyer)
    order = succeeded(buyer.ask("POST", "/v1/purchase-orders", body, key))["purchaseOrderId"]
    other_body = {**body, "costCenter": "4711"}
    others = [
        buyer.ask("POST", "/v1/purchase-orders", other_body, key),
        buyer.ask("PATCH", f"/v1/purchase-orders/{order}/submit", {}, key),
    ]
    for response in others:
        refused(response, 422, "IdempotencyKeyReused")
    assert buyer.see(f"/v1/purchase-orders/{order}")["version"] == 1


def test_a_key_belongs_to_one_user(company: Company, buyer: Person) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = body_of(company, buyer)
    mine = succeeded(buyer.ask("POST", "/v1/purchase-orders", body, key))
    other = company.person("buyer")
    theirs = succeeded(other.ask("POST", "/v1/purchase-orders", body, key))
    assert mine["id"] != theirs["id"]


def test_a_refused_command_keeps_its_key_free(company: Company, buyer: Person) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    key = {"Idempotency-Key": str(uuid4())}
    path = f"/v1/purchase-orders/{order}/issue"
    refused(buyer.ask("PATCH", path, {}, key), 409, "InvalidStateTransition")
    buyer.do("PATCH", f"/v1/purchase-orders/{order}/submit", {})
    company.person("manager", level="L3").do("PATCH", f"/v1/purchase-orders/{order}/approve", {})
    assert succeeded(buyer.ask("PATCH", path, {}, key))["status"] == "Issued"


@pytest.mark.parametrize("key", ["", "with space", "x" * 129, "-"])
def test_a_key_that_is_none_is_malformed(company: Company, buyer: Person, key: str) -> None:
    body = body_of(company, buyer)
    answer = buyer.ask("POST", "/v1/purchase-orders", body, {"Idempotency-Key": key})
    refused(answer, 400, "MalformedRequest")


def test_a_tenant_is_opened_once_per_key(company: Company) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = {
        "name": "Twice",
        "baseCurrency": "EUR",
        "administrator": {
            "email": f"{uuid4().hex[:10]}@example.com",
            "name": "Ada",
            "password": "correct horse battery staple",
        },
    }
    first = operator(company.house).ask("POST", "/v1/tenants", body, key)
    again = operator(company.house).ask("POST", "/v1/tenants", body, key)
    assert first.status_code == 201
    assert same(first, again)
    assert again.headers["Idempotency-Replayed"] == "true"
