"""The writer's own connection: one statement for each batch, and what to think of its failures."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection, AsyncCursor

from infrastructure.event_store.batch import APPEND_EVENTS, Reply, parameters
from infrastructure.event_store.binary import UUID, PackedArray, PackedArrayDumper, raw
from infrastructure.event_store.encoding import EncodedAppend

T = TypeVar("T")

_ADD_HEADS = (
    "INSERT INTO daybook.log_heads (tenant_id, position) "
    "SELECT tenant, 0 FROM unnest(%s::text[]) AS tenant ORDER BY tenant "
    "ON CONFLICT DO NOTHING"
)
_FIND = (
    "SELECT count(*), max(position) FROM daybook.events "
    "WHERE tenant_id = %b AND event_id = ANY (%b)"
)


class ConnectionLost(Exception):
    """The connection died; whether the last statement took effect is not known."""


class AppendConnection:
    """Connects when it must and again when it died; used by one task only."""

    def __init__(self, dsn: str, patience: float) -> None:
        self._dsn = dsn
        self._patience = patience
        self._connection: AsyncConnection[Any] | None = None
        self._cursor: AsyncCursor[Any]
        self._tenants: set[str] = set()

    async def append(self, appends: Sequence[EncodedAppend]) -> Reply:
        """Write a batch in one transaction of its own.

        Raises `ConnectionLost`, or the `psycopg.Error` with which the database refused the whole batch.
        """
        await self._connect()
        new = {append.tenant for append in appends} - self._tenants
        if new:
            await self._within_patience(self._cursor.execute(_ADD_HEADS, [list(new)]))
            self._tenants |= new
        packed = parameters(appends)
        try:
            await self._within_patience(self._cursor.execute(APPEND_EVENTS, packed, prepare=True))
        except psycopg.errors.NoDataFound:
            self._tenants.clear()
            raise
        row = await self._cursor.fetchone()
        assert row is not None
        return Reply(*row)

    async def find(self, append: EncodedAppend) -> int | None:
        """The position of the append's last event if it was stored, else None; raises like `append`."""
        await self._connect()
        ids = PackedArray(UUID, [raw(row.event_id) for row in append.rows])
        await self._within_patience(self._cursor.execute(_FIND, (append.tenant, ids)))
        row = await self._cursor.fetchone()
        assert row is not None
        assert row[0] in (0, len(append.rows)), "a part of an append was stored"
        position: int | None = row[1]
        return position

    async def close(self) -> None:
        """Harmless when there is no connection."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _connect(self) -> None:
        if self._connection is not None and not self._connection.closed:
            return
        try:
            connection = await AsyncConnection.connect(
                self._dsn, autocommit=True, connect_timeout=5, application_name="daybook writer"
            )
            await connection.execute(f"SET statement_timeout = {int(self._patience * 900)}")
        except psycopg.OperationalError as failure:
            raise ConnectionLost(str(failure)) from failure
        connection.adapters.register_dumper(PackedArray, PackedArrayDumper)
        self._connection = connection
        self._cursor = connection.cursor(binary=True)

    async def _within_patience(self, statement: Awaitable[T]) -> T:
        """The statement's result; a silent connection is cut, so that waiting always ends."""
        connection = self._connection
        assert connection is not None
        cut = asyncio.get_running_loop().call_later(self._patience, _cut, connection)
        try:
            return await statement
        except psycopg.Error as failure:
            if not connection.closed:
                raise
            raise ConnectionLost(str(failure)) from failure
        finally:
            cut.cancel()


def _cut(connection: AsyncConnection[Any]) -> None:
    """End the conversation below the driver, which then finds the connection closed."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
