"""Every table of ours as data: its columns, what the application may do with it, and rows for any tenant."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import psycopg
from psycopg import Connection, sql

from infrastructure.postgres.isolation import WITHOUT_TENANTS
from infrastructure.postgres.reach import REACH, Door, reach
from tests.cluster import Database

_TABLES = """
    SELECT n.nspname, c.relname,
           array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                 WHERE has_table_privilege('daybook_app', c.oid, p))
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname IN ('daybook', 'projections') AND c.relkind = 'r'
    GROUP BY n.nspname, c.relname, c.oid ORDER BY n.nspname DESC, c.relname DESC
"""
_VALUES = {
    "text": "'x' || md5(%(tenant)s)",
    "text[]": "'{}'",
    "uuid": "%(uuid)s",
    "bytea": "sha256(%(tenant)s::text::bytea)",
    "jsonb": "'{}'",
    "json": "'{}'",
    "boolean": "true",
    "date": "current_date",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that holds data of tenants."""

    schema: str
    name: str
    columns: dict[str, str]
    may: frozenset[str]

    @property
    def identifier(self) -> sql.Identifier:
        """As SQL names it."""
        return sql.Identifier(self.schema, self.name)

    @property
    def owner(self) -> sql.SQL:
        """Whose a row is: refresh tokens alone say it by their session."""
        return sql.SQL("tenant_id" if "tenant_id" in self.columns else "session_id::text")

    def insert(self, tenant: str) -> tuple[sql.Composed, dict[str, Any]]:
        """A statement that adds a row of a tenant; each later column holds a later time."""
        values = [
            sql.SQL("%(tenant)s") if name == "tenant_id" else sql.SQL(_value(kind, place))
            for place, (name, kind) in enumerate(self.columns.items())
        ]
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            self.identifier,
            sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            sql.SQL(", ").join(values),
        )
        return statement, {"tenant": tenant, "uuid": uuid5(NAMESPACE_OID, tenant)}

    def owners(self, connection: Connection[Any]) -> set[str]:
        """Whose rows a connection sees."""
        rows = connection.execute(
            sql.SQL("SELECT {} FROM {}").format(self.owner, self.identifier)
        ).fetchall()
        return {row[0] for row in rows}

    def owner_of(self, tenant: str) -> str:
        """What `owner` says of a tenant's row."""
        if "tenant_id" in self.columns:
            return tenant
        return str(uuid5(NAMESPACE_OID, tenant))


def _value(kind: str, place: int) -> str:
    if kind.startswith("timestamp"):
        return f"now() + interval '{place} minutes'"
    return _VALUES.get(kind, "1")


def tenant_tables(database: Database) -> list[Table]:
    """All tables but those that hold nobody's data."""
    with psycopg.connect(database.administrator_dsn) as connection:
        rows = connection.execute(_TABLES).fetchall()
    found = [
        Table(schema, name, dict(zip(columns, kinds, strict=True)), frozenset(may))
        for schema, name, columns, kinds, may in rows
    ]
    return [table for table in found if f"{table.schema}.{table.name}" not in WITHOUT_TENANTS]


def fill(database: Database, tables: list[Table], *tenants: str) -> None:
    """Put a row of each tenant into each table, whatever refers to what."""
    with psycopg.connect(database.administrator_dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in tables:
            for tenant in tenants:
                connection.execute(*table.insert(tenant))


def undone(
    database: Database, *tenants: str, door: Door | None = None
) -> Iterator[Connection[Any]]:
    """The application's connection with tenants in reach, for one statement that leaves nothing behind."""
    with psycopg.connect(database.dsn) as connection:
        while True:
            if tenants or door:
                connection.execute(REACH, reach(tenants, door))
            yield connection
            connection.rollback()
