"""Tables of facts: what was true from one position of the log until another, so that nothing is forgotten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import orjson
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.states import Folded
from domain.shared.machine import HasStatus
from projections.columns import ColumnType
from projections.rows import LIVE

S = TypeVar("S", bound=HasStatus)
Values = dict[str, Any]
"""The columns of one fact."""

_KEY: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "valid_from": ColumnType.INTEGER,
    "valid_from_at": ColumnType.INSTANT,
}


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of `projections` in which each row holds until the next one of its id.

    What happened once and is never over has an id of its own.
    """

    name: str
    columns: Mapping[str, ColumnType]

    @property
    def source(self) -> str:
        """The facts as of a position, as the common table expression of a question.

        It is named like the table, and takes the parameters `tenant` and `position`.
        """
        return (
            f"{self.name} AS (SELECT * FROM projections.{self.name}"  # noqa: S608 - our own names
            " WHERE tenant_id = %(tenant)s AND valid_from <= %(position)s"
            " AND (valid_to IS NULL OR valid_to > %(position)s))"
        )

    async def write(
        self, connection: AsyncConnection[TupleRow], facts: Iterable["Fact"], schema: str = LIVE
    ) -> None:
        """Keep facts, in the order of the log; those that are known already change nothing."""
        records = [
            {
                "tenant_id": fact.recorded.tenant,
                "id": fact.id,
                "valid_from": fact.recorded.position,
                "valid_from_at": fact.recorded.occurred_at,
                **fact.values,
            }
            for fact in facts
        ]
        if records:
            text = orjson.dumps(records, default=str).decode()
            statement = _statement(self.name, tuple(self.columns.items()), schema)
            await connection.execute(statement, (text,))


_WRITE = """
    WITH told AS (
        SELECT {names},
               lead(valid_from) OVER later AS valid_to, lead(valid_from_at) OVER later AS valid_to_at
        FROM json_to_recordset(%b::json) AS row ({typed})
        WINDOW later AS (PARTITION BY tenant_id, id ORDER BY valid_from)
    ), kept AS (
        INSERT INTO {table} ({names}, valid_to, valid_to_at)
        SELECT {names}, valid_to, valid_to_at FROM told
        ON CONFLICT (tenant_id, id, valid_from) DO NOTHING
    )
    UPDATE {table} AS known SET valid_to = next.valid_from, valid_to_at = next.valid_from_at
    FROM (
        SELECT DISTINCT ON (tenant_id, id) tenant_id, id, valid_from, valid_from_at FROM told
        ORDER BY tenant_id, id, valid_from
    ) AS next
    WHERE known.tenant_id = next.tenant_id AND known.id = next.id
      AND known.valid_from < next.valid_from
      AND (known.valid_to IS NULL OR known.valid_to > next.valid_from)
"""


@cache
def _statement(name: str, columns: tuple[tuple[str, ColumnType], ...], schema: str) -> bytes:
    types = {**_KEY, **dict(columns)}
    comma = sql.SQL(", ")
    typed = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind.value))
        for name, kind in types.items()
    ]
    statement = sql.SQL(_WRITE).format(
        table=sql.Identifier(schema, name),
        names=comma.join(map(sql.Identifier, types)),
        typed=comma.join(typed),
    )
    return statement.as_bytes()


@dataclass(frozen=True, slots=True)
class Fact:
    """What an event made true of the thing `id`, by column of the table."""

    table: FactTable
    recorded: RecordedEvent
    id: str
    values: Values


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """An event of a document, with the document before and after it."""

    recorded: RecordedEvent
    before: Folded[S]
    after: Folded[S]

    def happened(self, table: FactTable, values: Values, part: str = "") -> Fact:
        """Something that is never over; `part` tells several of one event apart."""
        return Fact(table, self.recorded, f"{self.recorded.position}{part}", values)

    def changed(
        self, table: FactTable, before: Mapping[str, Values], after: Mapping[str, Values]
    ) -> Iterator[Fact]:
        """What is true now and was not before, by the id of what it is about."""
        for name, values in after.items():
            if before.get(name) != values:
                yield Fact(table, self.recorded, name, values)
