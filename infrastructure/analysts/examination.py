"""Whether the log-ins of analysts are what they were made to be; an administrator can change them."""

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
           has_database_privilege(r.oid, current_database(), 'TEMPORARY')
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


async def examined(pool: Pool) -> tuple[int, list[str]]:
    """How many log-ins there are in this database, and what is wrong with which."""
    log_ins: list[str] = []
    async for page in tenant_pages(pool):
        log_ins += [login for (login,) in await pool.ask(_LOG_INS, (list(page),), *page)]
    problems = [
        f"{login} {wrong}"
        for login, *found in await pool.ask(_ROLES, (log_ins,))
        for wrong, holds in zip(_WRONG, found, strict=True)
        if holds
    ]
    return len(log_ins), problems
