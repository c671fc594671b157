"""What can be taken along of a table of PostgreSQL, and how each column of it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psycopg import sql

from application.ports.snapshot import CellKind, SnapshotColumn

DECIMALS = 14
"""Where a table does not say how many decimals a number has: no number of ours has more."""

_KINDS = {
    "text": CellKind.TEXT,
    "text[]": CellKind.TEXTS,
    "uuid": CellKind.TEXT,
    "bytea": CellKind.TEXT,
    "smallint": CellKind.INTEGER,
    "integer": CellKind.INTEGER,
    "bigint": CellKind.INTEGER,
    "boolean": CellKind.BOOLEAN,
    "date": CellKind.DATE,
    "timestamp with time zone": CellKind.INSTANT,
    "json": CellKind.JSON,
    "jsonb": CellKind.JSON,
    "numeric": CellKind.DECIMAL,
}
"""By the type without what is in brackets. A type that is not here, such as a range, stays where it is."""

_READ = {
    "uuid": sql.SQL("{}::text"),
    "json": sql.SQL("{}::text"),
    "jsonb": sql.SQL("{}::text"),
    "bytea": sql.SQL("encode({}, 'hex')"),
}

DESCRIBED = """
    SELECT a.attname, format_type(a.atttypid, NULL),
           CASE WHEN a.atttypid = 'numeric'::regtype AND a.atttypmod >= 0 THEN (a.atttypmod - 4) & 2047 END,
           coalesce(col_description(a.attrelid, a.attnum), ''),
           a.attnum = ANY (
               SELECT unnest(i.indkey) FROM pg_index AS i WHERE i.indrelid = a.attrelid AND i.indisprimary)
    FROM pg_attribute AS a
    WHERE a.attrelid = %b::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_OWNER = "tenant_id"
_KEY = ("id", "valid_from", "position")
"""By what the rows of a view are told apart, which has no key of its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table or view with the columns that are read of it."""

    place: sql.Identifier
    columns: tuple[SnapshotColumn, ...]
    reads: tuple[sql.Composable, ...]
    key: tuple[str, ...]


def source(place: sql.Identifier, described: Iterable[Sequence[object]]) -> Source:
    """What `DESCRIBED` says of a table or view; whose rows they are is said once, and not by each of them."""
    columns, reads, key, has = [], [], [], []
    for said in described:
        name, kind, scale, sentence, in_key = str(said[0]), str(said[1]), *said[2:]
        if name == _OWNER or kind not in _KINDS:
            continue
        decimals = DECIMALS if scale is None else int(str(scale))
        decimals = decimals if _KINDS[kind] is CellKind.DECIMAL else 0
        columns.append(SnapshotColumn(name, _KINDS[kind], str(sentence), decimals))
        reads.append(_READ.get(kind, sql.SQL("{}")).format(sql.Identifier(name)))
        key += [name] if in_key else []
        has.append(name)
    if not key:
        key = [name for name in _KEY if name in has][:2] if "id" in has else has[:1]
    return Source(place, tuple(columns), tuple(reads), tuple(key))
