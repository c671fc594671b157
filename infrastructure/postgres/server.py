"""One run of PostgreSQL's server process on a cluster: its settings, its start, its end."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from infrastructure.fault import Fault
from infrastructure.postgres.account import Account
from infrastructure.postgres.binaries import Binaries
from infrastructure.postgres.cluster import Cluster
from infrastructure.postgres.faults import ServerDidNotStart, fault_from_output
from infrastructure.postgres.postmaster import (
    Postmaster,
    disown_stale_locks,
    is_running,
    read_postmaster,
)

LISTENS_ON = "127.0.0.1"
"""Other machines do not reach it."""

_PATIENCE = 30.0  # seconds: how long a killed server's children may hold its shared memory
_RECOVERY = 120.0  # seconds: how long crash recovery may take before we call it a failure
_LONGEST_SOCKET_PATH = 100  # the system's limit is 104 or 108 bytes
_PING_PATIENCE = 10  # seconds: whole ones, as libpq counts them
_TICK = 0.01

_SETTINGS = {
    "max_connections": "250",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",  # start-up failures are recognised by their words
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements carry business data
}
_DISPOSABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "autovacuum_naptime": "1h",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything that is needed to start the server of a cluster."""

    cluster: Cluster
    binaries: Binaries
    account: Account
    durable: bool = True


def start_server(launch: Launch) -> Postmaster:
    """Start the server and wait until it accepts connections.

    The address stays what it was, if its port is still free, so that clients of a server that was
    killed find the new one. Tries again for 30 seconds while the children of a killed server still
    hold its shared memory, and with another port when somebody was faster to take one. Raises a Fault
    that tells the reason.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        disown_stale_locks(launch.cluster.data)
        said_before = launch.cluster.size_of_log()
        process = _spawn(launch, _choose_port(launch.cluster))
        postmaster = _wait_until_ready(launch.cluster, process)
        if postmaster is not None:
            launch.cluster.port_file.write_text(str(postmaster.port))
            return postmaster
        words = _said_since(launch.cluster.log, said_before)
        if not words:
            launch.cluster.try_writing()
        if not _may_pass(words) or time.monotonic() > deadline:
            raise fault_from_output(words, launch.cluster.data)
        time.sleep(0.2)


def settled_postmaster(data: Path) -> Postmaster | None:
    """The server on the folder once it answers, or nothing once there is none.

    Somebody who was killed may have left it on its way: recovering from a crash, or shutting down. And one
    that was itself killed a moment ago is still in the process table, its pid file calling it ready. One that
    gets nowhere for as long as recovery may take is returned as it is.
    """
    deadline = time.monotonic() + _RECOVERY
    while time.monotonic() < deadline:
        postmaster = read_postmaster(data)
        if postmaster is None or (postmaster.ready and _answers(data, postmaster)):
            return postmaster
        time.sleep(_TICK)
    return read_postmaster(data)


def _answers(data: Path, postmaster: Postmaster) -> bool:
    # Asked without logging in, so no password is sent to whoever listens there.
    address = make_conninfo(
        host=str(socket_folder(data) or LISTENS_ON),
        port=postmaster.port,
        dbname="postgres",
        user="postgres",
        connect_timeout=_PING_PATIENCE,
    )
    return PGconn.ping(address.encode()) == Ping.OK


def stop_server(data: Path) -> None:
    """Stop the server that runs on the folder: open transactions are rolled back, data is flushed.

    Does nothing when none runs. After 30 seconds it is stopped at once, and recovers at its next start.
    """
    postmaster = read_postmaster(data)
    if postmaster is None:
        return
    for word, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
        try:
            os.kill(postmaster.pid, word)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_running(postmaster.pid):
                return
            time.sleep(_TICK)


def _choose_port(cluster: Cluster) -> int:
    """The port of the last run, else any that nobody listens on at this moment."""
    try:
        return _free_port(int(cluster.port_file.read_text()))
    except (OSError, ValueError, OverflowError):
        return _free_port(0)


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        # As PostgreSQL does: connections of the last run that still fade away do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LISTENS_ON, wanted))
        port: int = probe.getsockname()[1]
        return port


def socket_folder(data: Path) -> Path | None:
    """Where the server's Unix socket lies: within the data folder, if clients can be told that path.

    It must not be too long, and a comma would make it two places.
    """
    too_long = len(os.fsencode(data / ".s.PGSQL.65535")) > _LONGEST_SOCKET_PATH
    return None if too_long or "," in str(data) else data


def _spawn(launch: Launch, port: int) -> subprocess.Popen[bytes]:
    cluster, account = launch.cluster, launch.account
    folder = socket_folder(cluster.data)
    settings = _SETTINGS | ({} if launch.durable else _DISPOSABLE)
    settings |= {
        "listen_addresses": LISTENS_ON,
        "port": str(port),
        "unix_socket_directories": f'"{folder}"' if folder else "",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    cluster.rotate_log()
    with cluster.log.open("ab") as log:
        return subprocess.Popen(
            account.command(launch.binaries.program("postgres"), "-D", str(cluster.data), *options),
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=account.user,
            group=account.group,
            extra_groups=account.groups,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_ready(cluster: Cluster, process: subprocess.Popen[bytes]) -> Postmaster | None:
    """The running server, or nothing when the process ended first."""
    deadline = time.monotonic() + _RECOVERY
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return None
        postmaster = read_postmaster(cluster.data)
        if postmaster is not None and postmaster.ready and postmaster.pid == process.pid:
            return postmaster
        time.sleep(_TICK)
    process.terminate()
    process.wait()
    raise ServerDidNotStart(
        f"PostgreSQL did not become ready on {cluster.data} within {_RECOVERY:.0f} seconds",
        f"read {cluster.log}; after a crash of a large database recovery can take longer: try again",
    )


def _said_since(log: Path, position: int) -> str:
    try:
        with log.open("rb") as file:
            file.seek(position)
            return file.read().decode(errors="replace")
    except OSError as error:
        raise _unreadable(log) from error


def _unreadable(log: Path) -> Fault:
    return ServerDidNotStart(
        f"PostgreSQL did not start and its log {log} cannot be read",
        "check the permissions of that file",
    )


def _may_pass(words: str) -> bool:
    return (
        "shared memory block" in words
        or "Address already in use" in words
        or "the database system is shutting down" in words
    )
