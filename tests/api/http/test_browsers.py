"""Browsers are told to show, embed and pass on nothing, and pages of others read nothing unless allowed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.http.app import operations
from infrastructure.settings import InvalidSetting, load_settings
from tests.api.http.access_rows import listed
from tests.api.http.company import Company
from tests.api.http.house import House
from tests.cluster import TestCluster

ALWAYS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
SHOP = "https://shop.example.com"


def assert_guarded(answer: httpx.Response) -> None:
    """What every answer has to say, and what none may."""
    told = {name: answer.headers.get(name) for name in ALWAYS}
    assert told == ALWAYS, f"{answer.request.method} {answer.request.url}: {answer.status_code}"
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    if answer.content or answer.status_code == 304:
        kept = answer.headers.get("cache-control", "")
        assert (
            "private" in kept or "no-store" in kept or answer.request.url.path.startswith(_FOR_ALL)
        ), kept


_FOR_ALL = ("/.well-known/jwks.json", "/openapi.json", "/problems")
"""What is the same for everybody, and says nothing of anybody."""


@pytest.fixture(scope="module")
def behind(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house behind a proxy that it trusts, which lets one shop's pages read."""
    database = cluster.clone()
    chosen: dict[str, Any] = {"trusted_proxies": ("127.0.0.0/8",), "cors_origins": (SHOP,)}
    with House(database, tmp_path_factory.mktemp("behind"), chosen).open() as opened:
        yield opened
    cluster.drop(database)


def test_every_operation_answers_with_the_headers_that_guard_a_browser(company: Company) -> None:
    admin = company.admin
    for operation in operations():
        path = operation.path.replace("{", "").replace("}", "")
        if not operation.path.endswith("/stream"):
            assert_guarded(admin.ask(operation.method, path))
            assert_guarded(company.house.http.request(operation.method, path))


def test_errors_unchanged_answers_and_live_streams_are_guarded_too(company: Company) -> None:
    admin, http = company.admin, company.house.http
    me = admin.get("/v1/users/me")
    unchanged = admin.get("/v1/users/me", {"If-None-Match": me.headers["ETag"]})
    assert unchanged.status_code == 304
    table = admin.get("/v1/users", {"Accept": "text/csv"})
    for answer in (me, unchanged, table, http.get("/nowhere"), http.delete("/health")):
        assert_guarded(answer)
    assert_guarded(http.get("/v1/suppliers", headers={"X-Forwarded-Proto": "https"}))
    with http.stream(
        "GET", "/v1/events/stream", headers={"Authorization": f"Bearer {admin.token}"}
    ) as stream:
        assert stream.status_code == 200
        told = {name: stream.headers.get(name) for name in ALWAYS}
        assert told == ALWAYS
        assert stream.headers["cache-control"] == "no-store"


def test_pages_of_others_are_told_nothing_unless_somebody_allowed_them(house: House) -> None:
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    assert house.http.options("/v1/suppliers", headers=asked).status_code == 405
    assert_guarded(house.http.get("/health", headers={"Origin": SHOP}))


def test_an_allowed_origin_may_ask_and_read_and_another_may_not(behind: House) -> None:
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    allowed = behind.http.options("/v1/suppliers", headers=asked)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == SHOP
    assert "Idempotency-Key" in allowed.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in allowed.headers
    read = behind.http.get("/health", headers={"Origin": SHOP})
    assert read.headers["access-control-allow-origin"] == SHOP
    assert "ETag" in read.headers["access-control-expose-headers"]
    for origin in ("https://shop.example.com.evil.example", "null", "http://shop.example.com"):
        other = behind.http.get("/health", headers={"Origin": origin})
        assert "access-control-allow-origin" not in other.headers
        assert "Origin" in other.headers["vary"]
        refused = behind.http.options("/v1/suppliers", headers={**asked, "Origin": origin})
        assert refused.status_code == 405


def test_https_alone_is_told_when_a_trusted_proxy_says_that_it_is_used(behind: House) -> None:
    secure = behind.http.get("/health", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "strict-transport-security" not in behind.http.get("/health").headers


def test_a_trusted_proxy_says_where_somebody_is_and_nobody_else_does(
    behind: House, house: House
) -> None:
    said = {"X-Forwarded-For": "198.51.100.7"}
    for place, network in ((behind, "198.51.100.0/24"), (house, "127.0.0.0/24")):
        company = Company.opened(place)
        auditor = company.person("auditor")
        email = company.admin.see("/v1/users/me")["email"]
        body = {"email": email, "password": "correct horse battery staple"}
        assert place.http.post("/v1/auth/login", json=body, headers=said).status_code == 200
        assert listed(auditor, kind="log-in")[0]["networks"] == [network]


def test_what_a_client_says_of_itself_before_the_proxy_adds_where_it_is_counts_for_nothing(
    behind: House,
) -> None:
    company = Company.opened(behind)
    auditor, email = company.person("auditor"), company.admin.see("/v1/users/me")["email"]
    said = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7, 127.0.0.2"}
    body = {"email": email, "password": "correct horse battery staple"}
    assert behind.http.post("/v1/auth/login", json=body, headers=said).status_code == 200
    assert listed(auditor, kind="log-in")[0]["networks"] == ["198.51.100.0/24"]


@pytest.mark.parametrize("value", ["*", "shop.example.com", "https://shop.example.com/", "null"])
def test_an_origin_that_would_let_everybody_in_is_no_setting(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("DAYBOOK_CORS_ORIGINS", value)
    with pytest.raises(InvalidSetting, match="DAYBOOK_CORS_ORIGINS"):
        load_settings()


def test_origins_and_proxies_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBOOK_CORS_ORIGINS", f"{SHOP}, http://localhost:3000")
    monkeypatch.setenv("DAYBOOK_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.1")
    settings = load_settings()
    assert settings.cors_origins == (SHOP, "http://localhost:3000")
    assert settings.trusted_proxies == ("10.0.0.0/8", "192.0.2.1")
