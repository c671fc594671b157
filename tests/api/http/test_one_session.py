"""A person is logged in once: whatever ends their session ends it for every request, in every process."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.http.company import PASSWORD, Company, Json, refused, succeeded
from tests.api.http.house import House
from tests.cluster import TestCluster

ONE_SECOND = 1.0
SLOW_MACHINE = 2.0
"""What a machine that does other things may take beside the second."""


@dataclass
class Ann:
    """Somebody who logs in here, and shows her tokens here and in another process."""

    company: Company
    there: House
    email: str
    user: str

    def logs_in(self) -> Json:
        """The tokens of a new session."""
        return succeeded(
            self.company.house.http.post(
                "/v1/auth/login",
                json={"email": self.email, "password": PASSWORD},
                headers={"User-Agent": "Ann's browser"},
            )
        )

    def asks(self, tokens: Json, house: House | None = None, **more: Any) -> httpx.Response:
        """Who am I."""
        http = (house or self.company.house).http
        return http.get("/v1/users/me", headers=bearer(tokens), **more)

    def is_let_in(self, tokens: Json) -> None:
        """In both processes."""
        for house in (self.company.house, self.there):
            succeeded(self.asks(tokens, house))

    def is_out_within_a_second(self, tokens: Json) -> None:
        """At once in the process that ended the session, and within a second in the other."""
        refused(self.asks(tokens), 401, "InvalidToken")
        until = time.monotonic() + ONE_SECOND + SLOW_MACHINE
        while self.asks(tokens, self.there).status_code != 401:
            assert time.monotonic() < until, "the other process still lets the session in"


def bearer(tokens: Json) -> dict[str, str]:
    """The header that shows an access token."""
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


@pytest.fixture(scope="module")
def ann(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ann]:
    database, home = cluster.clone(), tmp_path_factory.mktemp("one-session")
    with House(database, home).open() as here, House(database, home).open() as there:
        company = Company.opened(here)
        email = f"{uuid4().hex[:12]}@example.com"
        body = {"email": email, "name": "Ann", "roles": ["buyer"], "password": PASSWORD}
        user = company.admin.do("POST", "/v1/users", body)["userId"]
        yield Ann(company, there, email, user)
    cluster.drop(database)


def test_a_second_log_in_ends_the_first(ann: Ann) -> None:
    first = ann.logs_in()
    ann.is_let_in(first)
    second = ann.logs_in()
    ann.is_out_within_a_second(first)
    ann.is_let_in(second)


def test_a_log_out_ends_the_session(ann: Ann) -> None:
    tokens = ann.logs_in()
    ann.is_let_in(tokens)
    house = ann.company.house
    assert house.http.post("/v1/auth/logout", json={}, headers=bearer(tokens)).status_code == 204
    ann.is_out_within_a_second(tokens)


def test_a_refresh_token_that_comes_back_ends_the_session(ann: Ann) -> None:
    first = ann.logs_in()
    house, used = ann.company.house, {"refreshToken": first["refreshToken"]}
    second = succeeded(house.http.post("/v1/auth/refresh", json=used))
    ann.is_let_in(first)
    ann.is_let_in(second)
    refused(house.http.post("/v1/auth/refresh", json=used), 401, "InvalidCredentials")
    ann.is_out_within_a_second(first)
    ann.is_out_within_a_second(second)


def _deactivate(ann: Ann) -> None:
    ann.company.admin.do("PATCH", f"/v1/users/{ann.user}/deactivate", {})
    ann.company.admin.do("PATCH", f"/v1/users/{ann.user}/reactivate", {})


def _new_password(ann: Ann) -> None:
    body = {"password": PASSWORD}
    path = f"/v1/users/{ann.user}/set-password"
    assert ann.company.admin.ask("PATCH", path, body).status_code == 204


@pytest.mark.parametrize("end", [_deactivate, _new_password])
def test_an_administrator_ends_the_session(ann: Ann, end: Callable[[Ann], None]) -> None:
    tokens = ann.logs_in()
    ann.is_let_in(tokens)
    end(ann)
    ann.is_out_within_a_second(tokens)


def test_other_roles_count_for_a_token_that_was_issued_before(ann: Ann) -> None:
    tokens = ann.logs_in()
    ann.is_let_in(tokens)
    path = f"/v1/users/{ann.user}/change-roles"
    ann.company.admin.do("PATCH", path, {"roles": ["auditor"]})
    house = ann.company.house
    assert house.http.get("/v1/users", headers=bearer(tokens)).status_code == 200
    until = time.monotonic() + ONE_SECOND + SLOW_MACHINE
    while ann.there.http.get("/v1/users", headers=bearer(tokens)).status_code != 200:
        assert time.monotonic() < until, "the other process still knows the old roles"
    ann.company.admin.do("PATCH", path, {"roles": ["buyer"]})
    refused(house.http.get("/v1/users", headers=bearer(tokens)), 403, "PermissionDenied")


def test_a_stream_of_events_ends_with_the_session(ann: Ann) -> None:
    path = f"/v1/users/{ann.user}/change-roles"
    ann.company.admin.do("PATCH", path, {"roles": ["analyst"]})
    tokens = ann.logs_in()
    http = ann.company.house.http
    with http.stream("GET", "/v1/events/stream", headers=bearer(tokens)) as stream:
        assert stream.status_code == 200
        ann.logs_in()
        for _ in stream.iter_bytes():
            pass
    ann.company.admin.do("PATCH", path, {"roles": ["buyer"]})
