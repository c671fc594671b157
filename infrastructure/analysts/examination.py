"""Whether the log-ins of analysts are what they were made to be; an administrator can change them."""

from collections.abc import Sequence
from dataclasses import dataclass

from infrastructure.event_store.contents import tenant_pages
from infrastructure.postgres.pool import Pool

_LOG_INS = "SELECT login FROM daybook.analysts WHERE revoked_at IS NULL AND tenant_id = ANY (%s)"
_ROLES = """
    SELECT l.login, r.oid IS NULL,
           r.rolsuper OR r.rolbypassrls OR r.rolcreaterole,
           pg_has_role(r.oid, 'daybook_app', 'MEMBER') OR EXISTS (
               SELECT FROM pg_class AS c
               WHERE c.relnamespace::regnamespace::text IN ('daybook', 'projections', 'reporting')
                 AND (pg_has_role(r.oid, c.relowner, 'USAGE')
                      OR has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
                 AND c.relkind IN ('r', 'v')),
           r.rolconnlimit < 0,
           r.oid IS NOT NULL AND NOT EXISTS (
               SELECT FROM pg_db_role_setting AS s, unnest(s.setconfig) AS said
               WHERE s.setrole = r.oid AND said LIKE 'statement_timeout=%%'),
           has_database_privilege(r.oid, current_database(), 'TEMPORARY'),
           has_function_privilege(r.oid, 'lo_create(oid)', 'EXECUTE'),
           r.oid IS NOT NULL AND current_setting('temp_file_limit') = '-1' AND NOT EXISTS (
               SELECT FROM pg_db_role_setting AS s, unnest(s.setconfig) AS said
               WHERE s.setrole = r.oid AND said LIKE 'temp_file_limit=%%')
    FROM unnest(%s::text[]) AS l (login) LEFT JOIN pg_roles AS r ON r.rolname = l.login ORDER BY l.login
"""
_WRONG = (
    "is missing on the server",
    "has powers over the server",
    "may write",
    "may open any number of sessions",
    "has no statement_timeout to begin with",
    "may make temporary tables",
)
_FILLING = ("large objects", "temporary files")
"""What takes a superuser to withhold."""


@dataclass(frozen=True, slots=True)
class Examined:
    """How many log-ins there are in this database, what is wrong with which, and what may fill the disk."""

    log_ins: int
    problems: Sequence[str] = ()
    filling: Sequence[str] = ()


async def examined(pool: Pool) -> Examined:
    """All log-ins of all tenants."""
    log_ins: list[str] = []
    async for page in tenant_pages(pool):
        log_ins += [login for (login,) in await pool.ask(_LOG_INS, (list(page),), *page)]
    problems, filling = [], set()
    for login, *found in await pool.ask(_ROLES, (log_ins,)):
        wrong, fills = found[: len(_WRONG)], found[len(_WRONG) :]
        problems += [f"{login} {each}" for each, holds in zip(_WRONG, wrong, strict=True) if holds]
        filling |= {each for each, holds in zip(_FILLING, fills, strict=True) if holds}
    return Examined(len(log_ins), problems, sorted(filling))
