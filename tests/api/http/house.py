"""The product, running: uvicorn in a thread with its own event loop, as `daybook serve` runs it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop
from argon2 import PasswordHasher

from api.bootstrap import Daybook, http_server, running_on
from api.http.server import listening, served
from application.identity.registration import FirstUser
from application.ports.tokens import Bearer
from application.request import Request
from domain.identity.tenant.commands import Open
from domain.identity.tenant.machine import PLATFORM
from domain.shared.context import SYSTEM
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId
from infrastructure.security.passwords import Argon2Passwords
from infrastructure.settings import Settings
from tests.api.http.vouching import Vouching, vouched_session
from tests.cluster import Database

PLATFORM_PASSWORD = "a platform for everybody"
PATIENCE = 60.0
UNLIMITED = {f"{who}_requests_per_minute": 0 for who in ("user", "tenant", "address")} | {
    "address_failed_log_ins": 0,
    "address_mail_requests": 0,
}
T = TypeVar("T")


@dataclass
class House:
    """Where the product is served, and a way to its inside for what the API does not offer."""

    database: Database
    home: Path
    settings: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    platform: UserId | None = None

    @contextmanager
    def open(self) -> Iterator["House"]:
        """Serve until the end of the block."""
        ready = threading.Event()
        thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        thread.start()
        assert ready.wait(PATIENCE), "the server did not start"
        try:
            self.platform = self.inside(self._open_platform)
            with httpx.Client(base_url=self.url, timeout=30.0) as self.http:
                yield self
        finally:
            self._loop.call_soon_threadsafe(self._done.set)
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the server did not stop"

    def inside(self, work: Callable[[Daybook], Awaitable[T]], patience: float = PATIENCE) -> T:
        """Do something with the running process itself."""

        async def task() -> T:
            return await work(self._daybook)

        return asyncio.run_coroutine_threadsafe(task(), self._loop).result(patience)

    def token(self, tenant: TenantId, user: UserId, *roles: str) -> str:
        """An access token without the cost of a log-in."""
        bearer = Bearer(tenant, user, "somebody@example.com", frozenset(roles), vouched_session())
        return self._daybook.tokens.issue(bearer).text

    def _run(self, ready: threading.Event) -> None:
        uvloop.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        chosen = {"pool_size": 4, **UNLIMITED, **self.settings}
        settings = Settings(home=self.home, **chosen)
        cheap = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        async with running_on(self.database.dsn, settings, passwords=cheap) as daybook:
            vouching = replace(daybook.storage, presence=Vouching(daybook.storage.presence))
            self._daybook = replace(daybook, storage=vouching)
            opened = listening("127.0.0.1", 0)
            self.url = f"http://127.0.0.1:{opened.getsockname()[1]}"
            async with served(http_server(self._daybook), opened):
                ready.set()
                await self._done.wait()

    async def _open_platform(self, daybook: Daybook) -> UserId:
        """The tenant of those who run the product, as `daybook tenant` makes it."""
        email = EmailAddress("platform@example.com")
        if await daybook.storage.store.head(PLATFORM) == 0:
            await daybook.registration.open_tenant(
                Request(PLATFORM, SYSTEM),
                Open(name="Platform", base_currency=Currency("EUR")),
                FirstUser(email, "Pat Platform", PLATFORM_PASSWORD),
            )
        token = await daybook.login.log_in(email, PLATFORM_PASSWORD)
        return daybook.tokens.verify(token.access_token).user
