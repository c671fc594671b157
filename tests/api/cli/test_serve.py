"""The server starts, says where it is, does its part, and stops without breaking what it accepted."""

import os
import pty
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from tests.api.cli.command_line import PATIENCE, CommandLine, begun, command, served, typed, until

_STARTED = re.compile(r"worker_started.*pid=(\d+)")


def is_ready(url: str) -> bool:
    """Whether requests should come."""
    try:
        return httpx.get(f"{url}/ready", timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def wait_for_end(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code, and everything that was said on standard error."""
    _, err = process.communicate(timeout=PATIENCE)
    return process.returncode, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_serves_until_it_is_told_to_stop(
    environment: dict[str, str], tenant: str, number: signal.Signals
) -> None:
    with served(environment) as server:
        until(lambda: is_ready(server.url))
        server.process.send_signal(number)
        code, err = wait_for_end(server.process)
    assert code == 0
    assert f"serving at {server.url}" in err
    assert "log in:" in err
    assert "error" not in err.lower()


def test_a_new_installation_is_told_how_to_begin(environment: dict[str, str]) -> None:
    with served(environment) as server:
        until(lambda: is_ready(server.url))
        server.process.terminate()
        _, err = wait_for_end(server.process)
    assert "daybook tenant create NAME --admin EMAIL" in err


def test_a_live_stream_ends_when_the_server_stops_and_nothing_is_cut_off(
    environment: dict[str, str], daybook: CommandLine, tenant: str
) -> None:
    token = daybook("token", "ann@example.com").out.strip()
    headers = {"Authorization": f"Bearer {token}"}
    with (
        served(environment) as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE) as http,
        http.stream("GET", "/v1/events/stream") as live,
    ):
        parts = live.iter_text()
        assert next(parts).startswith("retry:")
        server.process.terminate()
        "".join(parts)  # a stream that was cut off would raise
        assert wait_for_end(server.process)[0] == 0


def test_a_part_of_the_work_can_be_a_process_of_its_own(
    environment: dict[str, str], daybook: CommandLine, tenant: str
) -> None:
    def led() -> set[str]:
        rows = daybook("projections", "status", "-o", "json").json
        return {row["name"] for row in rows if row["partitionsLed"]}

    reactions = {"requisition-routing", "order-resumption", "payment-scheduling"}
    with served(environment, "--only", "api") as api:
        until(lambda: httpx.get(f"{api.url}/health", timeout=PATIENCE).status_code == 200)
        assert led() == set()
        with begun(environment, "serve", "--only", "processes") as processes:
            until(lambda: reactions <= led())
            assert "users" not in led()
            processes.terminate()
            assert wait_for_end(processes)[0] == 0
        with begun(environment, "serve", "--only", "projections") as projections:
            until(lambda: "users" in led())
            assert not led() & reactions
            until(lambda: is_ready(api.url))
            projections.terminate()
            assert wait_for_end(projections)[0] == 0


def test_two_workers_share_a_port_and_one_that_dies_comes_back(
    environment: dict[str, str], tenant: str
) -> None:
    with served(environment, "--workers", 2) as server:
        heard: list[str] = []
        assert server.process.stderr is not None
        listener = threading.Thread(target=lambda: heard.extend(server.process.stderr or ()))
        listener.start()

        def workers() -> list[int]:
            return [int(pid) for pid in _STARTED.findall("".join(heard))]

        until(lambda: is_ready(server.url) and len(workers()) == 2)
        os.kill(workers()[0], signal.SIGKILL)
        until(lambda: len(workers()) == 3)
        until(lambda: is_ready(server.url))
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0
        listener.join(PATIENCE)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.url}/health", timeout=PATIENCE)


def test_workers_end_when_their_supervisor_was_killed(
    environment: dict[str, str], tenant: str
) -> None:
    with served(environment, "--workers", 2) as server:
        until(lambda: is_ready(server.url))
        server.process.kill()
        server.process.wait(PATIENCE)
        until(lambda: not is_ready(server.url))


def test_workers_that_keep_dying_are_given_up(
    environment: dict[str, str], tenant: str, tmp_path: Path
) -> None:
    (tmp_path / "keys" / "0001.pem").chmod(0o644)
    ended = typed(environment, "serve", "--port", 0, "--workers", 2)
    assert ended.code == 1
    assert "error[WorkersKeepDying]: " in ended.err
    assert ended.err.count("error[SigningKeyUnusable]: ") >= 2


def test_an_address_that_somebody_has_is_told(daybook: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = daybook("serve", "--port", taken.getsockname()[1])
    assert (ended.code, ended.error) == (1, "AddressInUse")
    assert "--port" in ended.err


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "no-such-machine.invalid", "not an address", "a" * 70]
)
def test_an_address_that_this_machine_does_not_have_is_told(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    assert daybook("keys", "rotate").code == 0  # others could reach it: keys are chosen
    monkeypatch.setenv("DAYBOOK_HOST", host)
    for workers in (1, 2):
        ended = daybook("serve", "--port", 0, "--workers", workers)
        assert (ended.code, ended.error) == (2, "UnusableHost"), ended.err
        assert host in ended.err
        assert "DAYBOOK_HOST" in ended.err
        assert "127.0.0.1" in ended.err


@pytest.mark.parametrize("workers", [1, 2])
def test_a_person_at_a_terminal_is_told_the_address_once(
    environment: dict[str, str], tenant: str, workers: int
) -> None:
    ours, theirs = pty.openpty()
    shown = b""
    with subprocess.Popen(
        command("serve", "--port", 0, "--workers", workers),
        env=environment,
        stdout=theirs,
        stderr=theirs,
    ) as server:
        os.close(theirs)
        try:
            while not (
                found := re.search(rb"(?s)serving at (http://\S+).*(log in|processes)", shown)
            ):
                shown += os.read(ours, 4096)
            url = found[1].decode()
            until(lambda: is_ready(url))
        finally:
            server.terminate()
            shown += _rest(ours)
    assert shown.count(url.encode()) == 1, shown


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_takes_both_outputs_has_the_address_once(
    environment: dict[str, str], tenant: str, tmp_path: Path, workers: int
) -> None:
    kept = tmp_path / "served.txt"
    with (
        kept.open("w") as both,
        subprocess.Popen(
            command("serve", "--port", 0, "--workers", workers),
            env=environment,
            stdout=both,
            stderr=both,
        ) as server,
    ):
        try:
            until(
                lambda: (
                    re.search(r"\nserving(?s:.*)(log in|processes)", kept.read_text()) is not None
                )
            )
        finally:
            server.terminate()
    told = kept.read_text()
    assert told.startswith("http://")
    assert told.count("http://") == 1, told


def _rest(terminal: int) -> bytes:
    """What is still printed; a terminal whose other side is closed answers with an error."""
    parts = []
    try:
        while part := os.read(terminal, 4096):
            parts.append(part)
    except OSError:
        os.close(terminal)
    return b"".join(parts)
