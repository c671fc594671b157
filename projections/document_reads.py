"""Reads ready documents: those that are asked for at the same moment come with one query."""

import asyncio
from collections.abc import Mapping

from psycopg import sql

from application.ports.read_models import ReadyDocument
from domain.shared.ids import TenantId
from projections.pool import Pool

Asked = dict[str, asyncio.Future[ReadyDocument | None]]

_READ = sql.SQL("""
    SELECT d.id, convert_to(d.document::text, 'UTF8'), d.version,
           coalesce((SELECT position FROM daybook.checkpoints
                     WHERE subscriber = %(subscriber)s AND tenant_id = %(tenant)s), 0)
    FROM {table} AS d WHERE d.tenant_id = %(tenant)s AND d.id = ANY (%(ids)s)
""")


class DocumentReads:
    """The documents of one read model."""

    def __init__(self, pool: Pool, subscriber: str, table: str) -> None:
        self._pool = pool
        self._subscriber = subscriber
        self._statement = _READ.format(table=sql.Identifier("projections", table)).as_bytes()
        self._asked: dict[TenantId, Asked] = {}
        self._flights: set[asyncio.Task[None]] = set()

    async def read(self, tenant: TenantId, stream_id: str) -> ReadyDocument | None:
        """The newest projected document, or None when this tenant has none of that id."""
        asked = self._asked.get(tenant)
        if asked is None:
            asked = self._asked[tenant] = {}
            flight = asyncio.create_task(self._fly(tenant))
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)
        if stream_id not in asked:
            asked[stream_id] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(asked[stream_id])

    async def _fly(self, tenant: TenantId) -> None:
        """Starts at the event loop's next turn, so that all who ask in this one are aboard."""
        asked = self._asked.pop(tenant)
        try:
            found = await self._read(tenant, list(asked))
        except Exception as failure:  # noqa: BLE001 - it belongs to those who asked
            for answer in asked.values():
                answer.set_exception(failure)
                answer.exception()
            return
        for stream_id, answer in asked.items():
            answer.set_result(found.get(stream_id))

    async def _read(self, tenant: TenantId, ids: list[str]) -> Mapping[str, ReadyDocument]:
        values = {"subscriber": self._subscriber, "tenant": str(tenant), "ids": ids}
        return {
            stream_id: ReadyDocument(body, version, position)
            for stream_id, body, version, position in await self._pool.ask(
                self._statement, values, tenant
            )
        }
