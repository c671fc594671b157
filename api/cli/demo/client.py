"""A client of the public API, as anybody could write it: httpx, a token, an Idempotency-Key per POST."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import uuid4

import httpx

from api.cli.complaint import Complaint

Json = dict[str, Any]


class UnexpectedAnswer(Complaint):
    """The API answered something that the story did not expect."""

    def __init__(self, response: httpx.Response, wanted: str) -> None:
        request = response.request
        super().__init__(
            f"{request.method} {request.url.path} was expected to answer {wanted}, "
            f"but answered {response.status_code}: {response.text}",
            "this is a fault of daybook, please report it",
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def post(path: str, body: Json, **headers: str) -> Call:
    """A creation; unless a key is given it gets one of its own."""
    key = {"Idempotency-Key": str(uuid4())}
    return Call("POST", path, body, key | {_header(name): headers[name] for name in headers})


def patch(path: str, body: Json | None = None, **headers: str) -> Call:
    """A transition."""
    return Call("PATCH", path, body or {}, {_header(name): headers[name] for name in headers})


def _header(name: str) -> str:
    return name.replace("_", "-")


class Connection:
    """The server, and how much of the log the company has seen: what one changed, the others see."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.sent = 0
        self._reflects = 0
        self._turn = Lock()

    def log_in(self, email: str, password: str) -> str:
        """The access token."""
        body = {"email": email, "password": password}
        answer = self._http.post("/v1/auth/login", json=body)
        if answer.status_code != 200:
            raise UnexpectedAnswer(answer, "200")
        token: str = answer.json()["accessToken"]
        return token

    def send(self, call: Call, token: str) -> httpx.Response:
        """Send a command, or a query that waits for every command before it."""
        headers = {"Authorization": f"Bearer {token}", **call.headers}
        if call.method == "GET":
            headers["Consistency-Token"] = str(self._reflects)
        answer = self._http.request(call.method, call.path, json=call.body, headers=headers)
        reflected = int(answer.headers.get("Consistency-Token", "0"))
        with self._turn:
            self.sent += 1
            if call.method != "GET":
                self._reflects = max(self._reflects, reflected)
        return answer
