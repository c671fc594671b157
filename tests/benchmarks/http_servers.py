"""Servers under load: ours as it is shipped, and the baselines under the same kind of server."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.cluster import Database
from tests.benchmarks.machine import cpu_us, resident_kb

HOST = "127.0.0.1"
PATIENCE = 60.0
PROGRAM = (sys.executable, "-m", "api.cli")


class ServerDidNotStart(Exception):
    """The process ended, or nobody answered in time; the text is what it wrote."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.port}"

    def cpu_us(self) -> float:
        """What the server's processes have used so far."""
        return cpu_us(self.pid)

    def resident_kb(self) -> int:
        """What the server's processes hold in memory."""
        return resident_kb(self.pid)


def surroundings(database: Database, home: Path) -> dict[str, str]:
    """The environment of our program: a database, a folder for its keys, and no limits of rate."""
    return {
        "DATABASE_URL": as_url(database.dsn),
        "DAYBOOK_OWNER_DATABASE_URL": as_url(database.owner_dsn),
        "DAYBOOK_HOME": str(home),
        "DAYBOOK_HOST": HOST,
        "DAYBOOK_LOG_LEVEL": "warning",
        **{f"DAYBOOK_{who}_REQUESTS_PER_MINUTE": "0" for who in ("USER", "TENANT", "ADDRESS")},
    }


@contextmanager
def daybook(database: Database, home: Path, *, workers: int = 1) -> Iterator[Running]:
    """`daybook serve` as it is shipped, with projections and processes beside the API."""
    port = free_port()
    environment = {
        **surroundings(database, home),
        "DAYBOOK_PORT": str(port),
        "DAYBOOK_WORKERS": str(workers),
    }
    with _process((*PROGRAM, "serve"), port, environment, "/ready") as server:
        yield server


@contextmanager
def asgi(target: str, *, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """One worker of uvicorn, told to do nothing that is not needed."""
    port = free_port()
    command = (
        *(sys.executable, "-m", "uvicorn", target),
        *("--host", HOST, "--port", str(port)),
        *("--no-access-log", "--log-level", "warning", "--lifespan", "off"),
    )
    given = dict(environment or {})
    factory = ("--factory",) if given else ()
    with _process((*command, *factory), port, given, "/list") as server:
        yield server


def cli(environment: Mapping[str, str], *arguments: str) -> str:
    """What a command of ours writes to standard output."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"daybook {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def as_url(dsn: str) -> str:
    """The address in the form that settings take."""
    given = {key: str(value) for key, value in conninfo_to_dict(dsn).items()}
    who = f"{quote(given['user'], safe='')}:{quote(given['password'], safe='')}"
    where = urlencode({"host": given["host"], "port": given["port"]})
    return f"postgresql://{who}@/{given['dbname']}?{where}"


@contextmanager
def _process(
    command: tuple[str, ...], port: int, environment: Mapping[str, str], probe: str
) -> Iterator[Running]:
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=said, stderr=said
        )
        try:
            if not _answers(process, f"http://{HOST}:{port}{probe}"):
                said.seek(0)
                raise ServerDidNotStart(said.read()[-4000:])
            yield Running(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(process: "subprocess.Popen[bytes]", url: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    return False
