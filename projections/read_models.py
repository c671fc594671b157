"""The `ReadModels` port over the tables that the projections keep."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg

from application.ports.progress import Progress
from application.ports.read_models import (
    InvalidPageQuery,
    ListShape,
    Page,
    PageQuery,
    ReadyDocument,
)
from domain.shared.ids import TenantId
from projections.cursor import LastRow, write_cursor
from projections.document_projection import ReadModel
from projections.document_reads import DocumentReads
from projections.listing import Listing, page_statement
from projections.pool import Door, Pool

_BEHIND = """
    SELECT h.tenant_id, h.position FROM daybook.log_heads AS h
    LEFT JOIN daybook.checkpoints AS c ON c.tenant_id = h.tenant_id AND c.subscriber = %b
    WHERE h.position > coalesce(c.position, 0)
"""


class PostgresReadModels:
    """Lists and documents of a process, over a pool of connections that commit by themselves."""

    def __init__(
        self,
        pool: Pool,
        progress: Progress,
        documents: Sequence[ReadModel[Any]],
        lists: Sequence[Listing],
    ) -> None:
        self._pool = pool
        self._progress = progress
        self._documents = {
            model.name: DocumentReads(pool, model.name, model.table) for model in documents
        }
        all_lists = (*map(listing_of, documents), *lists)
        self._lists = {listing.shape.name: listing for listing in all_lists}

    def shape(self, name: str) -> ListShape:
        """What the list of this name can be asked."""
        return self._lists[name].shape

    async def document(self, tenant: TenantId, name: str, stream_id: str) -> ReadyDocument | None:
        """The newest projected document, or None when this tenant has none of that id."""
        return await self._documents[name].read(tenant, stream_id)

    async def page(self, tenant: TenantId, name: str, query: PageQuery) -> Page:
        """One page of a list; raises `InvalidPageQuery`."""
        listing = self._lists[name]
        extra = await listing.narrow(tenant, query.filters) if listing.narrow else None
        statement = page_statement(listing, tenant, query, extra)
        door: Door | None = "platform" if listing.across_tenants else None
        try:
            rows = await self._pool.ask(statement.text, statement.values, tenant, door=door)
        except psycopg.DataError as error:
            raise InvalidPageQuery("cursor", "is not one of this list") from error
        ((items, key, last_id, more, position, total),) = rows
        following = write_cursor(statement.question, LastRow(key, last_id)) if more else None
        return Page(items, following, total, position)

    async def reached(self, tenant: TenantId, name: str, position: int, seconds: float) -> bool:
        """True once the projection reflects `position`; False when `seconds` passed before."""
        listing = self._lists[name]
        if listing.across_tenants:
            return await self._reached_all(listing.subscriber, seconds)
        return await self._progress.reached(listing.subscriber, tenant, position, seconds)

    async def _reached_all(self, subscriber: str, seconds: float) -> bool:
        """A position says nothing about other tenants' logs: wait for all that they hold now."""
        behind = await self._pool.ask(_BEHIND, (subscriber,), door="log")
        waits = [
            self._progress.reached(subscriber, TenantId(tenant), head, seconds)
            for tenant, head in behind
        ]
        return all(await asyncio.gather(*waits))


def listing_of(model: ReadModel[Any]) -> Listing:
    """The list of a document's read model."""
    return Listing(
        model.shape,
        model.table,
        model.types,
        model.name,
        across_tenants=model.across_tenants,
        own=model.own,
    )
