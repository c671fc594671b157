"""Event stores to test with: the real one on a test's database, and the one in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from domain.shared.ids import TenantId
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.states import CachedStates
from infrastructure.event_store.store import PostgresEventStore, StoreOptions, open_event_store
from infrastructure.postgres.pool import Pool, open_pool
from tests.cluster import Database
from tests.contracts.notes import REGISTRY


@asynccontextmanager
async def postgres_store(
    database: Database, registry: EventRegistry = REGISTRY, options: StoreOptions | None = None
) -> AsyncIterator[tuple[PostgresEventStore, Pool]]:
    """A store of its own with its pool, both closed afterwards."""
    async with (
        open_pool(database.dsn, size=2) as pool,
        open_event_store(database.dsn, pool, registry, options) as store,
    ):
        yield store, pool


@asynccontextmanager
async def cached_states(
    store: PostgresEventStore, pool: Pool, *, snapshot_every: int = 100
) -> AsyncIterator[CachedStates]:
    """States over a store, until the end of the block."""
    histories = HistoryReader(pool, store.registry)
    states = CachedStates(pool, store, histories, snapshot_every=snapshot_every)
    yield states
    await states.close()


@asynccontextmanager
async def held(database: Database, ours: TenantId) -> AsyncIterator[None]:
    """As long as the block lasts, nobody gets at the tenant's log."""
    async with await psycopg.AsyncConnection.connect(database.administrator_dsn) as connection:
        await connection.execute(
            "SELECT 1 FROM daybook.log_heads WHERE tenant_id = %s FOR UPDATE", (ours,)
        )
        yield


async def sent(database: Database, appends: int = 1) -> None:
    """Returns when so many appends wait in the database for a log."""
    async with await psycopg.AsyncConnection.connect(database.owner_dsn, autocommit=True) as asking:
        while True:
            found = await asking.execute(
                "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
                "WHERE NOT l.granted AND a.datname = current_database()"
            )
            if (await found.fetchone() or (0,))[0] >= appends:
                return
