"""`daybook serve`: the API, the projections and the process managers, in one process or in several."""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import typer
import uvloop

from api.bootstrap import EVERYTHING, Daybook, Fault, Part, http_server, running_on
from api.bootstrap.operating import (
    Settings,
    load_settings,
    migrated_database,
    refuse_default_secrets,
    tenant_ids,
)
from api.cli.asking import asking
from api.cli.logs import write_logs
from api.cli.output import say
from api.cli.programs import program
from api.cli.supervisor import Inherited, supervise
from api.http.server import listening, served

app = program()

_ABOUT_THE_PORT = (errno.EADDRINUSE, errno.EACCES)


class UnusableHost(Fault):
    """The address to listen on is none that this machine has."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"this machine cannot listen on {host!r}",
            "give --host or DAYBOOK_HOST an address of this machine: 127.0.0.1 for itself alone, "
            "0.0.0.0 for whoever reaches it",
        )


class Only(StrEnum):
    """A part of the work, for a process of its own."""

    API = "api"
    PROJECTIONS = "projections"
    PROCESSES = "processes"


@dataclass(frozen=True)
class Serving:
    """What is said of a server; what is not said comes from the environment."""

    only: Annotated[Only | None, typer.Option(help="Do just this part of the work.")] = None
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many processes share the port.")
    ] = None
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")
    ] = None
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Bring the schema of DATABASE_URL up to date first.")
    ] = False
    inherited: Annotated[str, typer.Option(hidden=True)] = ""

    @property
    def settings(self) -> Settings:
        """The settings of the environment, and what is said here instead."""
        said = {"workers": self.workers, "host": self.host, "port": self.port}
        chosen = {name: value for name, value in said.items() if value is not None}
        return load_settings().model_copy(update=chosen)

    @property
    def answers(self) -> bool:
        """Whether there is an API."""
        return self.only in (None, Only.API)

    @property
    def parts(self) -> frozenset[Part]:
        """What follows the log."""
        if self.only is None:
            return EVERYTHING
        return frozenset(part for part in Part if part.value == self.only.value)

    @property
    def arguments(self) -> list[str]:
        """What a worker has to be told beside its settings."""
        return ["--only", self.only.value] if self.only else []


@app.command()
@asking(Serving)
def serve(serving: Serving) -> None:
    """Serve the API, and follow the log beside it.

    Without DATABASE_URL an embedded PostgreSQL is started and migrated; a server that DATABASE_URL names is
    migrated only with --migrate. Where others than this machine can reach the address, no secret may be a
    default. The address is printed on standard output. SIGTERM and SIGINT stop it
    gracefully: what was accepted is finished first, and a second signal does not wait for it.
    """
    settings = serving.settings
    write_logs(settings)
    if serving.answers:
        refuse_default_secrets(settings)
    with migrated_database(settings, migrate=serving.migrate) as address:
        if serving.inherited:
            _serve_as_worker(address.dsn, settings, serving)
            return
        opened = _listening(settings) if serving.answers else None
        if settings.workers == 1:
            _run(_Process(address.dsn, settings, serving.parts, opened))
            return
        if opened is not None:
            _announce(opened)
            say(f"{_serving(opened)} with {settings.workers} processes")
        supervise(settings.workers, opened, serving.arguments)


def _listening(settings: Settings) -> socket.socket:
    """A socket at the address that was chosen; raises `UnusableHost` when this machine has no such one."""
    try:
        return listening(settings.host, settings.port)
    except (OSError, UnicodeError) as failure:
        if isinstance(failure, OSError) and failure.errno in _ABOUT_THE_PORT:
            raise
        raise UnusableHost(settings.host) from failure


def _serve_as_worker(dsn: str, settings: Settings, serving: Serving) -> None:
    inherited = Inherited.read(serving.inherited)
    opened = socket.socket(fileno=inherited.socket) if inherited.socket >= 0 else None
    _run(_Process(dsn, settings, serving.parts, opened, inherited.lifeline))


@dataclass(frozen=True, slots=True)
class _Process:
    dsn: str = field(repr=False)
    settings: Settings
    parts: frozenset[Part]
    opened: socket.socket | None
    lifeline: int | None = None


def _run(process: _Process) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_stopped(process))


async def _until_stopped(process: _Process) -> None:
    async with running_on(process.dsn, process.settings, process.parts) as daybook:
        stopped = asyncio.Event()
        async with _answering(process, daybook, stopped):
            if process.lifeline is not None:
                asyncio.get_running_loop().add_reader(process.lifeline, stopped.set)
            elif process.opened is not None:
                _announce(process.opened)
                await _introduce(process.opened, daybook)
            await stopped.wait()


@asynccontextmanager
async def _answering(
    process: _Process, daybook: Daybook, stopped: asyncio.Event
) -> AsyncIterator[None]:
    """Requests are answered, where there is a socket; a second signal ends it without waiting."""
    server = http_server(daybook)

    def stop() -> None:
        server.force_exit = stopped.is_set()
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    if process.opened is None:
        yield
        return
    async with served(server, process.opened):
        yield


def _announce(opened: socket.socket) -> None:
    """Give programs the address on standard output; a person who sees both outputs is told it in words."""
    if _seen_by_a_person():
        return
    sys.stdout.write(f"{_address(opened)}\n")
    sys.stdout.flush()


def _serving(opened: socket.socket) -> str:
    """That it serves, and where, unless the address stands in the same file already."""
    told = os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    return "serving" if told and not _seen_by_a_person() else f"serving at {_address(opened)}"


def _seen_by_a_person() -> bool:
    return sys.stdout.isatty() and sys.stderr.isatty()


async def _introduce(opened: socket.socket, daybook: Daybook) -> None:
    """Say on standard error how to go on."""
    say(f"{_serving(opened)}  (Ctrl-C stops it)")
    if await _has_tenants(daybook):
        say("log in:  POST /v1/auth/login with email and password")
    else:
        say("there is no tenant yet:  daybook tenant create NAME --admin EMAIL")


async def _has_tenants(daybook: Daybook) -> bool:
    async for _ in tenant_ids(daybook.storage.pool):
        return True
    return False


def _address(opened: socket.socket) -> str:
    host, port = opened.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
