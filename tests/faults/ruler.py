"""Somebody who rules the database, and what they have to hand there."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from domain.audit.checkpoint import Checkpoint
from domain.audit.merkle.hashing import Span
from domain.audit.merkle.tiles import grown, hash_over
from domain.shared.ids import TenantId
from infrastructure.audit.leaf_rows import _ROWS, _leaf_rows, leaf_hash_of
from infrastructure.audit.note_keys import NoteKeys, origin_of

TABLES = ("events", "log_heads", "log_trees", "tree_tiles", "tree_checkpoints")
SIZES = (100, 300, 600, 601, 640)
"""Where the log was signed."""

HEAD = SIZES[-1]

_FREE = """
    CREATE SCHEMA backup;
    ALTER TABLE daybook.events DROP CONSTRAINT events_position, DROP CONSTRAINT events_version,
        DROP CONSTRAINT events_id;
    CREATE INDEX events_place ON daybook.events (tenant_id, position);
    ALTER TABLE daybook.log_trees DROP CONSTRAINT log_trees_check;
"""


@dataclass(frozen=True)
class Place:
    """The first position that was altered, or a part of the log that it lies in."""

    first: int
    last: int

    @classmethod
    def at(cls, position: int) -> "Place":
        """Exactly there."""
        return cls(position, position)


@dataclass
class Ruler:
    """A superuser with chance on their side; `ours` is attacked, `theirs` is the log of another tenant."""

    connection: psycopg.Connection[Any]
    ours: TenantId
    theirs: TenantId
    chance: random.Random
    folder: Path

    @classmethod
    def over(cls, dsn: str, ours: TenantId, theirs: TenantId, folder: Path) -> "Ruler":
        """Ruling a database, whose triggers and constraints are gone from now on."""
        connection = psycopg.connect(dsn, autocommit=True)
        connection.execute(_FREE)
        for table in TABLES:
            connection.execute(f"ALTER TABLE daybook.{table} DISABLE TRIGGER USER".encode())
            connection.execute(f"CREATE TABLE backup.{table} AS TABLE daybook.{table}".encode())
        return cls(connection, ours, theirs, random.Random(), folder)

    def restore(self) -> None:
        """Everything is as it was."""
        for table in TABLES:
            self.run(f"TRUNCATE daybook.{table}")
            columns = ", ".join(self._columns(table))
            self.run(
                f"INSERT INTO daybook.{table} ({columns}) SELECT {columns} FROM backup.{table}"
            )

    def run(self, statement: str, *values: object) -> int:
        """How many rows a statement changed."""
        return self.connection.execute(statement.encode(), values).rowcount

    def ask(self, statement: str, *values: object) -> Any:
        """One value."""
        row = self.connection.execute(statement.encode(), values).fetchone()
        assert row is not None
        return row[0]

    def somewhere(self, *, behind: int = 0, before: int = HEAD + 1) -> int:
        """A position of the log."""
        return self.chance.randrange(behind + 1, before)

    def rehash(self, first: int = 1) -> None:
        """Let the hashes of rows agree with what the rows say now."""
        cursor = self.connection.cursor(binary=True)
        cursor.execute("SET TIME ZONE 'UTC'")
        rows = cursor.execute(_ROWS.encode(), (str(self.ours), first - 1, 10 * HEAD, 10 * HEAD))
        for row in _leaf_rows(rows.fetchall()):
            assert row.data is not None
            made = leaf_hash_of(row.data)
            if made != row.stored:
                self.run(
                    "UPDATE daybook.events SET leaf_hash = %s WHERE tenant_id = %s AND position = %s",
                    made,
                    self.ours,
                    row.position,
                )

    def replant(self) -> None:
        """A tree over the log as it is now, as large as it is now."""
        found = self.connection.execute(
            "SELECT leaf_hash FROM daybook.events WHERE tenant_id = %s ORDER BY position",
            (self.ours,),
        ).fetchall()
        leaves = b"".join(row[0] for row in found)
        self.run("DELETE FROM daybook.tree_tiles WHERE tenant_id = %s", self.ours)
        for name, content in grown(0, leaves, {}).items():
            self.run(
                "INSERT INTO daybook.tree_tiles VALUES (%s, %s, %s, %s)", self.ours, *name, content
            )
        self.run(
            "UPDATE daybook.log_trees SET size = %s, signed_size = least(signed_size, %s)"
            " WHERE tenant_id = %s",
            len(found),
            len(found),
            self.ours,
        )

    def forge_checkpoints(self) -> None:
        """Checkpoints over the log as it is now, with a key of one's own."""
        keys = NoteKeys.in_folder(self.folder)
        found = self.connection.execute(
            "SELECT leaf_hash FROM daybook.events WHERE tenant_id = %s ORDER BY position",
            (self.ours,),
        ).fetchall()
        tiles = grown(0, b"".join(row[0] for row in found), {})
        for (size,) in self.connection.execute(
            "SELECT size FROM daybook.tree_checkpoints WHERE tenant_id = %s", (self.ours,)
        ).fetchall():
            root = hash_over(Span(0, size), tiles)
            note = keys.sign(Checkpoint(origin_of(self.ours), size, root)).text
            self.run(
                "UPDATE daybook.tree_checkpoints SET root = %s, note = %s"
                " WHERE tenant_id = %s AND size = %s",
                root,
                note,
                self.ours,
                size,
            )

    def _columns(self, table: str) -> list[str]:
        rows = self.connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'daybook'"
            " AND table_name = %s AND is_generated = 'NEVER'",
            (table,),
        )
        return [name for (name,) in rows.fetchall()]
