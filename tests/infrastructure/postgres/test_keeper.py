"""An embedded server whose process is killed under a running application."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from structlog.testing import capture_logs

from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.keeper import kept_running


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_it_is_back_at_its_address_without_anybody_doing_anything(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    with embedded as server, capture_logs() as logs, kept_running(embedded):
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: answers(server.dsn))
        wait_until(lambda: bool(logs))
    assert [entry["event"] for entry in logs] == ["embedded_postgres_was_down"]


def test_what_keeps_it_down_is_told_once_and_tried_again_until_it_is_gone(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    obstacle = home / "pg" / "postgresql.auto.conf"
    with embedded as server, capture_logs() as logs, kept_running(embedded):
        obstacle.write_text("shared_buffers = 'a lot'\n")
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: (home / "pg.log").read_text().count("contains errors") >= 2)
        obstacle.write_text("")
        wait_until(lambda: answers(server.dsn))
        wait_until(lambda: len(logs) >= 2)
    events = [entry["event"] for entry in logs]
    assert events == ["embedded_postgres_stays_down", "embedded_postgres_was_down"]
