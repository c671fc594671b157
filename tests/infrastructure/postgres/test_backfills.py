"""Rows that were there before a column know what it says too."""

import psycopg

from infrastructure.event_store.encoding import key_digest
from infrastructure.postgres.migrate import load_migrations
from tests.cluster import Database

_TABLE = "projections.purchase_orders"
_ORDER = f"""
    INSERT INTO {_TABLE} (tenant_id, id, version, position, document, summary, created_at, updated_at,
        status, supplier_id, created_by, currency, net, total, revision)
    VALUES (%s, %s, 1, 1, json_build_object('issuedRevision', %s::int), '{{}}', now(), now(),
        %s, 'sup_1', 'usr_1', 'EUR', 1, 1, 1)
"""
_BEFORE = (
    f"DROP INDEX projections.purchase_orders_shown_to; ALTER TABLE {_TABLE} DROP COLUMN shown_to"
)


def test_orders_that_were_issued_before_are_shown_to_their_suppliers(database: Database) -> None:
    (migration,) = [one for one in load_migrations() if one.name == "0090_show_orders_to_suppliers"]
    orders = (
        ("ten_1", "issued", 1, "Issued"),
        ("ten_2", "paid", 2, "Paid"),
        ("ten_1", "called off", 1, "Cancelled"),
        ("ten_1", "called off early", None, "Cancelled"),
        ("ten_1", "draft", None, "Draft"),
        ("ten_1", "amended", 1, "AwaitingApproval"),
    )
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute(_BEFORE)
        connection.execute(f"ALTER TABLE {_TABLE} NO FORCE ROW LEVEL SECURITY")
        for order in orders:
            connection.execute(_ORDER, order)
        connection.execute(f"ALTER TABLE {_TABLE} FORCE ROW LEVEL SECURITY")
        connection.execute(migration.text)
        forced = connection.execute(
            "SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", (_TABLE,)
        ).fetchone()
        connection.execute(f"ALTER TABLE {_TABLE} NO FORCE ROW LEVEL SECURITY")
        shown = connection.execute(f"SELECT id FROM {_TABLE} WHERE shown_to = 'sup_1'").fetchall()
        connection.rollback()
    assert {name for (name,) in shown} == {"issued", "paid", "called off"}
    assert forced == (True,)


def test_keys_that_were_used_before_are_known_by_their_new_digest(database: Database) -> None:
    (migration,) = [
        one for one in load_migrations() if one.name == "0141_shorten_idempotency_index"
    ]
    keys = "daybook.idempotency_keys"
    used = [("ten_1", "usr_1:again"), ("ten_2", "usr_1:again"), ("ten_2", "usr_2:other")]
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute(
            f"ALTER TABLE {keys} NO FORCE ROW LEVEL SECURITY, DROP CONSTRAINT idempotency_keys_pkey,"
            " ALTER COLUMN key_digest TYPE bytea USING uuid_send(key_digest),"
            " ADD PRIMARY KEY (tenant_id, key_digest)"
        )
        for tenant, key in used:
            connection.execute(
                f"INSERT INTO {keys} VALUES (%s, substring(sha256(%s) FOR 16), '', '', 1, now())",
                (tenant, key.encode()),
            )
        connection.execute(migration.text)
        found = connection.execute(f"SELECT tenant_id, key_digest FROM {keys}").fetchall()
        connection.rollback()
    assert {(tenant, digest.bytes) for tenant, digest in found} == {
        (tenant, key_digest(tenant, key)) for tenant, key in used
    }
