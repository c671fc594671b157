"""The `EventStore` port on PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from application.ports.event_store import (
    Append,
    Appended,
    LogQuery,
    RecordedEvent,
    StoredAnswer,
    Upto,
)
from domain.shared.ids import TenantId
from infrastructure.background import background
from infrastructure.event_store.append_connection import AppendConnection
from infrastructure.event_store.encoding import EncodedAppend, encode_append
from infrastructure.event_store.forgetting import keep_forgetting
from infrastructure.event_store.notifier import Notifier
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.reader import LogReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.writer import AppendWriter, News
from infrastructure.postgres.pool import Pool
from infrastructure.privacy.sealing import KeysMissing
from infrastructure.real_time import real_time

_NO_BOUND = Upto()


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How an event store behaves; the defaults suit a process that serves an API."""

    limits: Limits = field(default_factory=Limits)
    patience: float = 10.0
    """Seconds until a waiting append is told that the database is unavailable."""
    now: Callable[[], datetime] = real_time


class PostgresEventStore:
    """Appends in groups, reads by position and stream; safe to share between all tasks of a process."""

    def __init__(
        self,
        registry: EventRegistry,
        writer: AppendWriter,
        reader: LogReader,
        now: Callable[[], datetime],
    ) -> None:
        self.registry = registry
        self.reader = reader
        self._writer = writer
        self._now = now

    @property
    def waiting(self) -> int:
        """How many appends wait for the writer."""
        return self._writer.waiting

    def on_commit(self, announce: Callable[[News], None]) -> None:
        """Have every commit of this process announced, with the heads it reached, before it is answered."""
        self._writer.on_commit(announce)

    async def append(self, append: Append) -> Appended:
        """Store all events or none; see the port."""
        return await self._writer.append(await self._encode(append))

    async def _encode(self, append: Append) -> EncodedAppend:
        """The rows, once there is a key for everybody of whom the events say something personal."""
        while True:
            try:
                return encode_append(append, self._now(), self.registry)
            except KeysMissing as missing:
                await self.registry.prepare(append.tenant, missing)

    async def stream(
        self, tenant: TenantId, stream_id: str, *, after: int = 0, upto: Upto = _NO_BOUND
    ) -> list[RecordedEvent]:
        """One document's events with version > `after`, in order; empty when there is no such stream."""
        return await self.reader.stream(tenant, stream_id, after, upto)

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        """A page of the tenant's whole history, in order."""
        return await self.reader.log(tenant, query)

    async def head(self, tenant: TenantId) -> int:
        """The position of the tenant's newest event; 0 when there is none."""
        return await self.reader.head(tenant)

    async def answer(self, tenant: TenantId, key: str) -> StoredAnswer | None:
        """What an idempotency key was answered, if it was used."""
        return await self.reader.answer(tenant, key)


@asynccontextmanager
async def open_event_store(
    dsn: str, pool: Pool, registry: EventRegistry, options: StoreOptions | None = None
) -> AsyncIterator[PostgresEventStore]:
    """A store that writes over a connection of its own and reads over the pool.

    At the end of the block no new append is let in, those that wait are written, and then it is closed.
    """
    chosen = options or StoreOptions()
    notifier = Notifier(pool)
    # Half of the time for one try, so that there is time for another one.
    connection = AppendConnection(dsn, chosen.patience / 2)
    writer = AppendWriter(connection, chosen.limits, chosen.patience)
    writer.on_commit(notifier.announce)
    reader = LogReader(pool, registry)
    try:
        async with background(keep_forgetting(pool, chosen.now)):
            yield PostgresEventStore(registry, writer, reader, chosen.now)
    finally:
        await writer.close()
        reader.close()
        await notifier.close()
