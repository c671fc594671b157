"""Which attempts were turned down, whose were they, and by which rule?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from pydantic import JsonValue

from application.ports.event_store import RecordedEvent
from application.ports.read_models import ListShape
from domain.audit.refusal.events import CommandRefused
from domain.shared.ids import RefusalId, UserId
from domain.shared.message import Message
from projections.columns import ColumnType
from projections.filters import created_filters, equal_filter
from projections.listing import Listing
from projections.rows import LIVE, RowWriter, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "created_at": ColumnType.INSTANT,
    "actor": ColumnType.TEXT,
    "command": ColumnType.TEXT,
    "document_type": ColumnType.TEXT,
    "document_id": ColumnType.TEXT,
    "refusal": ColumnType.TEXT,
    "rule": ColumnType.TEXT,
}


class RefusalSummary(Message):
    """An attempt as a row of the list."""

    id: RefusalId
    refusal_id: RefusalId
    position: int
    actor: UserId
    command: str
    document_type: str
    document_id: str
    document_version: int
    refusal: str
    rule: str
    detail: str
    facts: Mapping[str, JsonValue]
    created_at: datetime


class RefusalsProjection:
    """Implements `Projection`: one row per attempt."""

    name = "refusals"
    tables = ("refusals",)
    event_types = frozenset({CommandRefused.event_type})

    def __init__(self, schema: str = LIVE) -> None:
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Note every attempt."""
        await self._rows.write(connection, [_row(event) for event in events])


def _row(recorded: RecordedEvent) -> list[object]:
    refused = recorded.event
    assert isinstance(refused, CommandRefused)
    refusal_id = RefusalId(recorded.stream_id)
    summary = RefusalSummary(
        **dict(refused),
        id=refusal_id,
        refusal_id=refusal_id,
        position=recorded.position,
        created_at=recorded.occurred_at,
    )
    return [
        recorded.tenant,
        refusal_id,
        recorded.version,
        recorded.position,
        ready(summary.model_dump_json().encode()),
        recorded.occurred_at,
        refused.actor,
        refused.command,
        refused.document_type,
        refused.document_id,
        refused.refusal,
        refused.rule,
    ]


REFUSALS = Listing(
    shape=ListShape(
        name="refusals",
        filters=(
            equal_filter("actor", "actor", "Tried by this user."),
            equal_filter("command", "command", "This was tried, for example approve."),
            equal_filter("documentType", "document_type", "On this kind of document."),
            equal_filter("documentId", "document_id", "On this document."),
            equal_filter("refusal", "refusal", "Turned down with this error name."),
            equal_filter("rule", "rule", "Turned down by this rule."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
    table="refusals",
    types=COLUMNS,
    subscriber=RefusalsProjection.name,
)
