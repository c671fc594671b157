"""The bank as a process: put together, served, and stopped when it is told to."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from infrastructure.bank.simulator.certificates import Certificates
from infrastructure.bank.simulator.counter import Counter
from infrastructure.bank.simulator.delivery import Customer, Delivery
from infrastructure.bank.simulator.door import Door
from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.ledger import Ledger
from infrastructure.bank.simulator.reporting import Reporting

_GRACE_SECONDS = 5
_NONE = Faults()


@dataclass(frozen=True, slots=True)
class BankOptions:
    """What is said of a simulated bank when it starts.

    `customer` is None for a bank that never reports; `token` is what customers have to show, if anything.
    """

    home: Path
    port: int
    tls: bool
    reporting: Reporting
    customer: Customer | None = None
    token: str | None = field(default=None, repr=False)
    faults: Faults = _NONE


def run_bank(options: BankOptions, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the address as soon as files are taken."""
    options.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    ledger = Ledger(options.home / "bank.sqlite3")
    try:
        asyncio.run(_serve(options, ledger, announce))
    finally:
        ledger.close()


async def _serve(options: BankOptions, ledger: Ledger, announce: Callable[[str], None]) -> None:
    counter = Counter(ledger, options.reporting, lambda: delivery.look() if delivery else None)
    counter.faults = options.faults
    customer = options.customer
    delivery = Delivery(customer, ledger, lambda: counter.faults) if customer else None
    reporting = asyncio.create_task(delivery.run()) if delivery else None
    server = _Server(Door(counter, ledger, options.token).application(), options)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    with socket.create_server(("127.0.0.1", options.port)) as opened:
        scheme = "https" if options.tls else "http"
        announce(f"{scheme}://127.0.0.1:{opened.getsockname()[1]}")
        await server.serve(sockets=[opened])
    if reporting is not None:
        reporting.cancel()
        with suppress(asyncio.CancelledError):
            await reporting


class _Server(uvicorn.Server):
    def __init__(self, app: ASGIApp, options: BankOptions) -> None:
        made = Certificates.in_folder(options.home) if options.tls else None
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
                ssl_certfile=made.chain if made else None,
                ssl_keyfile=made.key if made else None,
            )
        )

    def stop(self) -> None:
        """Finish what was begun; asked a second time, do not wait for it."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are handled by whoever started the server."""
        yield
