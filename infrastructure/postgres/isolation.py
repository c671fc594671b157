"""Whether the database keeps tenants apart: what is missing, table by table, and at the role that asks."""

from psycopg.rows import TupleRow

from infrastructure.postgres.roles import APP_ROLE

WITHOUT_TENANTS = (
    "daybook.migrations",
    "daybook.leases",
    "daybook.attempts",
    "daybook.letters",
    "daybook.mail_tokens",
    "daybook.rebuilds",
    "daybook.channel_ending",
)
"""The tables whose rows belong to no tenant; every other one is under row-level security.

Letters and tokens of mails are of people who have yet to come in, and are seen through that door alone.
"""

GAPS = """
    WITH tables AS (
        SELECT c.oid, format('%%I.%%I', n.nspname, c.relname) AS name,
               c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('daybook', 'projections') AND c.relkind IN ('r', 'p')
    ),
    commands (privilege, letter) AS (
        VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')
    )
    SELECT t.name, t.enabled, t.forced,
           ARRAY(
               SELECT c.privilege FROM commands AS c
               WHERE has_table_privilege(%(role)s, t.oid, c.privilege)
                 AND NOT EXISTS (
                     SELECT FROM pg_policy AS p WHERE p.polrelid = t.oid AND p.polcmd IN (c.letter, '*')
                 )
           ) AS uncovered,
           ARRAY(
               SELECT p.polname FROM pg_policy AS p
               WHERE p.polrelid = t.oid AND p.polpermissive
                 AND EXISTS (
                     SELECT FROM unnest(p.polroles) AS r (oid)
                     WHERE r.oid = 0 OR pg_has_role(%(role)s, r.oid, 'USAGE')
                 )
                 AND EXISTS (
                     SELECT FROM (
                         VALUES (pg_get_expr(p.polqual, p.polrelid)),
                                (pg_get_expr(p.polwithcheck, p.polrelid))
                     ) AS said (condition)
                     WHERE condition !~ 'daybook\\.(tenants_in_reach\\(\\)|door\\(\\)|sessions )'
                 )
           ) AS lenient
    FROM tables AS t WHERE t.name <> ALL (%(without)s)
    ORDER BY t.name
"""
ASKED = {"role": APP_ROLE, "without": list(WITHOUT_TENANTS)}

POWERS = """
    SELECT current_user::text, bool_or(r.rolsuper), bool_or(r.rolbypassrls),
           EXISTS (
               SELECT FROM pg_class AS c
               WHERE c.relnamespace::regnamespace::text IN ('daybook', 'projections')
                 AND pg_has_role(current_user, c.relowner, 'USAGE')
           )
    FROM pg_roles AS r WHERE pg_has_role(current_user, r.oid, 'USAGE')
"""


def problems(tables: list[TupleRow], powers: TupleRow) -> list[str]:
    """What lets somebody see the rows of others, in words; from the answers to `GAPS` and `POWERS`."""
    user, superuser, bypasses, owns = powers
    held = {
        f"{user} is a superuser, whom row-level security does not bind": superuser,
        f"{user} may bypass row-level security": bypasses,
        f"{user} owns tables": owns,
    }
    return [sentence for sentence, holds in held.items() if holds] + [
        problem for row in tables for problem in _of_table(*row)
    ]


def _of_table(
    name: str, enabled: bool, forced: bool, uncovered: list[str], lenient: list[str]
) -> list[str]:
    if not enabled:
        return [f"{name} is not under row-level security"]
    return [
        *([] if forced else [f"{name} does not bind its owner"]),
        *(f"{name} has no policy for {command}" for command in uncovered),
        *(f"the policy {policy} of {name} does not ask for the tenant" for policy in lenient),
    ]
