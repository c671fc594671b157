"""The writer's own connection: one statement for each batch, and what to think of its failures."""

import asyncio
from collections.abc import Sequence

import psycopg

from domain.shared.ids import TenantId
from infrastructure.event_store.batch import APPEND_EVENTS, Reply, parameters
from infrastructure.event_store.binary import TEXT, UUID, PackedArray, raw
from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.event_store.pipeline import Pipeline, Row

NAME = "daybook writer"

_PREPARE = (
    b"PREPARE append_events AS " + APPEND_EVENTS,
    b"""
    PREPARE add_heads AS INSERT INTO daybook.log_heads (tenant_id, position)
    SELECT tenant, 0 FROM unnest($1::text[]) AS tenant ORDER BY tenant
    ON CONFLICT DO NOTHING
    """,
    b"""
    PREPARE find_events AS SELECT count(*), max(position) FROM daybook.events
    WHERE tenant_id = ($1::text[])[1] AND event_id = ANY ($2::uuid[])
    """,
)


class AppendConnection:
    """Connects when it must and again when it died; several batches may be under way at a time."""

    def __init__(self, dsn: str, patience: float) -> None:
        self._dsn = dsn
        self._patience = patience
        self._pipeline: Pipeline | None = None
        self._connecting = asyncio.Lock()
        self._tenants: set[TenantId] = set()

    async def append(self, appends: Sequence[EncodedAppend]) -> Reply:
        """Write a batch in one transaction of its own.

        Raises `ConnectionLost`, or the `psycopg.Error` with which the database refused the whole batch.
        """
        met = {append.tenant: append.packed_tenant for append in appends}
        new = {tenant: packed for tenant, packed in met.items() if tenant not in self._tenants}
        if new:
            await self._ask(b"add_heads", [PackedArray(TEXT, list(new.values()))])
            self._tenants.update(new)
        try:
            row = await self._ask(b"append_events", parameters(appends))
        except psycopg.errors.NoDataFound:
            self._tenants.clear()
            raise
        assert row is not None
        return Reply(*row)

    async def find(self, append: EncodedAppend) -> int | None:
        """The position of the append's last event if it was stored, else None; raises like `append`."""
        ids = PackedArray(UUID, [raw(row.event_id) for row in append.rows])
        row = await self._ask(b"find_events", [PackedArray(TEXT, [append.packed_tenant]), ids])
        assert row is not None
        found, position = row
        assert found in (0, len(append.rows)), "a part of an append was stored"
        return int(position) if found else None

    def close(self) -> None:
        """Harmless when there is no connection."""
        if self._pipeline is not None:
            self._pipeline.abandon("the store is closing")

    async def _ask(self, statement: bytes, arrays: Sequence[PackedArray]) -> Row | None:
        """The answer; a connection that stays silent is given up, so that waiting always ends."""
        pipeline = await self._connected()
        alarm = asyncio.get_running_loop().call_later(self._patience, pipeline.abandon, "silence")
        try:
            return await pipeline.ask(statement, [array.data for array in arrays])
        finally:
            alarm.cancel()

    async def _connected(self) -> Pipeline:
        async with self._connecting:
            if self._pipeline is None or self._pipeline.lost:
                # The database gives up a little earlier than we do, and says so.
                limit = b"SET statement_timeout = %d" % (self._patience * 900)
                self._pipeline = await Pipeline.open(self._dsn, NAME, (limit, *_PREPARE))
            return self._pipeline
