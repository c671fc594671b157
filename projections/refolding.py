"""What an erasure leaves behind in a list: the rows of the documents that it names, made once more.

A row is made from what events say, and of somebody who was erased they say nothing any more. So the events
of such documents are taken again up to the erasure, in the transaction that moves the checkpoint over it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import EventStore, RecordedEvent, Upto
from application.ports.table_projection import TableProjection
from domain.privacy.erasure.events import ErasureDocumentsListed
from domain.shared.ids import TenantId
from domain.shared.machine import Decider
from projections.rows import LIVE

_OUTDATE = sql.SQL("UPDATE {table} SET version = 0 WHERE tenant_id = %b AND id = ANY (%b::text[])")


class OfDocuments(TableProjection, Protocol):
    """A projection whose one table has a row for each document of some kinds, under the document's id."""

    @property
    def deciders(self) -> tuple[Decider[Any], ...]:
        """What kinds of documents they are of."""


class Refolding:
    """Implements `TableProjection`: another one, which forgets with the log.

    `forget` clears what we remember."""

    def __init__(
        self,
        projection: OfDocuments,
        store: EventStore,
        forget: Callable[[TenantId], None],
        schema: str = LIVE,
    ) -> None:
        self._projection = projection
        self._kinds = tuple(decider.id_type for decider in projection.deciders)
        self._outdate = _OUTDATE.format(table=sql.Identifier(schema, *projection.tables))
        self._store = store
        self._forget = forget

    @property
    def name(self) -> str:
        """The name of the other one."""
        return self._projection.name

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table of the other one."""
        return self._projection.tables

    @property
    def event_types(self) -> frozenset[str]:
        """What the other one takes, and what erasures list."""
        return self._projection.event_types | {ErasureDocumentsListed.event_type}

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """In order, so that what happened after the erasure is taken after it."""
        plain: list[RecordedEvent] = []
        for recorded in events:
            if isinstance(recorded.event, ErasureDocumentsListed):
                await self._take(plain, connection)
                plain = []
                await self._refold(recorded, recorded.event, connection)
            else:
                plain.append(recorded)
        await self._take(plain, connection)

    async def _take(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        if events:
            await self._projection.apply(events, connection)

    async def _refold(
        self,
        recorded: RecordedEvent,
        listed: ErasureDocumentsListed,
        connection: AsyncConnection[TupleRow],
    ) -> None:
        tenant, upto = recorded.tenant, Upto(position=recorded.position)
        self._forget(tenant)  # the news of it may not have come yet
        documents = [each for each in listed.documents if isinstance(each, self._kinds)]
        await connection.execute(self._outdate, (str(tenant), [str(each) for each in documents]))
        for document in documents:
            history = await self._store.stream(tenant, document, upto=upto)
            wanted = [one for one in history if one.event_type in self._projection.event_types]
            await self._take(wanted, connection)
