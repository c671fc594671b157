"""Whatever a request may have is bounded, and what is beyond it is told in a problem; over real sockets."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.http.connection import LONGEST_ADDRESS, MOST_HEADERS
from api.http.reading import LONGEST_BODY
from api.http.strict_json import MAX_DEPTH
from domain.shared.ids import TenantId
from tests.api.http.house import House
from tests.api.http.test_connection import last_words, line_to
from tests.cluster import TestCluster

_LOG_IN = b"POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def narrow(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for three connections of an address, which works on one request at a time."""
    database = cluster.clone()
    limits = {"connections_per_address": 3, "concurrent_requests": 1}
    with House(database, tmp_path_factory.mktemp("narrow"), limits).open() as opened:
        yield opened
    cluster.drop(database)


def answered(house: House, request: bytes) -> tuple[int, dict[str, Any]]:
    """The status and the problem that come back."""
    with line_to(house) as line:
        line.sendall(request)
        said = last_words(line)
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-content-type-options: nosniff" in head
    return int(head.split(b" ", 2)[1]), json.loads(body)


def posted(body: bytes) -> bytes:
    return _LOG_IN + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body


def test_an_address_that_is_too_long_is_refused(house: House) -> None:
    path = b"/health?" + b"a" * LONGEST_ADDRESS
    status, problem = answered(house, b"GET %b HTTP/1.1\r\nhost: x\r\n\r\n" % path)
    assert (status, problem["error"]) == (414, "AddressTooLong")


def test_too_many_headers_are_refused(house: House) -> None:
    lines = b"".join(b"x-%d: y\r\n" % number for number in range(MOST_HEADERS))
    status, problem = answered(house, b"GET /health HTTP/1.1\r\nhost: x\r\n%b\r\n" % lines)
    assert (status, problem["error"]) == (431, "HeadersTooLarge")


def test_as_many_headers_as_there_may_be_are_taken(house: House) -> None:
    lines = b"".join(b"x-%d: y\r\n" % number for number in range(MOST_HEADERS - 2))
    head = b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n%b\r\n" % lines
    with line_to(house) as line:
        line.sendall(head)
        assert last_words(line).startswith(b"HTTP/1.1 200 ")


def test_a_body_that_says_it_is_too_long_is_refused_before_it_comes(house: House) -> None:
    head = b"connection: close\r\ncontent-length: %d\r\n\r\n{" % (LONGEST_BODY + 1)
    status, problem = answered(house, _LOG_IN + head)
    assert (status, problem["error"]) == (413, "RequestTooLarge")
    assert problem["limit"] == LONGEST_BODY


def test_a_body_in_chunks_is_refused_once_it_is_too_long(house: House) -> None:
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    pieces = LONGEST_BODY // 0x10000 + 1
    head = _LOG_IN + b"connection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    status, problem = answered(house, head + chunk * pieces + b"0\r\n\r\n")
    assert (status, problem["error"]) == (413, "RequestTooLarge")


@pytest.mark.parametrize("opening", [b"[", b'{"a":'], ids=["lists", "objects"])
def test_json_that_is_nested_too_deeply_is_refused(house: House, opening: bytes) -> None:
    closing = b"]" if opening == b"[" else b"1}"
    inner = closing[-1:]
    body = opening * (MAX_DEPTH + 1) + (b"1" if opening != b"[" else b"")
    body += inner * (MAX_DEPTH + 1)
    status, problem = answered(house, posted(body))
    assert (status, problem["error"]) == (422, "InvalidRequest")
    deep = opening * 100_000
    assert answered(house, posted(deep))[0] == 400


def test_an_address_holds_no_more_connections_than_it_may(narrow: House) -> None:
    narrow.http.close()  # the client of the house holds one itself, and opens it again when asked
    with line_to(narrow) as first, line_to(narrow) as second, line_to(narrow) as third:
        for line in (first, second, third):
            line.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 200 ")
        with line_to(narrow) as fourth:
            said = last_words(fourth)
        assert said.startswith(b"HTTP/1.1 429 ")
        assert b"retry-after: 1\r\n" in said
        assert b'"error":"TooManyRequests"' in said
        first.close()
        status = b""
        while not status.startswith(b"HTTP/1.1 200 "):
            with line_to(narrow) as another:
                another.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                status = last_words(another)


def test_requests_beyond_those_that_are_worked_on_are_told_to_come_again(narrow: House) -> None:
    """One request waits for a position that never comes; a second one meanwhile is one too many."""
    tenant = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    assert narrow.platform is not None
    token = narrow.token(tenant, narrow.platform, "admin").encode()
    waiting = (
        b"GET /v1/suppliers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %b\r\n"
        b"consistency-token: 999999\r\nconnection: close\r\n\r\n" % token
    )
    with line_to(narrow) as line:
        line.sendall(waiting)
        answers: list[bytes] = []
        while not any(answer.startswith(b"HTTP/1.1 503 ") for answer in answers):
            with line_to(narrow) as other:
                other.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                answers.append(last_words(other))
        assert b"too many requests are under way" in answers[-1]
        assert b"retry-after: 1\r\n" in answers[-1]
        assert b"ProjectionLagging" in last_words(line)
    with line_to(narrow) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert last_words(line).startswith(b"HTTP/1.1 200 ")
