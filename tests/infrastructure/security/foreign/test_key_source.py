"""An issuer's keys are fetched from where the deployment said, in bounds, and not more often than agreed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.failures import InvalidToken
from domain.shared.ids import TenantId
from infrastructure.security.foreign.configuration import TrustedIssuer
from infrastructure.security.foreign.issuers import TrustedIssuers
from infrastructure.security.foreign.key_source import KeySource
from tests.infrastructure.security.issuer import AUDIENCE, claims_of, jwk_of

ISSUER = "https://sso.example.com/realms/acme"
WELL_KNOWN = "/.well-known/openid-configuration"
DISCOVERY = f"{ISSUER}{WELL_KNOWN}"
KEYS = f"{ISSUER}/keys"
KEY_SET = json.dumps({"keys": [jwk_of("one", Ed25519PrivateKey.generate())]}).encode()
TRUSTED = TrustedIssuer(
    issuer=ISSUER,
    audience="daybook",
    algorithms=("EdDSA",),
    tenants=(TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"),),
)


async def _streamed(content: bytes, size: int = 1 << 20) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@dataclass
class Web:
    """What answers, and what was asked; the time is the test's."""

    keys: bytes = KEY_SET
    said: str = ISSUER
    where: str = KEYS
    status: int = 200
    discovery: str = DISCOVERY
    parts: int = 1 << 20
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)
    seconds: float = 1000.0

    def __post_init__(self) -> None:
        self.answers.set()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        self.is_asked.set()
        await self.answers.wait()
        if str(request.url) == self.discovery:
            said = json.dumps({"issuer": self.said, "jwks_uri": self.where}).encode()
            return httpx.Response(200, content=_streamed(said))
        location = {"location": "http://169.254.169.254/latest"}
        return httpx.Response(
            self.status, content=_streamed(self.keys, self.parts), headers=location
        )

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
        Web(where="http://127.0.0.1:8080/keys"),
        Web(where="https://localhost/keys"),
        Web(where="https://keys.localhost./keys"),
        Web(where="https://[::ffff:127.0.0.1]/keys"),
        Web(where="https://0.0.0.0/keys"),
        Web(where="https://169.254.169.254/keys"),
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
    assert {each for each in wrong.asked if each != DISCOVERY} <= {KEYS}


async def test_an_issuer_on_this_machine_may_say_that_its_keys_are_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = "http://127.0.0.1:8080"
    web = Web(said=here, where=f"{here}/keys", discovery=f"{here}{WELL_KNOWN}")
    issuer = TRUSTED.model_copy(update={"issuer": here})
    assert await web.source(monkeypatch, issuer).find("one") is not None


async def test_keys_that_an_issuer_withdraws_are_good_for_nothing_also_when_none_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = Web()
    source = web.source(monkeypatch)
    assert await source.find("one") is not None
    web.keys = b'{"keys": []}'
    web.seconds += TRUSTED.refresh_seconds
    source.keep_fresh()
    await source._fetch()
    assert await source.find("one") is None
    web.keys = KEY_SET
    web.seconds += TRUSTED.cooldown_seconds
    assert await source.find("one") is not None


async def test_a_key_set_in_the_smallest_parts_is_read_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = Web(parts=1)
    assert await web.source(monkeypatch).find("one") is not None


async def test_who_waits_for_a_slow_issuer_keeps_nobody_waiting_whose_key_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = Web()
    source = web.source(monkeypatch)
    assert await source.find("one") is not None
    web.seconds += TRUSTED.cooldown_seconds
    web.answers.clear()
    waiting = [asyncio.create_task(source.find(f"unknown {n}")) for n in range(20)]
    await web.is_asked.wait()
    assert await source.find("one") is not None
    web.answers.set()
    assert await asyncio.gather(*waiting) == [None] * 20
    assert web.asked.count(KEYS) == 2


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


async def test_a_verified_token_is_remembered_no_longer_than_its_key_may_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, now = Ed25519PrivateKey.generate(), int(time.time())
    web = Web(keys=json.dumps({"keys": [jwk_of("one", key)]}).encode())
    trusted = TRUSTED.model_copy(update={"audience": AUDIENCE, "longest_life_seconds": 7 * 86_400})
    issuers = TrustedIssuers([trusted])
    issuers._issuers[ISSUER].keys = web.source(monkeypatch, trusted)
    claims = claims_of(ISSUER, "ann@example.com", exp=now + 3 * 86_400)
    token = jwt.encode(claims, key, "EdDSA", headers={"kid": "one"})
    for _ in range(2):
        assert (await issuers.verify(token)).email == "ann@example.com"
    web.status = 503
    web.seconds += 25 * 3600
    with pytest.raises(InvalidToken):
        await issuers.verify(token)
