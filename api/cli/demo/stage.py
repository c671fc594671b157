"""What the play needs, started for real: a PostgreSQL, its schema, and a server on a free port."""

import asyncio
import secrets
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvloop

from api.bootstrap import EVERYTHING, Daybook, http_server, running_on
from api.bootstrap.operating import Settings, migrated_database
from api.cli.demo.company import CURRENCY, INES, NAME, ZONE, Account
from api.cli.workplace import as_operator
from api.http.server import listening, served
from application.identity.registration import FirstUser
from domain.identity.tenant.commands import Open
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the server answers, and who lets the company's people in."""

    url: str
    tenant: TenantId
    admin: Account
    run: str
    embedded: bool


@contextmanager
def stage(settings: Settings) -> Iterator[Stage]:
    """A server with a new tenant, until the end of the block; raises a Fault when it cannot start."""
    with migrated_database(settings) as address:
        begun: Future[Stage] = Future()
        server = _Server(address.dsn, settings, address.embedded is not None, begun)
        thread = Thread(target=server.run, name="daybook-server", daemon=True)
        thread.start()
        try:
            yield begun.result()
        finally:
            server.stop()
            thread.join()


class _Server:
    """A server of its own in a thread of its own; all that others know of it is its address."""

    def __init__(self, dsn: str, settings: Settings, embedded: bool, begun: Future[Stage]) -> None:
        self._dsn = dsn
        self._settings = settings
        self._embedded = embedded
        self._begun = begun
        self._loop = uvloop.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        """Serve until `stop`; what keeps it from starting is raised where somebody waits for it."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except Exception as failure:  # noqa: BLE001 - it is raised again in the other thread
                if not self._begun.done():
                    self._begun.set_exception(failure)

    def stop(self) -> None:
        """End it gracefully; it may have ended already."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._over.set)

    async def _serve(self) -> None:
        async with running_on(self._dsn, self._settings, EVERYTHING) as daybook:
            opened = listening(HOST, 0)
            async with served(http_server(daybook), opened):
                run = secrets.token_hex(3)
                account, tenant = await _open_tenant(daybook, run)
                url = f"http://{HOST}:{opened.getsockname()[1]}"
                self._begun.set_result(Stage(url, tenant, account, run, self._embedded))
                await self._over.wait()


async def _open_tenant(daybook: Daybook, run: str) -> tuple[Account, TenantId]:
    """Only whoever sits at the machine may do this; everything after it goes through the API."""
    account = Account(f"{INES.address}.{run}@lindau.example", secrets.token_urlsafe(12))
    tenant = TenantId.of(daybook.identifiers.new())
    await daybook.registration.open_tenant(
        as_operator(tenant),
        Open.model_validate(
            {
                "name": NAME,
                "base_currency": CURRENCY,
                "country": "DE",
                "time_zone": ZONE.key,
                "sandbox": True,
            }
        ),
        FirstUser(EmailAddress(account.email), INES.name, account.password),
    )
    return account, tenant
