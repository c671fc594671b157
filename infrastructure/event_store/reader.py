"""Reads the log. Histories that are asked for at the same moment come with one query."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from psycopg.rows import TupleRow

from application.coalescer import Coalescer
from application.ports.event_store import LogQuery, RecordedEvent, StoredAnswer, Upto
from domain.shared.ids import TenantId
from infrastructure.event_store.binary import INT4, TEXT, array, int4, text
from infrastructure.event_store.encoding import key_digest
from infrastructure.event_store.log_query import is_filtered, log_statement
from infrastructure.event_store.pages import END, PREPARE_PAGE, Page, PageReader
from infrastructure.event_store.pipeline import Row
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.rows import COLUMNS, opened_events
from infrastructure.event_store.session import PATIENCE, READING, Session
from infrastructure.postgres.pool import Pool

_STREAMS = f"""
    PREPARE streams AS
    SELECT {COLUMNS}, wanted.ordinal
    FROM unnest($1::text[], $2::text[], $3::integer[])
        WITH ORDINALITY AS wanted (tenant, stream, after, ordinal)
    JOIN daybook.events ON tenant_id = wanted.tenant AND stream_id = wanted.stream
        AND version > wanted.after
    ORDER BY wanted.ordinal, version
""".encode()  # noqa: S608

_HEAD = b"""
    PREPARE head AS SELECT position FROM daybook.log_heads WHERE tenant_id = $1::text
"""

_ANSWER = b"""
    PREPARE answer AS SELECT request_hash, answer, position FROM daybook.idempotency_keys
    WHERE key_digest = $1::uuid
"""

# History is cut before the first event beyond a bound: what came after it is not known at that time yet,
# even if its own time, taken from another process's clock, lies a little earlier.
_STREAM_UPTO = f"""
    SELECT {COLUMNS} FROM daybook.events
    WHERE tenant_id = %(tenant)s AND stream_id = %(stream)s AND version > %(after)s
      AND version <= coalesce(%(version)s::bigint, version)
      AND position <= coalesce(%(position)s::bigint, position)
      AND version < coalesce((
          SELECT min(later.version) FROM daybook.events AS later
          WHERE later.tenant_id = %(tenant)s AND later.stream_id = %(stream)s
            AND later.occurred_at > %(occurred_at)s::timestamptz
      ), version + 1)
    ORDER BY version
""".encode()  # noqa: S608

_NO_BOUND = Upto()


class StreamKey(NamedTuple):
    """A document of a tenant, from behind a version."""

    tenant: TenantId
    stream_id: str
    after: int


class LogReader:
    """The reading half of the event store; safe to share between all tasks of a process."""

    def __init__(self, pool: Pool, registry: EventRegistry) -> None:
        self._pool = pool
        self._registry = registry
        first = (*READING, _STREAMS, PREPARE_PAGE, _HEAD, _ANSWER)
        self._session = Session(str(pool.conninfo), "daybook reader", first, PATIENCE)
        self._pages = PageReader(self._session)
        self._streams: Coalescer[StreamKey, list[Row]] = Coalescer(self._read_streams)

    async def stream(
        self, tenant: TenantId, stream_id: str, after: int, upto: Upto
    ) -> list[RecordedEvent]:
        """One document's events with version > `after`, in order, up to the earliest bound."""
        if upto == _NO_BOUND:
            rows = await self._streams.get(StreamKey(tenant, stream_id, after))
            return await opened_events(rows, self._registry)
        bounds = {
            "version": upto.version,
            "position": upto.position,
            "occurred_at": upto.occurred_at,
        }
        asked = {"tenant": tenant, "stream": stream_id, "after": after, **bounds}
        rows = await self._rows(tenant, _STREAM_UPTO, asked)
        return await opened_events(rows, self._registry)

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        """A page of the tenant's whole history, in order."""
        if is_filtered(query):
            rows = await self._rows(tenant, *log_statement(tenant, query))
        else:
            until = END if query.until is None else query.until
            rows = await self._pages.read(Page(tenant, query.after, until, query.limit))
        return await opened_events(rows, self._registry)

    async def head(self, tenant: TenantId) -> int:
        """The position of the tenant's newest event; 0 when there is none."""
        rows = await self._session.read((tenant,), b"head", tenant.encode())
        return rows[0][0] if rows else 0

    async def answer(self, tenant: TenantId, key: str) -> StoredAnswer | None:
        """What an idempotency key was answered, if it was used."""
        rows = await self._session.read((tenant,), b"answer", key_digest(tenant, key))
        return StoredAnswer(*rows[0]) if rows else None

    def close(self) -> None:
        """Ask no more."""
        self._pages.close()
        self._session.close()

    async def _read_streams(self, keys: Sequence[StreamKey]) -> Mapping[StreamKey, list[Row]]:
        found: dict[StreamKey, list[Row]] = {key: [] for key in keys}
        rows = await self._session.read(
            (key.tenant for key in keys),
            b"streams",
            array(TEXT, [text(key.tenant) for key in keys]),
            array(TEXT, [text(key.stream_id) for key in keys]),
            array(INT4, [int4(key.after) for key in keys]),
        )
        for row in rows:
            found[keys[row[-1] - 1]].append(row[:-1])
        return found

    async def _rows(
        self, tenant: TenantId, statement: bytes, asked: Mapping[str, object]
    ) -> list[TupleRow]:
        # Not prepared: which plan is good depends on what is asked for, and on how long the log has become.
        async with self._pool.reaching(tenant) as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(statement, asked, prepare=False)
            return await cursor.fetchall()
