"""Two ways to type a command: in this process, which is quick, and in one of its own, which is real."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from api.cli.main import run
from tests.cluster import Database

PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON value."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The name of the error that was told."""
        return self.err.partition("error[")[2].partition("]")[0]


class CommandLine:
    """Types commands into this process; the environment is what the test has set."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: object) -> Ended:
        """Carry out one command."""
        self._captured.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = self._captured.readouterr()
        return Ended(code, out, err)


def surroundings(home: Path, database: Database | None = None) -> dict[str, str]:
    """The environment of an installation: a home of its own, and a database unless it is embedded."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    chosen = {"DAYBOOK_HOME": str(home), "PYTHONPATH": os.getcwd()}  # noqa: PTH109 - as a text
    if database is not None:
        chosen["DATABASE_URL"] = as_url(database.dsn)
        chosen["DAYBOOK_OWNER_DATABASE_URL"] = as_url(database.owner_dsn)
    return kept | chosen


def as_url(dsn: str) -> str:
    """An address as platforms write it."""
    parts = {name: quote(str(value), safe="") for name, value in conninfo_to_dict(dsn).items()}
    where = f"host={parts['host']}&port={parts['port']}"
    return f"postgresql://{parts['user']}:{parts['password']}@/{parts['dbname']}?{where}"


def typed(environment: Mapping[str, str], *arguments: object, given: str = "") -> Ended:
    """Carry out one command in a process of its own."""
    ended = subprocess.run(
        command(*arguments),
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def command(*arguments: object) -> list[str]:
    """The program and its arguments."""
    return [sys.executable, "-m", "api.cli", *map(str, arguments)]


@contextmanager
def begun(environment: Mapping[str, str], *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on until the end of the block, where it is asked to end and leave nothing."""
    process = subprocess.Popen(
        command(*arguments),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def execute(database: Database, statement: str, *values: object) -> None:
    """Do something to the database that the product itself would never do."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        connection.execute(statement.encode(), values)


_FORGED = """
    WITH grown AS (
        UPDATE daybook.log_heads SET position = position + 1 WHERE tenant_id = %(tenant)s
        RETURNING position
    )
    INSERT INTO daybook.events
    SELECT %(tenant)s, grown.position, %(tenant)s, 'identity.tenant',
           (SELECT coalesce(max(version), 0) + 1 FROM daybook.events WHERE stream_id = %(tenant)s),
           gen_random_uuid(), %(type)s, 1, '{}', '{}', %(at)s, %(at)s, sha256('')
    FROM grown
"""


def forge(database: Database, tenant: str, event_type: str, age: str = "0 s") -> None:
    """Put an event that says nothing into a tenant's own stream, as only the owner of the tables could."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        moment = connection.execute("SELECT now() - %s::interval", (age,)).fetchone()
        assert moment is not None
        connection.execute(
            _FORGED.encode(), {"tenant": tenant, "type": event_type, "at": moment[0]}
        )


@contextmanager
def served(environment: Mapping[str, str], *arguments: object) -> Iterator["Served"]:
    """A server on a free port until the end of the block."""
    with begun(environment, "serve", "--port", 0, *arguments) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://"), process.communicate()[1]
        yield Served(url, process)


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server answers, and its process."""

    url: str
    process: subprocess.Popen[str]


def until(look: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Look again until it is so; fails after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not look():
        assert time.monotonic() < deadline, "it did not become so"
        time.sleep(0.02)
