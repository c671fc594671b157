"""What happened stays: no role changes or removes an event through SQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from infrastructure.event_store.encoding import key_digest
from infrastructure.postgres.embedded import EmbeddedPostgres
from tests.cluster import HOME, Database, TestCluster
from tests.contracts.notes import appending, notes, on, once, pad, tenant
from tests.contracts.stores import postgres_store

CHANGES = [
    "UPDATE daybook.events SET payload = '{}'",
    "UPDATE daybook.events SET payload = payload WHERE false",
    "DELETE FROM daybook.events",
    "DELETE FROM daybook.events WHERE false",
    "TRUNCATE daybook.events",
    """
    INSERT INTO daybook.events
    SELECT tenant_id, position, stream_id, stream_type, version, event_id, event_type, schema_version,
           payload, metadata, occurred_at, recorded_at, leaf_hash
    FROM daybook.events
    ON CONFLICT (tenant_id, position) DO UPDATE SET payload = '{}'
    """,
    "MERGE INTO daybook.events AS e USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
]


@pytest.fixture
async def written(database: Database) -> Database:
    """A database with an event in it."""
    async with postgres_store(database) as (store, _):
        await store.append(appending(tenant(), on(pad(), 0, *notes("a")), key=once("k")))
    return database


@pytest.fixture
def superuser_dsn(cluster: TestCluster) -> Iterator[str]:
    """The session's server with all rights there are."""
    server = EmbeddedPostgres(Path(os.environ[HOME]), durable=False)
    yield server.start().superuser_dsn
    server.stop()


def events(database: Database) -> list[tuple[object, ...]]:
    """All that the table holds."""
    with psycopg.connect(database.administrator_dsn) as connection:
        return connection.execute("SELECT * FROM daybook.events").fetchall()


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_events(written: Database, change: str) -> None:
    before = events(written)
    with psycopg.connect(written.dsn) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(change)
    assert len(before) == 1
    assert events(written) == before


@pytest.mark.parametrize("replica", [False, True], ids=["plain session", "replica session"])
@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_events(
    written: Database, change: str, replica: bool, superuser_dsn: str
) -> None:
    before = events(written)
    dsn = make_conninfo(superuser_dsn, dbname=written.name)
    with psycopg.connect(dsn if replica else written.owner_dsn) as connection:
        if replica:  # only a superuser may switch ordinary triggers off like this
            connection.execute("SET session_replication_role = replica")
        with pytest.raises(RestrictViolation, match="events are never changed"):
            connection.execute(change)
    assert events(written) == before


def test_the_application_may_append_and_read_and_no_more(written: Database) -> None:
    with psycopg.connect(written.dsn) as connection:
        rows = connection.execute(
            """
            SELECT c.relname, array_agg(p ORDER BY p) FROM pg_class AS c,
                unnest(ARRAY['INSERT', 'SELECT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                             'TRIGGER']) AS p
            WHERE c.relname IN ('events', 'log_heads', 'idempotency_keys', 'snapshots')
              AND c.relkind = 'r' AND has_table_privilege(c.oid, p)
            GROUP BY c.relname
            """
        ).fetchall()
        owned = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        ).fetchone()
    assert dict(rows) == {
        "events": ["INSERT", "SELECT"],
        "log_heads": ["INSERT", "SELECT", "UPDATE"],
        "idempotency_keys": ["DELETE", "INSERT", "SELECT"],
        "snapshots": ["DELETE", "INSERT", "SELECT", "UPDATE"],
    }
    assert owned == (0,)


def test_every_table_and_column_says_what_it_holds(database: Database) -> None:
    with psycopg.connect(database.dsn) as connection:
        silent = connection.execute(
            """
            SELECT c.relname, a.attname FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum >= 0 AND NOT a.attisdropped
            WHERE c.relname IN ('events', 'log_heads', 'idempotency_keys', 'snapshots')
              AND c.relkind = 'r'
              AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)
            """
        ).fetchall()
    assert silent == []


def test_every_key_starts_with_the_tenant_or_has_it_in_its_digest(database: Database) -> None:
    with psycopg.connect(database.dsn) as connection:
        firsts = connection.execute(
            """
            SELECT DISTINCT c.relname, a.attname FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indrelid
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE i.indisunique
              AND c.relname IN ('events', 'log_heads', 'idempotency_keys', 'snapshots')
            """
        ).fetchall()
    by_tenant = dict.fromkeys(("events", "log_heads", "snapshots"), "tenant_id")
    assert dict(firsts) == by_tenant | {"idempotency_keys": "key_digest"}
    assert len(firsts) == len(dict(firsts))
    assert key_digest("ten_1", "key") != key_digest("ten_2", "key")
