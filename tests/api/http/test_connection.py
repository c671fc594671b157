"""A client that never comes to an end, or never takes its answer, is shown out; the others are served."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.http import connection
from api.http.connection import LONGEST_HEAD
from tests.api.http.house import House

_LONGEST_TEST = 20.0


@contextmanager
def line_to(house: House, *, buffer: int | None = None) -> Iterator[socket.socket]:
    """A bare connection, as somebody has it who does not care for HTTP libraries."""
    host, _, port = house.url.removeprefix("http://").partition(":")
    with socket.socket() as line:
        line.settimeout(_LONGEST_TEST)
        if buffer is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.connect((host, int(port)))
        yield line


def last_words(line: socket.socket) -> bytes:
    """Whatever comes until the server hangs up."""
    said = b""
    try:
        while part := line.recv(65536):
            said += part
    except ConnectionResetError:
        pass
    return said


def keep_sending(line: socket.socket, piece: bytes) -> None:
    """Send on until the server hangs up, which is a `ConnectionError`, or the test has lasted too long."""
    deadline = time.monotonic() + _LONGEST_TEST
    while time.monotonic() < deadline:
        line.sendall(piece)


def problem_in(said: bytes, status: int = 400) -> dict[str, Any]:
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head
    problem: dict[str, Any] = json.loads(body)
    return problem


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE_SECONDS", 0.2)


@pytest.mark.parametrize("repeated", [b"a", b"a: b\r\n"], ids=["one header", "many headers"])
def test_headers_without_end_are_cut_off(house: House, repeated: bytes) -> None:
    with line_to(house) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\nx: y\r\nz")
        with pytest.raises(ConnectionError):
            keep_sending(line, repeated * (16 * 1024 // len(repeated)))
    assert house.http.get("/health").status_code == 200


def test_headers_that_are_too_long_are_answered_with_a_problem(house: House) -> None:
    with line_to(house) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nx: " + b"a" * LONGEST_HEAD)
        problem = problem_in(last_words(line), 431)
    assert problem["error"] == "HeadersTooLarge"
    assert "headers" in problem["detail"]


def test_what_is_no_http_is_answered_with_a_problem(house: House) -> None:
    with line_to(house) as line:
        line.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert problem_in(last_words(line))["type"] == "/problems/malformed-request"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /health HT",
        b"POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{",
        b"GET /health HTTP/1.1\r\nhost: x\r\n\r\nGET /he",
    ],
    ids=["nothing", "half a head", "half a body", "a request and a half"],
)
def test_a_request_that_does_not_come_to_an_end_is_not_waited_for(
    house: House, beginning: bytes
) -> None:
    with line_to(house) as line:
        line.sendall(beginning)
        said = last_words(line)
    assert said.count(b"HTTP/1.1 200") == beginning.count(b"\r\n\r\nGET")


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_nobody_reads_is_not_kept_for_ever(house: House) -> None:
    with line_to(house, buffer=4096) as line:
        line.sendall(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n" * 200)
        with pytest.raises(ConnectionError):
            keep_sending(line, b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
