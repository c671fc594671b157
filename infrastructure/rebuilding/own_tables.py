"""Tables that only our own session sees, shaped like those that people read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from domain.shared.ids import TenantId
from infrastructure.fault import Fault

MOST_ROWS = 100
OWN = "pg_temp"
"""The schema of tables that nobody else sees."""

_QUIET = "SET LOCAL client_min_messages = warning"
_CREATE = sql.SQL("""
    CREATE TEMPORARY TABLE {name} (LIKE projections.{name} INCLUDING ALL)
""")
_DROP = "DISCARD TEMPORARY"
# Nobody counts the rows of such tables, so each statement is planned for those that are there by then.
_PLAN_ANEW = "SET plan_cache_mode = force_custom_plan"
_PLAN_ONCE = "RESET plan_cache_mode"
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnum = ANY (k.conkey)
    FROM pg_attribute AS a JOIN pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'p'
    WHERE a.attrelid = %b::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_UNLIKE = sql.SQL("""
    SELECT ARRAY[{keys}],
           CASE WHEN shown IS DISTINCT FROM NULL THEN ARRAY[{shown}] END,
           CASE WHEN made IS DISTINCT FROM NULL THEN ARRAY[{made}] END
    FROM (SELECT * FROM projections.{name} WHERE tenant_id = %b) AS shown
    FULL JOIN pg_temp.{name} AS made USING ({key})
    WHERE shown::text IS DISTINCT FROM made::text
    ORDER BY 1 LIMIT %b
""")


class NoOwnTables(Fault):
    """The database does not let us have tables of our own, so rows cannot be made anew beside others'."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"rows cannot be compared: {why}",
            "GRANT TEMPORARY ON DATABASE to the log-in of daybook, or leave it with --no-read-models",
        )


@dataclass(frozen=True, slots=True)
class Value:
    """What a column says in the row that is shown, and in the one that was made again, as text."""

    column: str
    json: bool
    shown: str | None
    made: str | None


@dataclass(frozen=True, slots=True)
class UnlikeRow:
    """A row that is not what the log says; without `values` it is missing, or there is one too many."""

    table: str
    id: str
    is_shown: bool
    is_made: bool
    values: Sequence[Value] = ()


async def open_own_tables(connection: AsyncConnection[TupleRow], tables: Iterable[str]) -> None:
    """Have an empty table of our own for each of these; raises NoOwnTables."""
    async with connection.transaction():
        await connection.execute(_QUIET)
        await close_own_tables(connection)
        try:
            await connection.execute(_PLAN_ANEW)
            for table in tables:
                await connection.execute(_CREATE.format(name=sql.Identifier(table)))
        except psycopg.errors.InsufficientPrivilege as refused:
            raise NoOwnTables(refused.diag.message_primary or str(refused)) from refused


async def close_own_tables(connection: AsyncConnection[TupleRow]) -> None:
    """Give back the space and plan as usual; both are left to the next one by whoever was interrupted."""
    await connection.execute(_DROP)
    await connection.execute(_PLAN_ONCE)


async def unlike_rows(
    connection: AsyncConnection[TupleRow], table: str, tenant: TenantId
) -> list[UnlikeRow]:
    """The rows of a tenant in which the two tables are not the same; at most `MOST_ROWS`."""
    cursor = await connection.execute(_COLUMNS, (f"projections.{table}",))
    columns = [(str(name), str(kind), bool(key)) for name, kind, key in await cursor.fetchall()]
    names = [sql.Identifier(name) for name, _, _ in columns]
    key = [sql.Identifier(name) for name, _, of_key in columns if of_key]
    told = [name for name, _, of_key in columns if of_key and name != "tenant_id"]
    statement = _UNLIKE.format(
        name=sql.Identifier(table),
        key=sql.SQL(", ").join(key),
        keys=_texts("{}", map(sql.Identifier, told or ["tenant_id"])),
        shown=_texts("shown.{}", names),
        made=_texts("made.{}", names),
    )
    cursor = await connection.execute(statement, (str(tenant), MOST_ROWS))
    return [
        _unlike(table, columns, keys, shown, made) for keys, shown, made in await cursor.fetchall()
    ]


def _texts(value: LiteralString, names: Iterable[sql.Identifier]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(value).format(name) + sql.SQL("::text") for name in names)


def _unlike(
    table: str,
    columns: Sequence[tuple[str, str, bool]],
    keys: Sequence[str],
    shown: Sequence[str | None] | None,
    made: Sequence[str | None] | None,
) -> UnlikeRow:
    named = " ".join(keys)
    if shown is None or made is None:
        return UnlikeRow(table, named, shown is not None, made is not None)
    values = tuple(
        Value(name, kind in ("json", "jsonb"), before, after)
        for (name, kind, _), before, after in zip(columns, shown, made, strict=True)
        if before != after
    )
    return UnlikeRow(table, named, True, True, values)
