"""An issuer's keys are fetched from where the deployment said, in bounds, and not more often than agreed."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.shared.ids import TenantId
from infrastructure.security.foreign.configuration import TrustedIssuer
from infrastructure.security.foreign.key_source import KeySource
from tests.infrastructure.security.issuer import jwk_of

ISSUER = "https://sso.example.com/realms/acme"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
KEYS = f"{ISSUER}/keys"
KEY_SET = json.dumps({"keys": [jwk_of("one", Ed25519PrivateKey.generate())]}).encode()
TRUSTED = TrustedIssuer(
    issuer=ISSUER,
    audience="daybook",
    algorithms=("EdDSA",),
    tenants=(TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"),),
)


async def _streamed(content: bytes) -> AsyncIterator[bytes]:
    yield content


@dataclass
class Web:
    """What answers, and what was asked; the time is the test's."""

    keys: bytes = KEY_SET
    said: str = ISSUER
    where: str = KEYS
    status: int = 200
    asked: list[str] = field(default_factory=list)
    seconds: float = 1000.0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        await asyncio.sleep(0)
        if str(request.url) == DISCOVERY:
            said = json.dumps({"issuer": self.said, "jwks_uri": self.where}).encode()
            return httpx.Response(200, content=_streamed(said))
        location = {"location": "http://169.254.169.254/latest"}
        return httpx.Response(self.status, content=_streamed(self.keys), headers=location)

    def source(self, monkeypatch: pytest.MonkeyPatch, issuer: TrustedIssuer = TRUSTED) -> KeySource:
        made = httpx.AsyncClient
        transport = httpx.MockTransport(self.answer)

        def client(**how: object) -> httpx.AsyncClient:
            assert how["follow_redirects"] is False
            assert how["trust_env"] is False
            return made(transport=transport, follow_redirects=False)

        monkeypatch.setattr(httpx, "AsyncClient", client)
        return KeySource(issuer, now=lambda: self.seconds)


async def test_keys_are_where_the_discovery_document_says(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    assert await web.source(monkeypatch).find("one") is not None
    assert web.asked == [DISCOVERY, KEYS]


async def test_a_configured_address_needs_no_discovery(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    issuer = TRUSTED.model_copy(update={"jwks_url": "https://keys.example.com/"})
    assert await web.source(monkeypatch, issuer).find("one") is not None
    assert web.asked == ["https://keys.example.com/"]


@pytest.mark.parametrize(
    "wrong",
    [
        Web(said="https://evil.example.com"),
        Web(where="http://sso.example.com/keys"),
        Web(where="http://169.254.169.254/latest/meta-data"),
        Web(where="file:///etc/passwd"),
        Web(where="https://user:secret@sso.example.com/keys"),
        Web(status=302),
        Web(status=500),
        Web(keys=b"no keys"),
        Web(keys=b" " * (256 * 1024 + 1) + KEY_SET),
    ],
    ids=lambda web: f"{web.said} {web.where} {web.status} {len(web.keys)}",
)
async def test_what_is_not_as_it_should_be_gives_no_key(
    monkeypatch: pytest.MonkeyPatch, wrong: Web
) -> None:
    assert await wrong.source(monkeypatch).find("one") is None
    assert not any("169.254" in each or "passwd" in each for each in wrong.asked)


async def test_an_unknown_key_makes_us_ask_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    source = web.source(monkeypatch)
    await source.find("one")
    for number in range(50):
        assert await source.find(f"unknown {number}") is None
    assert web.asked.count(KEYS) == 1
    web.seconds += TRUSTED.cooldown_seconds
    assert await asyncio.gather(*(source.find(f"unknown {n}") for n in range(50))) == [None] * 50
    assert web.asked.count(KEYS) == 2


async def test_keys_are_used_while_the_issuer_is_down_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = Web()
    source = web.source(monkeypatch)
    assert await source.find("one") is not None
    web.status = 503
    web.seconds += 23 * 3600
    assert await source.find("one") is not None
    await source.close()
    web.seconds += 2 * 3600
    assert await source.find("one") is None


async def test_fresh_keys_are_fetched_beside_the_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    source = web.source(monkeypatch)
    await source.find("one")
    generation = source.generation
    web.keys = json.dumps({"keys": [jwk_of("two", Ed25519PrivateKey.generate())]}).encode()
    web.seconds += TRUSTED.refresh_seconds
    assert await source.find("one") is not None  # who asks now does not wait
    await source._fetch()
    assert source.generation == generation + 1
    assert await source.find("one") is None
    assert await source.find("two") is not None
