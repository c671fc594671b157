"""Moves the schema forward: numbered SQL files, each applied once, none ever changed."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from infrastructure.fault import Fault
from infrastructure.postgres.faults import unreachable
from infrastructure.postgres.roles import ensure_analyst_role, ensure_app_role

MIGRATIONS = Path(__file__).with_name("migrations")
_NAME = re.compile(r"(\d{4})_[a-z0-9]+(_[a-z0-9]+)+\.sql")
_LOCK = 0x6461_7962_6F6F_6B  # "daybook": one process migrates a database at a time

_BOOKKEEPING = b"""
CREATE SCHEMA IF NOT EXISTS daybook;
CREATE TABLE IF NOT EXISTS daybook.migrations (
    number     integer     PRIMARY KEY,
    name       text        NOT NULL UNIQUE,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text        NOT NULL DEFAULT session_user
);
GRANT USAGE ON SCHEMA daybook TO daybook_app;
GRANT SELECT ON daybook.migrations TO daybook_app;
"""


class MigrationMisnamed(Fault):
    """A file among the migrations does not say its number and what it does, or repeats a number."""


class AppliedMigrationChanged(Fault):
    """A migration that a database has seen is no longer what it was, so nobody knows its schema."""


class DatabaseIsNewer(Fault):
    """The database has seen a migration that this version of the code does not have."""


class NotUnicode(Fault):
    """The database keeps text in an encoding that cannot hold every name, or in none at all."""


class NotTheOwner(Fault):
    """The log-in may not change the schema."""


class MigrationFailed(Fault):
    """PostgreSQL refused a statement; that migration left nothing behind."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step forward, identified by its number and what its text adds up to."""

    number: int
    name: str
    text: str = field(repr=False)

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, the same whatever line ends a checkout uses."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a database has seen and what it has still to see, in order."""

    applied: tuple[Migration, ...]
    pending: tuple[Migration, ...]

    @property
    def at_head(self) -> bool:
        """Whether nothing is left to do."""
        return not self.pending


def load_migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """The migrations of a folder by number; raises MigrationMisnamed for a file that is none."""
    found: dict[int, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        name = _NAME.fullmatch(path.name)
        if name is None or int(name.group(1)) in found:
            raise MigrationMisnamed(
                f"the migration {path.name} is misnamed or repeats a number",
                "name it NNNN_verb_noun.sql with a number of its own",
            )
        number = int(name.group(1))
        found[number] = Migration(number, path.stem, path.read_text(encoding="utf-8"))
    return tuple(found.values())


def plan(dsn: str, folder: Path = MIGRATIONS) -> Plan:
    """What `apply` would do; reads only, so the application may ask too.

    Raises AppliedMigrationChanged or DatabaseIsNewer when code and database contradict each other,
    NotUnicode, and DatabaseUnreachable.
    """
    with _connected(dsn) as connection:
        return _compare(load_migrations(folder), _recorded(connection))


def apply(dsn: str, folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """Apply what is pending, each migration in a transaction of its own, and return those.

    `dsn` is the owner's. Two processes take turns, so the second finds nothing to do. A lower number
    than the last one may still be pending: each part of the product numbers within a range of its own.
    Raises what `plan` raises, MigrationFailed, NotTheOwner, or AppRoleMissing.
    """
    migrations = load_migrations(folder)
    with _connected(dsn) as connection, _turn(connection):
        ensure_app_role(connection)
        ensure_analyst_role(connection)
        _ensure_bookkeeping(connection)
        pending = _compare(migrations, _recorded(connection)).pending
        for migration in pending:
            _apply_one(connection, migration)
    return pending


def _ensure_bookkeeping(connection: psycopg.Connection) -> None:
    try:
        connection.execute(_BOOKKEEPING)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise NotTheOwner(
            f"{connection.info.user} may not change the schema of {connection.info.dbname}",
            "set DAYBOOK_OWNER_DATABASE_URL to a log-in that owns the database",
        ) from refused


def _apply_one(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.text.encode())
            connection.execute(
                "INSERT INTO daybook.migrations (number, name, checksum) VALUES (%s, %s, %s)",
                (migration.number, migration.name, migration.checksum),
            )
    except psycopg.Error as error:
        raise MigrationFailed(
            f"the migration {migration.name} failed: {str(error).splitlines()[0]}",
            "nothing of it was kept; mend the cause and migrate again",
        ) from error


def _compare(migrations: tuple[Migration, ...], recorded: dict[int, TupleRow]) -> Plan:
    known = {migration.number: migration for migration in migrations}
    for number, (name, checksum) in sorted(recorded.items()):
        if number not in known:
            raise DatabaseIsNewer(
                f"the database has seen the migration {name}, which this version does not know",
                "run the version of daybook that migrated it, or a newer one",
            )
        if known[number].checksum != checksum:
            raise AppliedMigrationChanged(
                f"the migration {known[number].name} is not what this database applied as {name}",
                "restore the file, and say what should change in a new migration",
            )
    return Plan(
        applied=tuple(each for each in migrations if each.number in recorded),
        pending=tuple(each for each in migrations if each.number not in recorded),
    )


def _recorded(connection: psycopg.Connection) -> dict[int, TupleRow]:
    table = connection.execute("SELECT to_regclass('daybook.migrations')").fetchone()
    if table is None or table[0] is None:
        return {}
    rows = connection.execute("SELECT number, name, checksum FROM daybook.migrations")
    return {number: (name, checksum) for number, name, checksum in rows}


@contextmanager
def _connected(dsn: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(dsn, autocommit=True)
    except psycopg.OperationalError as error:
        raise unreachable(dsn, str(error).splitlines()[0]) from error
    with connection:
        _ensure_unicode(connection)
        yield connection


def _ensure_unicode(connection: psycopg.Connection) -> None:
    """A server that was set up under the locale C makes databases in which text is only bytes."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise NotUnicode(
            f"the database {connection.info.dbname} keeps text as {encoding}, not as UTF8",
            "create it with CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8'",
        )


@contextmanager
def _turn(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
