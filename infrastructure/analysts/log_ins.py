"""Log-ins for analysts: a role of PostgreSQL that is bound to one tenant before anybody knows its password.

It takes the rights of the owner of the tables, who may create roles and admit to the group.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from domain.shared.ids import TenantId
from infrastructure.fault import Fault
from infrastructure.postgres.faults import unreachable
from infrastructure.postgres.pool import Pool
from infrastructure.postgres.roles import ANALYST_ROLE, APP_ROLE, withhold_large_objects

SESSIONS_AT_ONCE = 5
"""How many connections one log-in may have open."""
TEMPORARY_FILES = "1GB"
"""How much disk one of them may use for sorting and the like, where we may say so."""

_GROUP = sql.Identifier(ANALYST_ROLE)
_CREATE = sql.SQL(
    "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT"
    " PASSWORD {} CONNECTION LIMIT {} VALID UNTIL {}"
)
# Verification compares rows in tables of its own session, which everybody may have until an analyst comes.
_KEEP_TEMPORARY = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}")
_MAY_LIMIT_FILES = "SELECT has_parameter_privilege('temp_file_limit', 'SET')"
_WAY = ("host", "hostaddr", "port", "sslmode", "sslrootcert", "channel_binding")
_ONE_HOST = re.compile(r"[\w.-]+")
_ADMIT = "SELECT daybook.admit_analyst(%s, %s, %s, %s)"
_ALONE = "SELECT pg_advisory_lock(hashtextextended('log-in ' || %s, 0))"
_REVOKE = "SELECT daybook.revoke_analyst(%s, %s, %s)"
_ADMITTED = "SELECT FROM daybook.analysts WHERE login = %s AND tenant_id = %s"
_ON_SERVER = "SELECT FROM pg_roles WHERE rolname = %s"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
_KNOWN = """
    SELECT a.login, a.note, a.made_at, a.made_by, a.revoked_at, r.rolvaliduntil,
           (SELECT count(*) FROM pg_stat_activity AS s WHERE s.usename = a.login)
    FROM daybook.analysts AS a LEFT JOIN pg_roles AS r ON r.rolname = a.login
    WHERE a.tenant_id = %s ORDER BY a.made_at
"""


class AnalystsNotOurs(Fault):
    """The owner of the tables may not make log-ins, or not admit them to the group."""


class AnalystUnknown(Fault):
    """The tenant has no log-in of that name that is good."""

    def __init__(self, tenant: TenantId, login: str) -> None:
        super().__init__(f"{tenant} has no log-in {login} that is good", "daybook analyst list")


@dataclass(frozen=True, slots=True)
class Admission:
    """What is said of a new log-in: whose it is, what for, until when, and how long a statement may take."""

    tenant: TenantId
    note: str
    operator: str
    until: datetime
    statement: timedelta


@dataclass(frozen=True, slots=True)
class NewLogIn:
    """A log-in with its password, which is kept nowhere."""

    login: str
    password: str = field(repr=False)
    url: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in as it is known; without an end it is gone from the server."""

    login: str
    note: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None
    until: datetime | None
    sessions: int


def new_name() -> str:
    """It tells nothing, as everybody who may log in to the server sees the names of all roles."""
    return f"analyst_{secrets.token_hex(6)}"


def admit(owner_dsn: str, login: str, admission: Admission) -> NewLogIn:
    """Make a log-in of a new name that sees one tenant; raises AnalystsNotOurs and DatabaseUnreachable."""
    password, until = secrets.token_urlsafe(24), admission.until
    with _owner(owner_dsn) as connection, connection.transaction():
        role = sql.Identifier(login)
        digest = connection.pgconn.encrypt_password(
            password.encode(), login.encode(), b"scram-sha-256"
        )
        made = _CREATE.format(role, digest.decode(), SESSIONS_AT_ONCE, until.isoformat())
        connection.execute(made)
        _begin_with(connection, role, admission.statement)
        connection.execute(sql.SQL("GRANT {} TO {}").format(_GROUP, role))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        withhold_large_objects(connection)
        database = sql.Identifier(connection.info.dbname)
        connection.execute(_KEEP_TEMPORARY.format(database, sql.Identifier(APP_ROLE)))
        connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(_ADMIT, (login, admission.tenant, admission.note, admission.operator))
    return NewLogIn(login, password, _url(owner_dsn, login, password), until)


def revoke(owner_dsn: str, tenant: TenantId, login: str, operator: str) -> bool:
    """End a log-in and its sessions at once; False when nothing is left of it but its row.

    Whoever was interrupted does it again, and of two at once one waits for the other. Raises AnalystUnknown,
    AnalystsNotOurs and DatabaseUnreachable.
    """
    role = sql.Identifier(login)
    with _owner(owner_dsn) as connection:
        connection.execute(_ALONE, (login,))  # two cannot change a role at once
        with connection.transaction():
            good = connection.execute(_REVOKE, (login, tenant, operator)).fetchone() == (True,)
            if not good and not connection.execute(_ADMITTED, (login, tenant)).rowcount:
                raise AnalystUnknown(tenant, login)
            if not connection.execute(_ON_SERVER, (login,)).rowcount:
                return good
            connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(role))
        connection.execute(_END, (login,))
        with suppress(psycopg.errors.DependentObjectsStillExist):  # given more by somebody else
            connection.execute(sql.SQL("DROP ROLE {}").format(role))
    return True


async def known(pool: Pool, tenant: TenantId) -> list[LogIn]:
    """The log-ins of a tenant, those that were ended too, the oldest first."""
    return [LogIn(*row) for row in await pool.ask(_KNOWN, (tenant,), tenant)]


def _begin_with(connection: psycopg.Connection, role: sql.Identifier, statement: timedelta) -> None:
    """What every session of it begins with. All but the last can be set otherwise; see `limits.py`."""
    seconds = f"{int(statement.total_seconds())}s"
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": seconds,
        "idle_in_transaction_session_timeout": seconds,
        "search_path": "reporting",
        "timezone": "UTC",
    }
    if connection.execute(_MAY_LIMIT_FILES).fetchone() == (True,):
        settings["temp_file_limit"] = TEMPORARY_FILES
    for setting, value in settings.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} TO {}").format(role, sql.Identifier(setting), value)
        )


def _url(owner_dsn: str, login: str, password: str) -> str:
    """The address for the new log-in, on the same server and database."""
    parts = conninfo_to_dict(owner_dsn)
    name = quote(str(parts.get("dbname") or ""), safe="")
    where = {key: str(parts[key]) for key in _WAY if parts.get(key)}
    server = ""
    if _ONE_HOST.fullmatch(where.get("host", "")):  # where every tool looks for it, not libpq alone
        server = ":".join(where.pop(key) for key in ("host", "port") if key in where)
    way = f"?{urlencode(where)}" if where else ""
    return f"postgresql://{login}:{quote(password, safe='')}@{server}/{name}{way}"


@contextmanager
def _owner(dsn: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(dsn, autocommit=True, application_name="daybook analyst")
    except psycopg.OperationalError as error:
        raise unreachable(dsn, str(error).splitlines()[0]) from error
    with connection:
        try:
            yield connection
        except psycopg.errors.InsufficientPrivilege as refused:
            user = connection.info.user
            raise AnalystsNotOurs(
                f"{user} may not see to log-ins of analysts: {refused.diag.message_primary}",
                f'as a database administrator: ALTER ROLE "{user}" CREATEROLE; '
                f'GRANT {ANALYST_ROLE} TO "{user}" WITH ADMIN OPTION;',
            ) from refused
