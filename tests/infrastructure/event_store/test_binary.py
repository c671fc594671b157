"""Packed arrays are what the driver would have sent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from infrastructure.event_store import binary
from infrastructure.event_store.binary import ElementType, PackedArray, PackedArrayDumper
from tests.cluster import Database

ID = uuid4()


@pytest.mark.parametrize(
    ("kind", "pack", "values"),
    [
        (binary.TEXT, binary.text, ["", "é🙂", "a" * 10_000]),
        (binary.INT2, binary.int2, [-(2**15), 0, 2**15 - 1]),
        (binary.INT4, binary.int4, [-(2**31), 0, 2**31 - 1]),
        (binary.UUID, lambda value: binary.raw(value.bytes), [ID]),
        (binary.BYTEA, binary.raw, [b"", b"\x00\xff"]),
        (binary.JSONB, lambda value: binary.jsonb(b'{"a": %d}' % value["a"]), [{"a": 1}]),
        (
            binary.TIMESTAMPTZ,
            binary.timestamptz,
            [
                datetime(1, 1, 1, tzinfo=UTC),
                datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
                datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC),
                datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            ],
        ),
    ],
    ids=["text", "int2", "int4", "uuid", "bytea", "jsonb", "timestamptz"],
)
def test_an_array_arrives_as_it_was_packed(
    database: Database, kind: ElementType, pack: Callable[[Any], bytes], values: list[Any]
) -> None:
    with psycopg.connect(database.dsn) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.adapters.register_dumper(PackedArray, PackedArrayDumper)
        for sent in (values, []):
            packed = PackedArray(kind, [pack(value) for value in sent])
            row = connection.execute("SELECT %b", (packed,)).fetchone()
            assert row == (sent,)
