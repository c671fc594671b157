"""The projection of documents: one row per document, rendered like the answer of the command itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, HasStatus
from domain.shared.message import Message
from projections.columns import STANDARD, Column, ColumnType
from projections.folds import Folds
from projections.rows import LIVE, RowWriter, ready

S = TypeVar("S", bound=HasStatus)


@dataclass(frozen=True)
class ReadModel(Generic[S]):
    """What is kept of one kind of document: its table, the ready document, and the summary that lists show.

    `name` is that of the list and of the subscriber. `columns` come on top of the standard ones. A list
    `across_tenants` shows those of all, whoever asks. `own` is the column that says whose a row is.
    """

    name: str
    table: str
    decider: Decider[S]
    document: Callable[[Folded[S]], bytes]
    summary: Callable[[Folded[S]], Message]
    columns: tuple[Column, ...]
    shape: ListShape
    across_tenants: bool = False
    own: str | None = None

    @property
    def types(self) -> dict[str, ColumnType]:
        """All columns of the table."""
        return {**STANDARD, **{column.name: column.type for column in self.columns}}


class DocumentProjection(Generic[S]):
    """Implements `Projection` for a read model."""

    def __init__(self, model: ReadModel[S], folds: Folds, schema: str = LIVE) -> None:
        self._model = model
        self._folds = folds
        self._rows = RowWriter(sql.Identifier(schema, model.table), model.types)
        self._event_types = frozenset(event.event_type for event in model.decider.machine.events)

    @property
    def name(self) -> str:
        """The read model's name."""
        return self._model.name

    @property
    def tables(self) -> tuple[str, ...]:
        """Where the rows are."""
        return (self._model.table,)

    @property
    def deciders(self) -> tuple[Decider[Any], ...]:
        """What kind of documents they are of."""
        return (self._model.decider,)

    @property
    def event_types(self) -> frozenset[str]:
        """Everything that happens to documents of this kind."""
        return self._event_types

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Bring the rows of all documents that the events touch up to date."""
        histories = streams_of(events).values()
        await self._folds.prepare(self._model.decider, histories)
        rows = [await self._row(history) for history in histories]
        await self._rows.write(connection, rows)

    async def _row(self, history: Sequence[RecordedEvent]) -> list[Any]:
        folded = await self._folds.after(self._model.decider, history)
        return [
            history[-1].tenant,
            folded.stream_id,
            folded.version,
            history[-1].position,
            ready(self._model.document(folded)),
            ready(self._model.summary(folded).model_dump_json().encode()),
            folded.created_at,
            folded.updated_at,
            *(column.value(folded) for column in self._model.columns),
        ]


def streams_of(
    events: Sequence[RecordedEvent],
) -> dict[tuple[TenantId, str], list[RecordedEvent]]:
    """The events of each document, in order."""
    streams: dict[tuple[TenantId, str], list[RecordedEvent]] = {}
    for event in events:
        streams.setdefault((event.tenant, event.stream_id), []).append(event)
    return streams
