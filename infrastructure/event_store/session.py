"""A connection of our own for statements that come often: opened when needed, and again when it died."""

import asyncio
from collections.abc import Iterable, Sequence

from application.ports.event_store import StoreUnavailable
from domain.shared.ids import TenantId
from infrastructure.event_store.pipeline import ConnectionLost, Pipeline, Row
from infrastructure.postgres.reach import PREPARE_REACH, listed

READING = (b"SET TIME ZONE 'UTC'", b"SET enable_seqscan = off")
"""For sessions that read: times as we keep them, and no plan from when the log was still small."""

PATIENCE = 5.0


class Session:
    """Any number of tasks may ask at a time; the database answers them one after the other.

    `first` statements prepare every connection. One that stays silent for `patience` seconds is given up.
    """

    def __init__(self, dsn: str, name: str, first: Sequence[bytes], patience: float) -> None:
        self._dsn = dsn
        self._name = name
        # The database gives up a little earlier than we do, and says so.
        limit = b"SET statement_timeout = %d" % (patience * 900)
        self._first = (limit, PREPARE_REACH, *first)
        self._patience = patience
        self._pipeline: Pipeline | None = None
        self._connecting = asyncio.Lock()

    async def ask(
        self, statement: bytes, *parameters: bytes, tenants: Iterable[TenantId] | None = None
    ) -> list[Row]:
        """The rows that a prepared statement answers with, having these `tenants` in reach.

        Raises the `psycopg.Error` that the database answered with, or `ConnectionLost`.
        """
        pipeline = self._pipeline
        if pipeline is None or pipeline.lost:
            pipeline = await self._connected()
        first = () if tenants is None else ((b"reach", (listed(tenants).encode(),)),)
        alarm = asyncio.get_running_loop().call_later(self._patience, pipeline.abandon, "silence")
        try:
            return await pipeline.ask(statement, parameters, first=first)
        finally:
            alarm.cancel()

    async def read(
        self, tenants: Iterable[TenantId], statement: bytes, *parameters: bytes
    ) -> list[Row]:
        """`ask` with these tenants in reach for what changes nothing: once more when the connection died.

        Raises `StoreUnavailable` when it died again.
        """
        tenants = list(tenants)
        try:
            return await self.ask(statement, *parameters, tenants=tenants)
        except ConnectionLost:
            try:
                return await self.ask(statement, *parameters, tenants=tenants)
            except ConnectionLost as lost:
                raise StoreUnavailable(str(lost)) from lost

    def close(self) -> None:
        """Harmless when there is no connection."""
        if self._pipeline is not None:
            self._pipeline.abandon("closed")

    async def _connected(self) -> Pipeline:
        async with self._connecting:
            if self._pipeline is None or self._pipeline.lost:
                self._pipeline = await self._open()
            return self._pipeline

    async def _open(self) -> Pipeline:
        opening = asyncio.ensure_future(Pipeline.open(self._dsn, self._name, self._first))
        try:
            done, _ = await asyncio.wait({opening}, timeout=self._patience)
        finally:
            if not opening.done():
                # Left behind: to cancel a connection that says nothing may take as long as it likes.
                opening.add_done_callback(_discard)
                opening.cancel()
        if not done:
            raise ConnectionLost("no connection in time")
        return opening.result()


def _discard(opening: asyncio.Future[Pipeline]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().abandon("too late")
