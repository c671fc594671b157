"""The part of a log that a process log is made of, page by page."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from application.ports.event_store import EventStore, LogQuery, RecordedEvent
from application.process_mining.objects import EVENT_TYPES
from domain.shared.ids import TenantId

_PAGE = 200
"""Events at once; smaller than what is read ahead, as each page is worked on before the next."""


class Page(NamedTuple):
    """Some events, and how far the walk is, of how far it goes."""

    events: Sequence[RecordedEvent]
    position: int
    of: int


async def walked(
    store: EventStore, tenant: TenantId, until: int, types: Sequence[str] = EVENT_TYPES
) -> AsyncIterator[Page]:
    """All events of these types up to a position, in the order of the log."""
    after = 0
    while True:
        query = LogQuery(after, _PAGE, until=until, types=tuple(types))
        events = await store.log(tenant, query)
        is_last = len(events) < _PAGE
        after = until if is_last else events[-1].position
        yield Page(events, after, until)
        if is_last:
            return
