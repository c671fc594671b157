"""Rows of the log as the bytes that were hashed: made again from every column, whatever it says now."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import orjson
from psycopg.errors import DataError
from psycopg.rows import TupleRow

from domain.audit.merkle.tiles import WIDTH
from domain.shared.ids import TenantId
from infrastructure.event_store.canonical import LEAF_PREFIX, instant
from infrastructure.postgres.pool import Pool

PAGE = 20 * WIDTH

_COLUMNS = """
    position, leaf_hash, tenant_id, stream_id, stream_type, version, event_id, event_type, schema_version,
    payload::text, metadata::text, occurred_at, recorded_at
"""
_ROWS = f"""
    SELECT {_COLUMNS} FROM daybook.events
    WHERE tenant_id = %b AND position > %b AND position <= %b ORDER BY position LIMIT %b
"""  # noqa: S608
_OF_A_STREAM = f"""
    SELECT {_COLUMNS} FROM daybook.events
    WHERE tenant_id = %b AND stream_id = %b AND position <= %b ORDER BY version LIMIT %b
"""  # noqa: S608
_OF_A_PERIOD = f"""
    SELECT {_COLUMNS} FROM daybook.events
    WHERE tenant_id = %b AND occurred_at >= %b AND occurred_at < %b AND position <= %b
    ORDER BY position LIMIT %b
"""  # noqa: S608
_POSITIONS = """
    SELECT position, leaf_hash FROM daybook.events
    WHERE tenant_id = %b AND position > %b AND position <= %b ORDER BY position LIMIT %b
"""
_UNREADABLE = (DataError, ValueError, OverflowError, TypeError)


class LeafRow(NamedTuple):
    """An event's place, the hash stored with it, and its bytes; None when no event has such values."""

    position: int
    stored: bytes
    data: bytes | None


def leaf_hash_of(data: bytes) -> bytes:
    """RFC 6962, 2.1."""
    return sha256(LEAF_PREFIX + data).digest()


async def leaf_pages(
    pool: Pool, tenant: TenantId, after: int, upto: int
) -> AsyncIterator[list[LeafRow]]:
    """The log of a tenant behind `after`, `PAGE` rows at a time in the order of positions.

    While a page is looked at, the database has begun with the next one.
    """
    reading = _started(pool, tenant, after, upto)
    try:
        while page := await reading:
            is_last = len(page) < PAGE
            if not is_last:
                reading = _started(pool, tenant, page[-1].position, upto)
                await asyncio.sleep(0)  # lets the question be sent
            yield page
            if is_last:
                return
    finally:
        reading.cancel()


async def stream_rows(
    pool: Pool, tenant: TenantId, stream_id: str, upto: int, most: int
) -> list[LeafRow]:
    """The events of one document up to a position, at most so many."""
    asked = (str(tenant), stream_id, upto, most)
    return _leaf_rows(await pool.ask(_OF_A_STREAM, asked, tenant))


async def period_rows(
    pool: Pool, tenant: TenantId, period: tuple[datetime, datetime], upto: int, most: int
) -> list[LeafRow]:
    """What happened from an instant to before another, up to a position, at most so many."""
    asked = (str(tenant), *period, upto, most)
    return _leaf_rows(await pool.ask(_OF_A_PERIOD, asked, tenant))


def _started(pool: Pool, tenant: TenantId, after: int, upto: int) -> "asyncio.Task[list[LeafRow]]":
    return asyncio.create_task(_page(pool, tenant, after, upto))


async def _page(pool: Pool, tenant: TenantId, after: int, upto: int) -> list[LeafRow]:
    try:
        rows = await pool.ask(_ROWS, (str(tenant), after, upto, PAGE), tenant)
        return _leaf_rows(rows)
    except _UNREADABLE:
        rows = await pool.ask(_POSITIONS, (str(tenant), after, upto, PAGE), tenant)
        return [await _alone(pool, tenant, position, stored) for position, stored in rows]


async def _alone(pool: Pool, tenant: TenantId, position: int, stored: bytes) -> LeafRow:
    """One row whose neighbours may be unreadable, or it is itself."""
    try:
        rows = await pool.ask(_ROWS, (str(tenant), position - 1, position, 1), tenant)
        return _leaf_rows(rows)[0]
    except _UNREADABLE:
        return LeafRow(position, stored, None)


def _leaf_rows(rows: Sequence[TupleRow]) -> list[LeafRow]:
    """One loop without a call that could be saved: whole logs pass through here.

    The names are in order, and what is inside payload and metadata is put in order.
    """
    new, loads, dumps, order = tuple.__new__, orjson.loads, orjson.dumps, orjson.OPT_SORT_KEYS
    found = []
    metadata_text, metadata = "", None
    occurred, occurred_at, recorded, recorded_at = None, "", None, ""
    for (
        position,
        stored,
        tenant,
        stream_id,
        stream_type,
        version,
        event_id,
        event_type,
        schema_version,
        payload,
        metadata_now,
        occurred_now,
        recorded_now,
    ) in rows:
        if metadata_now != metadata_text:
            metadata_text, metadata = metadata_now, loads(metadata_now)
        if occurred_now != occurred:
            occurred, occurred_at = occurred_now, instant(occurred_now)
        if recorded_now != recorded:
            recorded, recorded_at = recorded_now, instant(recorded_now)
        data = dumps(
            {
                "eventId": event_id,
                "eventType": event_type,
                "metadata": metadata,
                "occurredAt": occurred_at,
                "payload": loads(payload),
                "recordedAt": recorded_at,
                "schemaVersion": schema_version,
                "stream": stream_id,
                "streamType": stream_type,
                "tenant": tenant,
                "version": version,
            },
            option=order,
        )
        found.append(new(LeafRow, (position, stored, data)))
    return found
