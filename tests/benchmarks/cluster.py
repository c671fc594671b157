"""The PostgreSQL that is measured: the packaged one, default durability, empty, thrown away afterwards."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded import EmbeddedPostgres, Server
from infrastructure.postgres.migrate import apply
from tests.benchmarks.pgbench import Pgbench


@dataclass(frozen=True, slots=True)
class Database:
    """One migrated, empty database of the measured cluster."""

    dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    administrator_dsn: str = field(repr=False)
    """Of a superuser, whom row-level security does not bind."""


class Bench:
    """What every benchmark is given: a running server, how long to measure, how often."""

    def __init__(self, server: Server, *, rounds: int, seconds: float, long: bool) -> None:
        self.server = server
        self.rounds = rounds
        self.seconds = seconds
        self.long = long
        self._numbers = itertools.count(1)

    def database(self) -> Database:
        """A database of its own, so that no figure inherits another's rows."""
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self.server.superuser_dsn, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER daybook_owner").format(sql.Identifier(name))
            )
        database = Database(
            make_conninfo(self.server.dsn, dbname=name),
            make_conninfo(self.server.owner_dsn, dbname=name),
            make_conninfo(self.server.superuser_dsn, dbname=name),
        )
        apply(database.owner_dsn)
        return database

    def pgbench(self, database: Database) -> Pgbench:
        """The baseline's load generator on the same database, as its owner."""
        program = self.server.binaries.program("pgbench")
        return Pgbench(program, database.owner_dsn, self.seconds)

    def settle(self) -> None:
        """Write out what earlier rounds left behind, so that nobody's round pays for it."""
        with psycopg.connect(self.server.superuser_dsn, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


@contextmanager
def running(*, rounds: int, seconds: float, long: bool) -> Iterator[Bench]:
    """A fresh cluster for one run of the benchmarks; the folder is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder, "home")) as server:
            yield Bench(server, rounds=rounds, seconds=seconds, long=long)
