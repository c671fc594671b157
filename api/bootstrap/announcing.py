"""An event store whose appends are told in this process at once, before their callers go on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from application.ports.event_store import (
    Append,
    Appended,
    EventStore,
    LogQuery,
    RecordedEvent,
    StoredAnswer,
    StoreUnavailable,
    Upto,
)
from domain.shared.ids import TenantId

Told = Callable[[TenantId, Mapping[str, int]], None]
Moved = Callable[[TenantId], Awaitable[None]]
Wrote = Callable[[TenantId, int, int, Mapping[str, int]], None]

_NO_BOUND = Upto()


class AnnouncingStore:
    """The store itself; others hear of changes through the live log, but whoever made one should not wait.

    Each of `told` gets the streams that grew, `moved` the tenants whose own stream did: their clock may have.
    The live log is told what it `wrote`, from behind one position up to another, and so need not read it.
    """

    def __init__(self, store: EventStore, told: Sequence[Told], moved: Moved, wrote: Wrote) -> None:
        self._store = store
        self._told = told
        self._moved = moved
        self._wrote = wrote

    async def append(self, append: Append) -> Appended:
        """Store all events or none, and tell; see the port."""
        appended = await self._store.append(append)
        grown = {
            stream.stream_id: stream.expected_version + len(stream.events)
            for stream in append.streams
            if stream.events
        }
        for told in self._told:
            told(append.tenant, grown)
        if grown:
            before = appended.position - sum(len(stream.events) for stream in append.streams)
            self._wrote(append.tenant, before, appended.position, grown)
        if append.tenant in grown:
            with suppress(
                StoreUnavailable
            ):  # what is stored is stored; the live log tells it again
                await self._moved(append.tenant)
        return appended

    async def stream(
        self, tenant: TenantId, stream_id: str, *, after: int = 0, upto: Upto = _NO_BOUND
    ) -> list[RecordedEvent]:
        """One document's events; see the port."""
        return await self._store.stream(tenant, stream_id, after=after, upto=upto)

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        """A page of the tenant's whole history."""
        return await self._store.log(tenant, query)

    async def head(self, tenant: TenantId) -> int:
        """The position of the tenant's newest event."""
        return await self._store.head(tenant)

    async def answer(self, tenant: TenantId, key: str) -> StoredAnswer | None:
        """What an idempotency key was answered."""
        return await self._store.answer(tenant, key)
