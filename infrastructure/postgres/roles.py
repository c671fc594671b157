"""Who may do what in the database: the owner migrates, the application owns nothing, analysts read.

The rule: a connection that serves people has the rights of `daybook_app` and no others. The embedded
cluster gives the application a log-in of its own in that group; for a server named by DATABASE_URL every
connection of the application takes the group's role as it opens. Log-ins of analysts are in the group
`daybook_analyst`, which shows nothing by itself.
"""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.fault import Fault

APP_ROLE = "daybook_app"
ANALYST_ROLE = "daybook_analyst"

_WITHHOLDABLE = """
    SELECT pg_has_role(proowner, 'USAGE') FROM pg_proc
    WHERE oid = 'lo_create(oid)'::regprocedure AND has_function_privilege('public', oid, 'EXECUTE')
"""
_WITHHOLD = """
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC
"""


class AppRoleMissing(Fault):
    """A group role of the product does not exist and we may not create it."""


def ensure_app_role(connection: psycopg.Connection) -> None:
    """Make the group role exist and the connected user a member of it.

    Raises AppRoleMissing when the user has no right to create roles.
    """
    _ensure_group(connection, APP_ROLE, _missing(connection))
    if not _may_become(connection):
        try:
            with connection.transaction():
                connection.execute(
                    sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP_ROLE))
                )
        except psycopg.errors.InsufficientPrivilege as refused:
            raise _missing(connection) from refused


def ensure_analyst_role(connection: psycopg.Connection) -> None:
    """Make the group of analysts exist; raises AppRoleMissing when the user has no right to create roles."""
    missing = AppRoleMissing(
        f"the database has no role {ANALYST_ROLE}",
        f"as a database administrator: CREATE ROLE {ANALYST_ROLE} NOLOGIN; "
        f'GRANT {ANALYST_ROLE} TO "{connection.info.user}" WITH ADMIN OPTION;',
    )
    _ensure_group(connection, ANALYST_ROLE, missing)


def withhold_large_objects(connection: psycopg.Connection) -> None:
    """Let nobody make large objects in this database, which we have none of, where we may forbid it.

    They are the server's own functions, so that it takes a superuser.
    """
    if connection.execute(_WITHHOLDABLE).fetchone() == (True,):
        connection.execute(_WITHHOLD)


def as_application(dsn: str) -> str:
    """The same address, whose connections have the application's rights from their first statement."""
    options = str(conninfo_to_dict(dsn).get("options") or "")
    return make_conninfo(dsn, options=f"{options} -c role={APP_ROLE}".strip())


def _ensure_group(connection: psycopg.Connection, role: str, missing: AppRoleMissing) -> None:
    """Roles belong to the whole server, so another database's migration may create it at the same time."""
    if _role_exists(connection, role):
        return
    try:
        with connection.transaction():
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        assert _role_exists(connection, role)
    except psycopg.errors.InsufficientPrivilege as refused:
        raise missing from refused


def _role_exists(connection: psycopg.Connection, role: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
    return found.fetchone() is not None


def _may_become(connection: psycopg.Connection) -> bool:
    # Since version 16 who creates a role may grant it, but not become it before they have done so.
    right = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    row = connection.execute(
        "SELECT pg_has_role(current_user, %s, %s)", (APP_ROLE, right)
    ).fetchone()
    return row is not None and bool(row[0])


def _missing(connection: psycopg.Connection) -> AppRoleMissing:
    user = connection.info.user
    return AppRoleMissing(
        f"the database has no role {APP_ROLE} that {user} may use",
        f'as a database administrator: CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO "{user}";',
    )
