"""What pgbench does as the baseline: the same rows, the same constraints, and nothing of ours in between."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.benchmarks.cluster import Database

_STREAMS = 2_000
_EVENTS_PER_STREAM = 10
_DOCUMENTS = 10_000

_TABLES = """
CREATE SCHEMA baseline;
GRANT USAGE ON SCHEMA baseline TO daybook_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA baseline GRANT ALL ON TABLES TO daybook_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA baseline GRANT ALL ON SEQUENCES TO daybook_owner;
CREATE TABLE baseline.rows (LIKE daybook.events INCLUDING ALL);
ALTER TABLE baseline.rows ALTER position ADD GENERATED ALWAYS AS IDENTITY;
CREATE TABLE baseline.documents (id integer PRIMARY KEY, version integer NOT NULL, body json NOT NULL);
"""
_COLUMNS = (
    "tenant_id", "stream_id", "stream_type", "version", "event_id", "event_type", "schema_version",
    "payload", "metadata", "occurred_at", "recorded_at", "leaf_hash",
)  # fmt: skip
_FRESH = {"stream_id": "gen_random_uuid()::text", "event_id": "gen_random_uuid()"}


@dataclass(frozen=True, slots=True)
class Baseline:
    """The scripts for one database, made from an event that our own store wrote there."""

    insert: str
    command: str
    select: str


def prepare(database: Database) -> Baseline:
    """Copy the newest event of the log into scripts, and lay down what the scripts read."""
    with psycopg.connect(database.administrator_dsn, autocommit=True) as connection:
        connection.execute(_TABLES)
        row = _newest(connection)
        insert = _insert(connection, row)
        _fill(connection, row)
    command = (
        f"\\set n random(1, {_STREAMS})\nBEGIN;\n"
        "SELECT version, event_type, payload::text FROM baseline.rows "
        f"WHERE tenant_id = '{row['tenant_id']}' AND stream_id = 's' || :n ORDER BY version;\n"
        f"{insert}{insert}COMMIT;\n"
    )
    select = (
        f"\\set n random(1, {_DOCUMENTS})\n"
        "SELECT version, body FROM baseline.documents WHERE id = :n;\n"
    )
    return Baseline(insert, command, select)


def _newest(connection: psycopg.Connection) -> dict[str, Any]:
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM daybook.events ORDER BY position DESC LIMIT 1")
        row = cursor.fetchone()
    assert row is not None, "the store has to write an event first"
    return row


def _insert(connection: psycopg.Connection, row: dict[str, Any]) -> str:
    values = [
        _FRESH.get(column) or sql.Literal(_literal(row[column])).as_string(connection)
        for column in _COLUMNS
    ]
    return f"INSERT INTO baseline.rows ({', '.join(_COLUMNS)}) VALUES ({', '.join(values)});\n"


def _literal(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _fill(connection: psycopg.Connection, row: dict[str, Any]) -> None:
    """Streams with some events each, and documents of about a kilobyte."""
    connection.execute(
        f"INSERT INTO baseline.rows ({', '.join(_COLUMNS)}) "
        "SELECT tenant_id, 's' || stream, stream_type, version.number, gen_random_uuid(), event_type, "
        "schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash "
        "FROM (SELECT * FROM daybook.events ORDER BY position DESC LIMIT 1) AS newest, "
        "generate_series(1, %s) AS stream, generate_series(1, %s) AS version (number)",
        (_STREAMS, _EVENTS_PER_STREAM),
    )
    connection.execute(
        "INSERT INTO baseline.documents SELECT n, 3, json_build_object('id', n, 'text', repeat('x', 1000)) "
        "FROM generate_series(1, %s) AS n",
        (_DOCUMENTS,),
    )
    connection.execute("VACUUM ANALYZE baseline.rows")
    connection.execute("VACUUM ANALYZE baseline.documents")
