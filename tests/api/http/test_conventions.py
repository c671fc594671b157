"""What holds for every request: errors of one form, strict bodies, ids that are looked at first."""

import json
import socket
from typing import Any
from urllib.parse import urlparse

import pytest

from tests.api.http.company import Company, Person, line, refused, succeeded
from tests.api.http.house import House

MISSING = "po_5b0e6d9a-3c0b-4b7e-9d53-0a1f2c3d4e5f"


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def test_a_problem_says_what_where_and_under_which_name(company: Company, buyer: Person) -> None:
    path = f"/v1/purchase-orders/{MISSING}"
    answer = buyer.get(path, {"X-Request-Id": "my-request-1"})
    problem = refused(answer, 404, "DocumentNotFound")
    assert problem == {
        "type": "/problems/document-not-found",
        "title": "Document not found",
        "status": 404,
        "detail": f"there is no purchase-order {MISSING}",
        "instance": path,
        "error": "DocumentNotFound",
        "requestId": "my-request-1",
        "id": MISSING,
    }
    assert answer.headers["X-Request-Id"] == "my-request-1"
    documented = company.house.http.get(problem["type"])
    assert documented.json()["error"] == "DocumentNotFound"


def test_a_request_id_that_is_no_token_is_replaced(company: Company) -> None:
    for given in ("", "a b", "x" * 129, "<script>"):
        answer = company.house.http.get("/health", headers={"X-Request-Id": given})
        assert answer.headers["X-Request-Id"] != given
        assert len(answer.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/", 404, "RouteNotFound"),
        ("GET", "/v1/nothing", 404, "RouteNotFound"),
        ("GET", "/v1/purchase-orders/", 404, "RouteNotFound"),
        ("GET", "/v1//purchase-orders", 404, "RouteNotFound"),
        ("GET", f"/v1/purchase-orders/{MISSING}/approve/now", 404, "RouteNotFound"),
        ("POST", f"/v1/purchase-orders/{MISSING}", 405, "MethodNotAllowed"),
        ("DELETE", "/v1/purchase-orders", 405, "MethodNotAllowed"),
        ("OPTIONS", "/v1/purchase-orders", 405, "MethodNotAllowed"),
        ("PUT", "/health", 405, "MethodNotAllowed"),
    ],
)
def test_wrong_addresses_and_methods_are_problems_too(
    buyer: Person, method: str, path: str, status: int, error: str
) -> None:
    refused(buyer.ask(method, path), status, error)


def test_a_wrong_method_is_told_the_right_ones(buyer: Person) -> None:
    answer = buyer.ask("PUT", f"/v1/purchase-orders/{MISSING}")
    assert answer.headers["Allow"] == "DELETE, GET, HEAD"


def test_head_is_get_without_the_body(company: Company, buyer: Person) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    path = f"/v1/purchase-orders/{order}"
    head, full = buyer.ask("HEAD", path), buyer.get(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == full.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(full.content))


@pytest.mark.parametrize(
    "identifier",
    [
        "1",
        "po_",
        "po_123",
        MISSING.replace("po_", "req_"),
        MISSING.upper(),
        f"{MISSING}0",
        "po_00000000-0000-0000-0000-000000000000",
        "%00",
        "po_%0a",
        "..%2f..",
        "%ff",
        "' OR 1=1 --",
    ],
)
def test_an_id_of_another_form_is_refused_before_anything_is_looked_up(
    buyer: Person, identifier: str
) -> None:
    for method, suffix in (("GET", ""), ("PATCH", "/submit"), ("DELETE", "?reason=x")):
        body: dict[str, Any] | None = {} if method == "PATCH" else None
        answer = buyer.ask(method, f"/v1/purchase-orders/{identifier}{suffix}", body)
        if answer.status_code == 404 and "%2f" in identifier:
            continue  # a slash in an id makes it another address
        problem = refused(answer, 422, "InvalidRequest")
        assert problem["errors"][0]["pointer"] == "/purchase_order_id"
        assert problem["errors"][0]["in"] == "path"


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"", 422, "InvalidRequest"),
        (b"{", 400, "MalformedRequest"),
        (b"[]", 422, "InvalidRequest"),
        (b'"text"', 422, "InvalidRequest"),
        (b"null", 422, "InvalidRequest"),
        (b'{"name": "a", "name": "b"}', 400, "MalformedRequest"),
        (b'{"name": "\xff"}', 400, "MalformedRequest"),
        (b'{"name": "a\\u0000"}', 422, "InvalidRequest"),
        (b"[" * 5000, 400, "MalformedRequest"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, 422, "InvalidRequest"),
        (b'{"x": [' + b"1," * 20_000 + b"1]}", 422, "InvalidRequest"),
        (b'{"x": ' + b"9" * 5000 + b"}", 422, "InvalidRequest"),
        (b'{"x": 1e999999}', 422, "InvalidRequest"),
    ],
)
def test_bodies_that_are_no_sound_json_are_refused(
    buyer: Person, content: bytes, status: int, error: str
) -> None:
    headers = {"Content-Type": "application/json"}
    refused(buyer.ask("POST", "/v1/suppliers", content=content, headers=headers), status, error)


