"""What the play needs, started for real: a PostgreSQL, its schema, a server on a free port, and a bank."""

import asyncio
import secrets
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import uvloop

from api.bootstrap import EVERYTHING, Daybook, http_server, running_on
from api.bootstrap.operating import Settings, migrated_database
from api.cli.demo.bank import Bank, banking
from api.cli.demo.cast import INES
from api.cli.demo.company import CURRENCY, NAME, ZONE, Account
from api.cli.workplace import as_operator
from api.http.server import listening, served
from application.identity.registration import FirstUser
from domain.identity.tenant.commands import Open
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the server answers, who lets the company's people in, and the bank that it pays through."""

    url: str
    tenant: TenantId
    admin: Account
    run: str
    bank: Bank


@contextmanager
def stage(settings: Settings) -> Iterator[Stage]:
    """A bank, and a server with a new tenant, until the end of the block; raises a Fault or a Complaint."""
    opened, run = listening(HOST, 0), secrets.token_hex(3)
    url = f"http://{HOST}:{opened.getsockname()[1]}"
    with (
        TemporaryDirectory(prefix="daybook-bank-") as home,
        banking(Path(home), url, run) as bank,
        migrated_database(settings) as address,
    ):
        bank.opens()
        with _serving(address.dsn, settings.model_copy(update=bank.settings), opened) as daybook:
            admin, tenant = daybook.opens_tenant(run)
            yield Stage(url, tenant, admin, run, bank)


@contextmanager
def _serving(dsn: str, settings: Settings, opened: socket.socket) -> Iterator["_Server"]:
    server = _Server(dsn, settings, opened)
    thread = Thread(target=server.run, name="daybook-server", daemon=True)
    thread.start()
    try:
        server.begun.result()
        yield server
    finally:
        server.stop()
        thread.join()


class _Server:
    """A server of its own in a thread of its own; all that others know of it is its address."""

    def __init__(self, dsn: str, settings: Settings, opened: socket.socket) -> None:
        self.begun: Future[Daybook] = Future()
        self._dsn = dsn
        self._settings = settings
        self._opened = opened
        self._loop = uvloop.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        """Serve until `stop`; what keeps it from starting is raised where somebody waits for it."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except Exception as failure:  # noqa: BLE001 - it is raised again in the other thread
                if not self.begun.done():
                    self.begun.set_exception(failure)

    def opens_tenant(self, run: str) -> tuple[Account, TenantId]:
        """Only whoever sits at the machine may do this; everything after it goes through the API."""
        opening = _open_tenant(self.begun.result(), run)
        return asyncio.run_coroutine_threadsafe(opening, self._loop).result()

    def stop(self) -> None:
        """End it gracefully; it may have ended already."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._over.set)

    async def _serve(self) -> None:
        async with (
            running_on(self._dsn, self._settings, EVERYTHING) as daybook,
            served(http_server(daybook), self._opened),
        ):
            self.begun.set_result(daybook)
            await self._over.wait()


async def _open_tenant(daybook: Daybook, run: str) -> tuple[Account, TenantId]:
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
