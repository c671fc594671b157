"""Event stores to test with: the real one on a test's database, and the one in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infrastructure.event_store.registry import EventRegistry
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
