"""The statements of the writer, over a connection that nobody else uses."""

from collections.abc import Sequence

import psycopg

from domain.shared.ids import TenantId
from infrastructure.event_store.batch import APPEND_EVENTS, Reply, parameters
from infrastructure.event_store.binary import TEXT, UUID, array, raw
from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.event_store.session import Session

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
    WHERE tenant_id = $1::text AND event_id = ANY ($2::uuid[])
    """,
)


class AppendConnection:
    """Connects when it must and again when it died; several batches may be under way at a time."""

    def __init__(self, dsn: str, patience: float) -> None:
        self._session = Session(dsn, NAME, _PREPARE, patience)
        self._tenants: set[TenantId] = set()

    async def append(self, appends: Sequence[EncodedAppend]) -> Reply:
        """Write a batch in one transaction of its own.

        Raises `ConnectionLost`, or the `psycopg.Error` with which the database refused the whole batch.
        """
        met = {append.tenant: append.packed_tenant for append in appends}
        new = {tenant: packed for tenant, packed in met.items() if tenant not in self._tenants}
        if new:
            await self._session.ask(b"add_heads", array(TEXT, list(new.values())), tenants=new)
            self._tenants.update(new)
        try:
            (row,) = await self._session.ask(b"append_events", *parameters(appends))
        except psycopg.errors.NoDataFound:
            self._tenants.clear()
            raise
        return Reply(*row)

    async def find(self, append: EncodedAppend) -> int | None:
        """The position of the append's last event if it was stored, else None; raises like `append`."""
        tenant = append.tenant.encode()
        ids = array(UUID, [raw(row.event_id) for row in append.rows])
        rows = await self._session.ask(b"find_events", tenant, ids, tenants=[append.tenant])
        ((found, position),) = rows
        assert found in (0, len(append.rows)), "a part of an append was stored"
        return int(position) if found else None

    def close(self) -> None:
        """Harmless when there is no connection."""
        self._session.close()
