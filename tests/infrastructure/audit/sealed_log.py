"""Logs with a tree over them, and somebody who rules the database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from application.ports.log_check import Checked
from domain.shared.ids import TenantId
from infrastructure.audit.log_check import PostgresLogCheck
from infrastructure.audit.note_keys import NoteKeys
from infrastructure.audit.said_roots import Evidence
from infrastructure.audit.sealing import Seal, TreeSealer
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.audit.witness import WitnessFile
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.postgres.pool import Pool
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad
from tests.contracts.stores import postgres_store

PER_APPEND = 50


@dataclass(frozen=True)
class SealedLog:
    """A store with its trees, a key that signs them, and a witness in a file."""

    database: Database
    store: PostgresEventStore
    pool: Pool
    trees: PostgresLogTrees
    keys: NoteKeys
    witness: WitnessFile
    sealer: TreeSealer

    async def write(self, tenant: TenantId, events: int) -> int:
        """Append so many events; the position of the last."""
        position, left = 0, events
        while left:
            texts = [f"note {left - n}" for n in range(min(left, PER_APPEND))]
            append = appending(tenant, on(pad(), 0, *notes(*texts)))
            position = (await self.store.append(append)).position
            left -= len(texts)
        return position

    async def check(self, tenant: TenantId, *, witnessed: bool = True) -> Checked:
        """What the product finds when it reads the whole log."""
        witness = self.witness if witnessed else None
        evidence = Evidence(self.trees, self.keys.verifiers(tenant), witness)
        return await PostgresLogCheck(self.pool, evidence).check(tenant, lambda _, __: None)

    def rule(self, *statements: str | Sequence[Any]) -> None:
        """What a superuser does to the database, whatever it says to others."""
        with psycopg.connect(self.database.administrator_dsn, autocommit=True) as connection:
            for statement in (*_DISARM, *statements):
                text, values = (
                    (statement, ()) if isinstance(statement, str) else (statement[0], statement[1:])
                )
                connection.execute(text.encode(), values)

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of all tenants."""
        with psycopg.connect(self.database.administrator_dsn, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()


_DISARM = tuple(
    f"ALTER TABLE daybook.{table} DISABLE TRIGGER USER"
    for table in ("events", "tree_tiles", "tree_checkpoints")
)


@asynccontextmanager
async def sealed_log(
    database: Database, folder: Path, every: timedelta = timedelta()
) -> AsyncIterator[SealedLog]:
    """Everything over a test's database; keys and witness are in the folder."""
    async with postgres_store(database) as (store, pool):
        trees, keys = PostgresLogTrees(pool), NoteKeys.in_folder(folder / "keys")
        witness = WitnessFile(folder / "witness")
        sealer = TreeSealer(trees, Seal(keys, every, witness))
        yield SealedLog(database, store, pool, trees, keys, witness, sealer)
