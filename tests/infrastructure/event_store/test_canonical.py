"""The hashed bytes: one spelling per value, whoever writes it, whatever PostgreSQL does to it meanwhile."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infrastructure.event_store.canonical import (
    Leaf,
    Unstorable,
    canonical_json,
    instant,
    leaf_hash,
    leaf_json,
)
from infrastructure.event_store.rows import COLUMNS
from tests.cluster import Database
from tests.contracts.notes import Noted, appending, on, pad, person, tenant
from tests.contracts.stores import postgres_store

VECTORS = Path(__file__).parents[2] / "golden" / "leaf_hashes.json"
LARGEST = 2**53 - 1

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)
instants = st.datetimes(timezones=st.just(UTC))


def stdlib_json(value: Any) -> bytes:
    """Canonical JSON as anybody can make it with Python alone."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@given(values)
@example({"b": 1, "a": '\x7f\x1f\b\f\n\r\t"\\/\u2028', "ä": [], "Z": {}, "😀": -0, "\ufffd": None})
def test_canonical_json_is_what_the_standard_library_writes(value: Any) -> None:
    assert canonical_json(value) == stdlib_json(value)


@given(texts, texts, texts, st.integers(1, 2**31 - 1), values, values, instants)
def test_a_leaf_is_canonical_json_of_all_its_fields(
    ours: str, stream: str, kind: str, version: int, payload: Any, metadata: Any, at: datetime
) -> None:
    leaf = Leaf(
        tenant=ours,
        stream_id=stream,
        stream_type=kind,
        version=version,
        event_id="e",
        event_type=kind,
        schema_version=3,
        payload=canonical_json(payload),
        metadata=canonical_json(metadata),
        occurred_at=instant(at),
        recorded_at="r",
    )
    expected = stdlib_json(
        {
            "tenant": ours,
            "stream": stream,
            "streamType": kind,
            "version": version,
            "eventId": "e",
            "eventType": kind,
            "schemaVersion": 3,
            "payload": payload,
            "metadata": metadata,
            "occurredAt": at.strftime(f"{at.year:04}-%m-%dT%H:%M:%S.%fZ"),
            "recordedAt": "r",
        }
    )
    assert leaf_json(leaf) == expected
    assert leaf_hash(leaf) == sha256(b"\x00" + expected).digest()


def test_an_instant_is_spelled_in_utc_with_six_decimals() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert instant(noon) == "2026-03-01T12:00:00.000000Z"
    east = timezone(timedelta(hours=3))
    assert instant(noon.astimezone(east).replace(microsecond=7)) == "2026-03-01T12:00:00.000007Z"
    with pytest.raises(Unstorable):
        instant(noon.replace(tzinfo=None))


@pytest.mark.parametrize(
    "value",
    [1.0, {"a": [0.1]}, float("nan"), 2**53, -(2**53), "\0", ["a\0"], {"a\0": 1}, "\ud800", {1: 2}, b"x"],
)  # fmt: skip
def test_what_has_no_canonical_spelling_is_refused(value: Any) -> None:
    with pytest.raises(Unstorable):
        canonical_json(value)


def test_text_that_only_looks_like_an_escaped_nul_is_fine() -> None:
    assert canonical_json("\\u0000") == b'"\\\\u0000"'


@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["name"]
)
def test_the_hashed_bytes_are_those_decided_once(vector: dict[str, Any]) -> None:
    event = vector["event"]
    leaf = Leaf(
        tenant=event["tenant"],
        stream_id=event["stream"],
        stream_type=event["streamType"],
        version=event["version"],
        event_id=event["eventId"],
        event_type=event["eventType"],
        schema_version=event["schemaVersion"],
        payload=canonical_json(event["payload"]),
        metadata=canonical_json(event["metadata"]),
        occurred_at=event["occurredAt"],
        recorded_at=event["recordedAt"],
    )
    assert leaf_json(leaf) == vector["bytes"].encode()
    assert leaf_hash(leaf).hex() == vector["leafHash"]


@pytest.fixture(scope="module")
def rewrite(cluster: Any) -> Any:
    """Asks PostgreSQL for its own spelling of a JSON text."""
    fresh = cluster.clone()
    with psycopg.connect(fresh.dsn) as connection:
        yield lambda text: next(connection.execute("SELECT %s::jsonb::text", (text,)))[0]
    cluster.drop(fresh)


@given(value=values)
def test_jsonb_gives_back_a_value_with_the_same_canonical_bytes(rewrite: Any, value: Any) -> None:
    canonical = canonical_json(value)
    assert canonical_json(json.loads(rewrite(canonical.decode()))) == canonical


async def test_a_row_read_back_by_plain_sql_hashes_to_what_was_stored(database: Database) -> None:
    ours, stream = tenant(), pad()
    event = Noted(
        text="ä\u2028\\u0000", more={"z": [1, {"y": None}], "a": {"é": True, "e": LARGEST}}
    )
    metadata = {"requestId": "r", "actor": person(), "client": '"curl"'}
    async with postgres_store(database) as (store, _):
        await store.append(appending(ours, on(stream, 0, event), metadata=metadata))
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute("SET TIME ZONE 'Asia/Riyadh'")
        row = connection.execute(f"SELECT {COLUMNS} FROM daybook.events").fetchone()
    assert row is not None
    leaf = Leaf(
        tenant=row[0],
        stream_id=row[2],
        stream_type=row[3],
        version=row[4],
        event_id=str(row[5]),
        event_type=row[6],
        schema_version=row[7],
        payload=canonical_json(json.loads(row[8])),
        metadata=canonical_json(json.loads(row[9])),
        occurred_at=instant(row[10]),
        recorded_at=instant(row[11]),
    )
    assert leaf_hash(leaf) == row[12]
