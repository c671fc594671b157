"""uvicorn as we run it: nothing logged per request, live streams ended when it stops."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from api.http.connection import Connection
from api.http.crowd import Crowd

BACKLOG = 2048
PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Whose word a server takes about where requests come from, and how many connections one may hold.

    `proxies` are addresses and networks; nobody else's `X-Forwarded-For` and `-Proto` mean anything.
    """

    proxies: tuple[str, ...] = ()
    connections_per_address: int = 0


class Server(uvicorn.Server):
    """Sets `closing` before it waits for what is under way, because live streams never end by themselves."""

    def __init__(
        self, app: ASGIApp, closing: asyncio.Event, around: Neighbourhood = Neighbourhood()
    ) -> None:
        crowd = Crowd(around.connections_per_address, around.proxies)
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                http=type("Connection", (Connection,), {"crowd": crowd}),
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=bool(around.proxies),
                forwarded_allow_ips=list(around.proxies),
                backlog=BACKLOG,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=PATIENCE_SECONDS,
            )
        )
        self._closing = closing

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of whoever runs the process."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second; once a second we look for connections on which nothing moves."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.end_if_stuck(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, end live streams, and finish what was accepted."""
        self._closing.set()
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """A socket that callers can connect to from now on; port 0 takes any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind((host, port))
    opened.listen(BACKLOG)
    opened.setblocking(False)
    opened.set_inheritable(True)
    return opened


@asynccontextmanager
async def served(server: Server, opened: socket.socket) -> AsyncIterator[None]:
    """Serve until the end of the block, then stop gracefully."""
    task = asyncio.create_task(server.serve(sockets=[opened]))
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task
