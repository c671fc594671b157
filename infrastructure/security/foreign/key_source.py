"""An issuer's keys, fetched when needed and kept: the issuer may be slow or down, tokens still verify.

Nothing in a token says where to look. The addresses are the configured ones and the one that the issuer
says of itself, redirects are not followed, and what comes is bounded in size and time. An issuer that
withdraws all its keys is believed, so that whoever has stolen them comes in no more.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping

import httpx
import orjson
import structlog

from infrastructure.security.foreign.configuration import (
    TrustedIssuer,
    names_this_machine,
    safe_address,
)
from infrastructure.security.foreign.jwks import NoKeySet, PublicKey, public_keys

_MOST_BYTES = 256 * 1024
_TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_WHOLE_SECONDS = 10.0
_KEPT_SECONDS = 24 * 3600.0
"""For how long keys are used that the issuer has not confirmed since."""

_log = structlog.get_logger("daybook.issuers")


class KeySource:
    """The keys of one issuer. `generation` changes when the keys do."""

    def __init__(self, issuer: TrustedIssuer, now: Callable[[], float] = time.monotonic) -> None:
        """Raises OSError or ssl.SSLError for a file of authorities that cannot be used."""
        self._issuer = issuer
        self._now = now
        self._trust = ssl.create_default_context(cafile=issuer.ca_file)
        self._keys: Mapping[str, PublicKey] = {}
        self._document = b""
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self.generation = 0

    async def find(self, key_id: str) -> PublicKey | None:
        """The key of an id; asks the issuer about one that is unknown, but not more often than agreed."""
        found = self._known(key_id)
        if found is not None:
            self.keep_fresh()
            return found
        if self._may_ask() or self._fetching is not None:
            await self._fetch()
        return self._known(key_id)

    def keep_fresh(self) -> None:
        """Fetch the keys again when it is time, and let nobody wait for it."""
        age = self._now() - self._fetched_at
        if age >= self._issuer.refresh_seconds and self._may_ask() and self._fetching is None:
            self._begin()

    async def close(self) -> None:
        """Stop asking."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    @property
    def are_good(self) -> bool:
        """True while the keys may be used; the issuer has confirmed them within a day."""
        return self._now() - self._fetched_at <= _KEPT_SECONDS

    def _known(self, key_id: str) -> PublicKey | None:
        return self._keys.get(key_id) if self.are_good else None

    def _may_ask(self) -> bool:
        return self._now() - self._tried_at >= self._issuer.cooldown_seconds

    async def _fetch(self) -> None:
        """All who need the keys at one time wait for one answer."""
        await asyncio.shield(self._fetching or self._begin())

    def _begin(self) -> "asyncio.Task[None]":
        self._tried_at = self._now()
        self._fetching = asyncio.get_running_loop().create_task(self._fetch_now())
        self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, _: "asyncio.Task[None]") -> None:
        self._fetching = None

    async def _fetch_now(self) -> None:
        try:
            async with asyncio.timeout(_WHOLE_SECONDS), self._http() as http:
                document = await _get(http, await self._address(http))
            keys = public_keys(document, self._issuer.algorithms)
        except (httpx.HTTPError, NoKeySet, OSError, TimeoutError, ValueError) as failure:
            why = str(failure) or type(failure).__name__
            _log.warning(
                "the keys of an issuer could not be had", issuer=self._issuer.issuer, why=why
            )
            return
        if not keys:
            _log.warning("an issuer publishes no key that we use", issuer=self._issuer.issuer)
        self._fetched_at = self._now()
        if document != self._document:
            self._keys, self._document = keys, document
            self.generation += 1

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=self._trust, timeout=_TIMEOUT, trust_env=False, follow_redirects=False
        )

    async def _address(self, http: httpx.AsyncClient) -> str:
        """Where the keys are, as configured or as the issuer says of itself."""
        if self._issuer.jwks_url is not None:
            return self._issuer.jwks_url
        said = orjson.loads(await _get(http, self._issuer.discovery_url))
        if not isinstance(said, dict) or said.get("issuer") != self._issuer.issuer:
            raise NoKeySet("its discovery document is another issuer's")
        address = said.get("jwks_uri")
        if not isinstance(address, str):
            raise NoKeySet("its discovery document does not say where the keys are")
        if names_this_machine(address) and not names_this_machine(self._issuer.issuer):
            raise NoKeySet("its discovery document sends us to our own machine")
        return safe_address(address)


async def _get(http: httpx.AsyncClient, address: str) -> bytes:
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    async with http.stream("GET", address, headers=headers) as answer:
        if answer.status_code != httpx.codes.OK:
            raise NoKeySet(f"it answered {answer.status_code}")
        body = bytearray()  # which takes many small parts without being copied for each
        async for part in answer.aiter_raw():
            body += part
            if len(body) > _MOST_BYTES:
                raise NoKeySet("it is longer than any key set")
        return bytes(body)
