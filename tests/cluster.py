"""The PostgreSQL that the tests of one session share, and the databases they get from it."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.migrate import apply
from infrastructure.postgres.server import stop_server

HOME = "DAYBOOK_TEST_HOME"
MEMORY = Path("/dev/shm")
_MUCH = 6 << 30
_PREFIX = "daybook-tests-"
_SESSION_LOCK = "session.lock"


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database of one test: `dsn` with the application's rights, `owner_dsn` with the owner's.

    Only `administrator_dsn` sees and changes rows of all tenants; it is for tests that look from outside.
    """

    name: str
    dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    administrator_dsn: str = field(repr=False)


class TestCluster:
    """One worker's view of the session's server; the first worker that needs it starts it."""

    __test__ = False

    def __init__(self, home: Path) -> None:
        self._home = home
        self._embedded = EmbeddedPostgres(home, durable=False)

    @contextmanager
    def running(self) -> Iterator["TestCluster"]:
        """Be a user of the server until the worker ends."""
        server = self._embedded.start()
        self._dsn, self._owner_dsn = server.dsn, server.owner_dsn
        self._administrator_dsn = server.superuser_dsn
        try:
            with psycopg.connect(self._owner_dsn, autocommit=True) as connection:
                self._connection = connection
                self._template = self._migrated_template()
                yield self
        finally:
            self._embedded.stop()

    def clone(self) -> Database:
        """A new database with the schema of today's migrations."""
        name = f"test_{secrets.token_hex(6)}"
        self._connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(self._template)
            )
        )
        return self._named(name)

    def empty(self) -> Database:
        """A new database that no migration has seen."""
        name = f"test_{secrets.token_hex(6)}"
        self._connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._named(name)

    def drop(self, database: Database) -> None:
        """Remove a database; connections that were just closed have a moment to be gone."""
        name = sql.Identifier(database.name)
        try:
            self._connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        except psycopg.errors.ObjectInUse:
            # As the administrator, because only a superuser may end a superuser's connection.
            with psycopg.connect(self._administrator_dsn, autocommit=True) as administrator:
                administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _named(self, name: str) -> Database:
        return Database(
            name,
            make_conninfo(self._dsn, dbname=name),
            make_conninfo(self._owner_dsn, dbname=name),
            make_conninfo(self._administrator_dsn, dbname=name),
        )

    def _migrated_template(self) -> str:
        """The template's name; one worker makes it, the others wait for it."""
        done = self._home / "template"
        with (self._home / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                template = self.empty()
                apply(template.owner_dsn)
                done.write_text(template.name)
            return done.read_text()


def work_in_memory() -> None:
    """Let files that tests make be files in memory, where the machine offers enough of it.

    A database of a test is some 600 files, and to make and remove them on a disk takes ten times as long.
    """
    if os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > _MUCH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


class Session:
    """The folder of one test session, which nobody needs any more once its lock is free."""

    def __init__(self) -> None:
        for leftover in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            _remove_if_abandoned(leftover)
        self.home = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self.home.chmod(0o711)
        self._lock = (self.home / _SESSION_LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        os.environ[HOME] = str(self.home)

    def close(self) -> None:
        """Stop the server, should a killed worker have left it, and remove everything."""
        stop_server(self.home / "pg")
        shutil.rmtree(self.home, ignore_errors=True)
        self._lock.close()
        os.environ.pop(HOME, None)


def _remove_if_abandoned(home: Path) -> None:
    try:
        with (home / _SESSION_LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stop_server(home / "pg")
            shutil.rmtree(home, ignore_errors=True)
    except OSError:
        return  # another user's, in use, or just being made
