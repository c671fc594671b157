"""A list as one statement: filtered, sorted, behind the last row of the page before, ready as JSON."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from psycopg import sql

from application.ports.read_models import (
    MOST_ROWS,
    FilterKind,
    FilterParameter,
    InvalidPageQuery,
    ListShape,
    PageQuery,
)
from domain.shared.ids import TenantId
from projections.columns import ColumnType, parse
from projections.cursor import LastRow, Question, read_cursor


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE clause over `listed`, with its parameters."""

    text: sql.Composable
    values: Mapping[str, object] = field(default_factory=dict)


Narrow = Callable[[TenantId, Mapping[str, str]], Awaitable[Condition]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list over a table of `projections`, which `subscriber` keeps up to date.

    `narrow` says which part of it a caller sees, from the filters that it `needs`; callers of the API
    cannot choose those. A list `across_tenants` shows the rows of all, whoever asks. `own` is the column
    that says whose a row is, for callers who see just what is theirs.
    """

    shape: ListShape
    table: str
    types: Mapping[str, ColumnType]
    subscriber: str
    narrow: Narrow | None = None
    needs: frozenset[str] = frozenset()
    across_tenants: bool = False
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with its parameters, and the question that its cursors are bound to."""

    text: sql.Composed
    values: Mapping[str, object]
    question: Question


# The page is looked up one row further than asked, which tells whether there is another page.
_PAGE = sql.SQL("""
    SELECT convert_to('[' || coalesce(string_agg(page.summary, ',' ORDER BY page.place)
                                      FILTER (WHERE page.place <= %(limit)s), '') || ']', 'UTF8'),
           max(page.key) FILTER (WHERE page.place = %(limit)s),
           max(page.id) FILTER (WHERE page.place = %(limit)s),
           count(*) > %(limit)s,
           coalesce((SELECT position FROM daybook.checkpoints
                     WHERE subscriber = %(subscriber)s AND tenant_id = %(tenant)s), 0),
           {total}
    FROM (
        SELECT listed.summary::text AS summary, listed.{sort}::text AS key, listed.id AS id,
               row_number() OVER (ORDER BY listed.{sort} {direction}, listed.id {direction}) AS place
        FROM {table} AS listed WHERE {filters} {behind}
        ORDER BY listed.{sort} {direction}, listed.id {direction} LIMIT %(limit)s + 1
    ) AS page
""")
_TOTAL = sql.SQL("(SELECT count(*) FROM {table} AS listed WHERE {filters})")
_BEHIND = sql.SQL("AND (listed.{sort}, listed.id) {than} (%(key)s::{type}, %(last)s)")


def page_statement(
    listing: Listing, tenant: TenantId, query: PageQuery, extra: Condition | None = None
) -> Statement:
    """The statement of a page; raises `InvalidPageQuery`."""
    if not 1 <= query.limit <= MOST_ROWS:
        raise InvalidPageQuery("limit", f"must be from 1 to {MOST_ROWS}")
    sort = query.sort or listing.shape.default_sort
    column = listing.shape.sorts.get(sort.removeprefix("-"))
    if column is None:
        known = ", ".join(sorted(listing.shape.sorts))
        raise InvalidPageQuery("sort", f"must be one of {known}, or one of them after a minus")
    question = Question(tenant, listing.shape.name, query.filters, sort, query.owner)
    conditions = [
        Condition(_ALL if listing.across_tenants else _OWN, {"tenant": str(tenant)}),
        *(
            _filter(listing, name, text)
            for name, text in sorted(query.filters.items())
            if name not in listing.needs
        ),
        *([extra] if extra else []),
        *([_owned(listing, query.owner)] if query.owner is not None else []),
    ]
    last = read_cursor(question, query.cursor) if query.cursor is not None else None
    values: dict[str, object] = {"limit": query.limit, "subscriber": listing.subscriber}
    for condition in conditions:
        values |= condition.values
    if last is not None:
        values |= {"key": last.key, "last": last.id}
    parts = _parts(listing, column, sort, last)
    parts["filters"] = sql.SQL(" AND ").join(condition.text for condition in conditions)
    parts["total"] = _TOTAL.format(**parts) if query.include_total else sql.SQL("NULL::bigint")
    return Statement(_PAGE.format(**parts), values, question)


def _parts(
    listing: Listing, column: str, sort: str, last: LastRow | None
) -> dict[str, sql.Composable]:
    descending = sort.startswith("-")
    behind = _BEHIND.format(
        sort=sql.Identifier(column),
        than=sql.SQL("<" if descending else ">"),
        type=sql.SQL(listing.types[column].value),
    )
    return {
        "table": sql.Identifier("projections", listing.table),
        "sort": sql.Identifier(column),
        "direction": sql.SQL("DESC" if descending else "ASC"),
        "behind": behind if last is not None else sql.SQL(""),
    }


def _owned(listing: Listing, owner: str) -> Condition:
    """Only rows of this owner; a list that does not know whose its rows are shows none of them."""
    assert listing.own is not None, f"{listing.shape.name} does not say whose its rows are"
    text = sql.SQL("listed.{} = %(owner)s").format(sql.Identifier(listing.own))
    return Condition(text, {"owner": owner})


def _filter(listing: Listing, name: str, text: str) -> Condition:
    known = {each.name: each for each in listing.shape.filters}
    if name not in known:
        raise InvalidPageQuery(name, "is not a filter of this list")
    parameter = known[name]
    kind = listing.types[parameter.column]
    try:
        value = _value(parameter, kind, text)
    except ValueError as problem:
        raise InvalidPageQuery(name, str(problem)) from None
    return Condition(
        _COMPARISONS[parameter.kind].format(
            column=sql.Identifier(parameter.column),
            value=sql.Placeholder(f"filter_{name}"),
            type=sql.SQL(kind.value),
        )
        if kind is not ColumnType.TEXTS
        else _AMONG.format(
            column=sql.Identifier(parameter.column), value=sql.Placeholder(f"filter_{name}")
        ),
        {f"filter_{name}": value},
    )


_OWN = sql.SQL("listed.tenant_id = %(tenant)s")
_ALL = sql.SQL("true")
_AMONG = sql.SQL("{value} = ANY (listed.{column})")
_COMPARISONS: Mapping[FilterKind, sql.SQL] = {
    FilterKind.EQUAL: sql.SQL("listed.{column} = {value}::{type}"),
    FilterKind.ONE_OF: sql.SQL("listed.{column} = ANY ({value}::{type}[])"),
    FilterKind.FROM: sql.SQL("listed.{column} >= {value}::{type}"),
    FilterKind.UNTIL: sql.SQL("listed.{column} <= {value}::{type}"),
    FilterKind.CONTAINS: sql.SQL("listed.{column} LIKE {value}"),
}


def _value(parameter: FilterParameter, kind: ColumnType, text: str) -> object:
    if parameter.kind is FilterKind.ONE_OF:
        return [parse(kind, part) for part in text.split(",")]
    value = parse(kind, text, last=parameter.kind is FilterKind.UNTIL)
    if parameter.kind is FilterKind.CONTAINS:
        escaped = text.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return f"%{escaped}%"
    return value
