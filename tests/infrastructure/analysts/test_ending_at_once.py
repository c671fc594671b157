"""Two who end a log-in at the same time both see it ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, current_thread
from typing import Any

import psycopg
import pytest

from infrastructure.analysts.log_ins import NewLogIn, revoke
from tests.cluster import Database
from tests.infrastructure.analysts.conftest import OURS

PATIENCE = 20
ASKS_FOR_THE_LOCK, SEES_THE_ROLE, ENDS_SESSIONS = "pg_advisory_lock", "pg_roles", "pg_terminate"


class Meeting:
    """The second comes when the first is about to drop the role, and goes on once that is done."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute
        self.nearly_done, self.second_is_there, self.done = Event(), Event(), Event()

    def execute(self, connection: Any, asked: Any, *values: Any) -> Any:
        """A statement of either."""
        is_second = current_thread().name.startswith("second")
        if is_second and ASKS_FOR_THE_LOCK in str(asked):
            self.second_is_there.set()
        if not is_second and ENDS_SESSIONS in str(asked):
            self.nearly_done.set()
            assert self.second_is_there.wait(PATIENCE)
        found = self._execute(connection, asked, *values)
        if is_second and SEES_THE_ROLE in str(asked):
            self.second_is_there.set()
            assert self.done.wait(PATIENCE)
        return found


def test_of_two_who_end_a_log_in_at_once_one_waits_and_finds_nothing_left(
    database: Database, login: NewLogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting(psycopg.Connection.execute)
    monkeypatch.setattr(psycopg.Connection, "execute", lambda *asked: meeting.execute(*asked))

    def ending() -> bool:
        return revoke(database.owner_dsn, OURS, login.login, "tester@here")

    with (
        ThreadPoolExecutor(1, thread_name_prefix="first") as one,
        ThreadPoolExecutor(1, thread_name_prefix="second") as another,
    ):
        first = one.submit(ending)
        assert meeting.nearly_done.wait(PATIENCE)
        second = another.submit(ending)
        assert first.result(PATIENCE)
        meeting.done.set()
        assert not second.result(PATIENCE)
