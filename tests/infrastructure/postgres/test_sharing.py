"""Several processes on one data folder."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import psycopg
import pytest

from infrastructure.postgres import embedded
from infrastructure.postgres.account import choose_account
from infrastructure.postgres.binaries import find_binaries
from infrastructure.postgres.cluster import Cluster, create_cluster
from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.postmaster import is_running, read_postmaster
from infrastructure.postgres.server import Launch, start_server
from tests.infrastructure.postgres.conftest import StartUser


def test_the_first_process_starts_the_server_and_the_last_to_leave_stops_it(
    home: Path, start_user: StartUser
) -> None:
    first, second = start_user(home), start_user(home)
    assert first.said["server"] == second.said["server"]
    first.leave()
    with psycopg.connect(second.said["dsn"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.leave()
    assert not is_running(first.said["server"])


def test_processes_that_start_at_once_on_an_empty_folder_share_one_server(
    home: Path, start_user: StartUser
) -> None:
    with ThreadPoolExecutor(4) as pool:
        users = list(pool.map(lambda _: start_user(home), range(4)))
    assert len({user.said["server"] for user in users}) == 1
    for user in users:
        user.leave()
    assert not is_running(users[0].said["server"])


def test_a_killed_process_no_longer_counts_as_a_user(home: Path, start_user: StartUser) -> None:
    killed, staying = start_user(home), start_user(home)
    killed.kill()
    staying.leave()
    assert not is_running(staying.said["server"])


def test_a_server_whose_only_user_was_killed_serves_the_next_one_and_stops_with_it(
    home: Path, start_user: StartUser
) -> None:
    killed = start_user(home)
    killed.kill()
    assert is_running(killed.said["server"])
    with EmbeddedPostgres(home) as server:
        assert server.pid == killed.said["server"]
    assert not is_running(server.pid)


def test_two_users_in_one_process_are_two_users(home: Path) -> None:
    one, other = EmbeddedPostgres(home), EmbeddedPostgres(home)
    server = one.start()
    other.start()
    one.stop()
    assert is_running(server.pid)
    other.stop()
    assert not is_running(server.pid)


def test_a_server_that_somebody_left_shutting_down_is_waited_for(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        busy = psycopg.connect(server.dsn)
        os.kill(server.pid, signal.SIGTERM)  # waits for its clients to leave
        while (leaving := read_postmaster(home / "pg")) is not None and leaving.ready:
            pass
        Timer(0.3, busy.close).start()
        with EmbeddedPostgres(home) as again:
            assert again.pid != server.pid


def test_a_server_whose_starter_was_killed_before_it_was_furnished_is_furnished_by_the_next(
    home: Path,
) -> None:
    cluster, binaries = Cluster(home), find_binaries()
    account = choose_account(binaries.folder, home)
    create_cluster(cluster, binaries, account)
    left = start_server(Launch(cluster, binaries, account))
    with EmbeddedPostgres(home) as server, psycopg.connect(server.dsn) as connection:
        assert server.pid == left.pid
        assert connection.execute("SELECT current_user").fetchone() == ("daybook_api",)


def test_a_start_that_is_interrupted_leaves_no_server_behind(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def interrupted(*_: object) -> None:
        started.append(read_postmaster(home / "pg"))
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded, "provision", interrupted)
    with pytest.raises(KeyboardInterrupt):
        EmbeddedPostgres(home).start()
    [server] = started
    assert server is not None
    assert not is_running(server.pid)
