"""Which documents say something of a person or supplier?"""

from collections.abc import Iterable, Mapping, Sequence

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from domain.shared.machine import Decider
from domain.shared.personal import personal_fields, subjects_of
from projections.columns import ColumnType
from projections.rows import LIVE, RowWriter

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "subject_id": ColumnType.TEXT,
    "document_id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
}
KEY = ("tenant_id", "subject_id", "document_id")


class PersonalDataProjection:
    """Implements `Projection`: a row for each subject and document that names it. It says no name itself."""

    name = "personal-data"
    tables = ("personal_data",)

    def __init__(
        self,
        deciders: Iterable[Decider[object]],  # type: ignore[type-var]
        schema: str = LIVE,
    ) -> None:
        self._event_types = frozenset(
            event.event_type
            for decider in deciders
            for event in decider.machine.events
            if personal_fields(event)
        )
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS, KEY)

    @property
    def event_types(self) -> frozenset[str]:
        """Every event with something personal."""
        return self._event_types

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Note who is named where."""
        rows = {
            (each.tenant, subject, each.stream_id): (each.version, each.position)
            for each in events
            for subject in subjects_of(each.event, each.stream_id)
        }
        await self._rows.write(connection, [(*key, *place) for key, place in rows.items()])


_DOCUMENTS = """
    SELECT document_id FROM projections.personal_data
    WHERE tenant_id = %b AND subject_id = %b ORDER BY position, document_id
"""


async def documents_of(
    connection: AsyncConnection[TupleRow], tenant: TenantId, subject: str
) -> Sequence[str]:
    """The documents that name a subject, in the order in which they did last."""
    found = await connection.execute(_DOCUMENTS, (str(tenant), str(subject)))
    return [row[0] for row in await found.fetchall()]
