"""Our event store as the engine's thread keeps it: the same writer, wake-ups and bytes as everybody's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection, RawCursor
from psycopg.adapt import Dumper
from psycopg.pq import Format

from application.ports.event_store import Append, Appended
from domain.integration.stored_event.events import StoredEventRecorded
from domain.shared.ids import TenantId
from infrastructure.background import background
from infrastructure.event_store.batch import APPEND_EVENTS, Reply, outcomes, parameters
from infrastructure.event_store.encoding import encode_append
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.notifier import Notifier
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.store import PostgresEventStore, open_event_store
from infrastructure.event_store.wake import Listener
from infrastructure.eventsourcing_recorders.bells import Bells
from infrastructure.postgres.pool import open_pool

_ADD_HEAD = b"INSERT INTO daybook.log_heads VALUES (%s, 0) ON CONFLICT DO NOTHING"

REGISTRY = EventRegistry([StoredEventRecorded])


class Log:
    """The store and who is told about commits; used on its event loop only."""

    def __init__(self, store: PostgresEventStore, heads: Heads, notifier: Notifier) -> None:
        self._store = store
        self._heads = heads
        self._notifier = notifier

    async def append(self, append: Append) -> int:
        """Store all events or none, and return the position of the last."""
        return (await self._store.append(append)).position

    async def announce(self, tenant: TenantId, position: int) -> None:
        """Tell followers here and elsewhere of a commit that did not go through the writer."""
        self._heads.announce([(tenant, position)])
        self._notifier.announce([(tenant, position)])


@asynccontextmanager
async def open_log(dsn: str, bells: Bells) -> AsyncIterator[Log]:
    """Opened within the running loop; rings the bells for every commit that is heard of."""
    heads = Heads()
    async with open_pool(dsn, size=1) as pool, open_event_store(dsn, pool, REGISTRY) as store:
        store.on_commit(heads.announce)
        notifier = Notifier(pool)
        async with background(Listener(dsn, heads).run()), background(bells.ring_on_news(heads)):
            yield Log(store, heads, notifier)
        await notifier.close()


def append_on(connection: Connection[Any], append: Append) -> int:
    """Store all events or none in the connection's transaction; raises `StreamConflict`."""
    encoded = encode_append(append, datetime.now(UTC), REGISTRY)
    connection.adapters.register_dumper(_Packed, _PackedDumper)
    connection.execute(_ADD_HEAD, (append.tenant,))
    with RawCursor(connection) as cursor:
        packed = [_Packed(array) for array in parameters([encoded])]
        cursor.execute(APPEND_EVENTS, packed, prepare=True, binary=True)
        row = cursor.fetchone()
    assert row is not None
    (outcome,) = outcomes([encoded], Reply(*row))
    if not isinstance(outcome, Appended):
        raise outcome
    return outcome.position


class _Packed(bytes):
    """A parameter that is in PostgreSQL's binary format already; the function says of which type."""


class _PackedDumper(Dumper):
    """Hands it on as it is."""

    format = Format.BINARY
    oid = 0

    def dump(self, obj: _Packed) -> bytes:
        """The bytes on the wire."""
        return obj
