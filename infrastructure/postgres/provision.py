"""The roles and the database that an embedded cluster starts with."""

import psycopg
from psycopg import sql

from infrastructure.postgres.cluster import Credentials
from infrastructure.postgres.roles import (
    ANALYST_ROLE,
    APP_ROLE,
    ensure_analyst_role,
    ensure_app_role,
    withhold_large_objects,
)

DATABASE = "daybook"
OWNER = "daybook_owner"
API = "daybook_api"


def provision(superuser_dsn: str, credentials: Credentials) -> None:
    """Make the owner (who migrates), the log-in of the application, and the database exist.

    The owner is not a superuser, but lets analysts in and keeps them from filling the disk; the application
    owns nothing. Harmless when all are there.
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        ensure_app_role(connection)
        ensure_analyst_role(connection)
        _ensure_login(connection, OWNER, credentials.owner)
        _ensure_login(connection, API, credentials.api)
        owner = sql.Identifier(OWNER)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB CREATEROLE").format(owner))
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(sql.Identifier(ANALYST_ROLE), owner)
        )
        connection.execute(sql.SQL("GRANT SET ON PARAMETER temp_file_limit TO {}").format(owner))
        for member in (OWNER, API):
            connection.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(member))
            )
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(superuser_dsn, dbname=DATABASE, autocommit=True) as connection:
        withhold_large_objects(connection)


def _ensure_login(connection: psycopg.Connection, name: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if known is None:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(name), sql.Literal(password)
            )
        )
