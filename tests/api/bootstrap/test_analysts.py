"""A log-in that somebody began to end is ended by whoever tries again, and that is on record once."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.bootstrap.analysts import Analysts, seeing_to_analysts
from api.bootstrap.operating import load_settings
from application.access_notes import AccessNotes
from application.ports.event_store import LogQuery
from domain.audit.access.events import SqlLogInEnded
from infrastructure.analysts.log_ins import AnalystUnknown
from tests.api.cli.command_line import surroundings
from tests.cluster import Database
from tests.contracts.notes import tenant

STEPS = range(7)
"""Six statements to the database, and the record."""

OURS = tenant()


class Killed(BaseException):
    """The process is gone in the middle of it."""


@dataclass
class Life:
    """How many steps are still to be taken before the process is gone; None for ever."""

    steps: int | None = None

    def step(self) -> None:
        """Take one."""
        if self.steps == 0:
            raise Killed
        if self.steps is not None:
            self.steps -= 1


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    """Each statement to the database on behalf of log-ins is a step, and each record."""
    life = Life()
    execute: Callable[..., Any] = psycopg.Connection.execute
    store: Callable[..., Any] = AccessNotes.store

    def executing(self: Any, *asked: Any, **how: Any) -> Any:
        if self.info.parameter_status("application_name") == "daybook analyst":
            life.step()
        return execute(self, *asked, **how)

    async def storing(self: Any, note: Any) -> Any:
        life.step()
        return await store(self, note)

    monkeypatch.setattr(psycopg.Connection, "execute", executing)
    monkeypatch.setattr(AccessNotes, "store", storing)
    return life


@pytest.fixture
async def analysts(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Analysts]:
    """Somebody at the machine who sees to log-ins."""
    for name, value in surroundings(tmp_path, database).items():
        monkeypatch.setenv(name, value)
    async with seeing_to_analysts(load_settings(), {"operator": "tester@here"}) as seeing:
        yield seeing


async def test_whoever_is_killed_while_ending_a_log_in_ends_it_at_the_second_try(
    analysts: Analysts, life: Life, database: Database
) -> None:
    ended = []
    for steps in STEPS:
        made = await analysts.admit(OURS, "", timedelta(days=1))
        life.steps = steps
        with pytest.raises(Killed):
            await analysts.revoke(OURS, made.login)
        life.steps = None
        await analysts.revoke(OURS, made.login)
        ended.append(made.login)
        assert await on_record(analysts) == ended
        assert not roles(database, made.login)
        with pytest.raises(AnalystUnknown):
            await analysts.revoke(OURS, made.login)
    made = await analysts.admit(OURS, "", timedelta(days=1))
    life.steps = len(STEPS)
    await analysts.revoke(OURS, made.login)
    assert life.steps == 0, "every step was tried"
    assert all(known.revoked_at for known in await analysts.known(OURS))


async def test_a_log_in_that_is_missing_on_the_server_is_ended_too(
    analysts: Analysts, life: Life, database: Database
) -> None:
    made = await analysts.admit(OURS, "", timedelta(days=1))
    with psycopg.connect(database.administrator_dsn, autocommit=True) as administrator:
        administrator.execute(f"DROP OWNED BY {made.login}; DROP ROLE {made.login}".encode())
    life.steps = 3
    with pytest.raises(Killed):
        await analysts.revoke(OURS, made.login)
    life.steps = None
    await analysts.revoke(OURS, made.login)
    assert await on_record(analysts) == [made.login]
    with pytest.raises(AnalystUnknown):
        await analysts.revoke(OURS, made.login)


async def on_record(analysts: Analysts) -> list[str]:
    """The log-ins that were ended, as the log says."""
    query = LogQuery(types=(SqlLogInEnded.event_type,))
    events = [one.event for one in await analysts.daybook.storage.store.log(OURS, query)]
    return [event.login for event in events if isinstance(event, SqlLogInEnded)]


def roles(database: Database, login: str) -> int:
    """How many roles of that name the server has."""
    with psycopg.connect(database.administrator_dsn) as administrator:
        return administrator.execute("SELECT FROM pg_roles WHERE rolname = %s", (login,)).rowcount