def test_the_errors_of_a_body_are_all_told_with_their_places(buyer: Person) -> None:
    bad_line = {**line(), "quantity": 10, "unitPrice": {"amount": 12.5, "currency": "EUR"}}
    body = {"justification": "", "lines": [line(), bad_line], "unknown": 1, "submit": "yes"}
    problem = refused(buyer.ask("POST", "/v1/requisitions", body), 422, "InvalidRequest")
    assert {fault["pointer"] for fault in problem["errors"]} == {
        "/justification",
        "/lines/1/quantity",
        "/lines/1/unitPrice/amount",
        "/unknown",
        "/submit",
    }
    assert {fault["in"] for fault in problem["errors"]} == {"body"}


def test_names_are_camel_case_and_nothing_else(buyer: Person) -> None:
    body = {
        "name": "Stuhlwerk",
        "country": "DE",
        "currency": "EUR",
        "payment_terms": "NET30",
        "paymentTerms": "NET30",
    }
    problem = refused(buyer.ask("POST", "/v1/suppliers", body), 422, "InvalidRequest")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/payment_terms"]


@pytest.mark.parametrize("amount", [12.5, 12, "12.505", "-1.00", "1e3", "NaN", "", " 1.00", None])
def test_an_amount_is_text_with_no_more_decimals_than_the_currency_has(
    buyer: Person, amount: Any
) -> None:
    thresholds = {"currency": "EUR", "l1": amount, "l2": "10000.00"}
    manager = buyer.ask("PUT", "/v1/policies/approval-thresholds", thresholds)
    assert manager.status_code == 403
    priced = line()
    priced["unitPrice"] = {"amount": amount, "currency": "JPY"}
    answer = buyer.ask("POST", "/v1/requisitions", {"justification": "x", "lines": [priced]})
    if amount == "12.505":  # a unit price may be finer than the currency
        succeeded(answer)
    else:
        problem = refused(answer, 422, "InvalidRequest")
        assert problem["errors"][0]["pointer"].startswith("/lines/0/unitPrice/amount")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_bodies_in_other_formats_are_not_taken(buyer: Person, headers: dict[str, str]) -> None:
    answer = buyer.ask("POST", "/v1/suppliers", content=b"{}", headers=headers)
    refused(answer, 415, "UnsupportedMediaType")


def test_a_body_of_more_than_a_mebibyte_is_too_large_announced_or_not(buyer: Person) -> None:
    headers = {"Content-Type": "application/json"}
    large = b'{"name": "' + b"a" * (1024 * 1024) + b'"}'
    refused(
        buyer.ask("POST", "/v1/suppliers", content=large, headers=headers), 413, "RequestTooLarge"
    )
    chunks = (large[start : start + 65536] for start in range(0, len(large), 65536))
    refused(
        buyer.ask("POST", "/v1/suppliers", content=chunks, headers=headers), 413, "RequestTooLarge"
    )


def test_a_query_with_a_body_is_refused(buyer: Person) -> None:
    answer = buyer.ask("GET", "/v1/suppliers", content=b"{}")
    refused(answer, 400, "MalformedRequest")


@pytest.mark.parametrize(
    "query", ["unknown=1", "version=1&version=2", "version=%00", "version=1&extra=", "%ff=1"]
)
def test_a_query_says_one_thing_once_and_nothing_unknown(
    company: Company, buyer: Person, query: str
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    answer = buyer.get(f"/v1/purchase-orders/{order}?{query}")
    assert answer.status_code in (400, 422), answer.text


def test_headers_that_come_twice_are_refused(company: Company, buyer: Person) -> None:
    for name, first, second in (
        ("If-Match", '"1"', '"2"'),
        ("Idempotency-Key", "a", "b"),
        ("Consistency-Token", "1", "2"),
    ):
        headers = [("Authorization", f"Bearer {buyer.token}"), (name, first), (name, second)]
        answer = company.house.http.get("/v1/suppliers", headers=headers)
        refused(answer, 400, "MalformedRequest")


def test_every_answer_forbids_sniffing_and_says_how_long_it_may_be_kept(
    company: Company, buyer: Person
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    for answer in (buyer.get(f"/v1/purchase-orders/{order}"), buyer.get("/v1/purchase-orders")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Authorization" in answer.headers["Vary"]
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        b"GET " + b"/a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /v1/suppliers?x=\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /\xc3\x28 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v1/suppliers HTTP/1.1\r\nHost: x\r\nIf-None-Match: \xff\r\nConnection: close\r\n\r\n",
    ],
)
def test_no_bytes_on_the_wire_make_a_server_error(house: House, request_bytes: bytes) -> None:
    where = urlparse(house.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line_to:
        line_to.sendall(request_bytes)
        line_to.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line_to.recv(65536), b""))
    assert answer == b"" or answer.split(b" ", 2)[1].startswith(b"4"), answer[:200]
    assert house.http.get("/health").json() == {"status": "alive"}


def test_an_answer_is_compact_json_in_utf_8(company: Company, buyer: Person) -> None:
    body = {
        "name": "Größe & Söhne — 株式会社",
        "country": "JP",
        "currency": "JPY",
        "paymentTerms": "NET30",
    }
    answer = buyer.ask("POST", "/v1/suppliers", body)
    assert succeeded(answer)["name"] == body["name"]
    assert body["name"].encode() in answer.content
    assert json.loads(answer.content) == answer.json()
