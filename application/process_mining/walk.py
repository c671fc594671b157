"""The part of a log that a process log is made of, page by page."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from application.ports.event_store import EventStore, LogQuery, RecordedEvent
from application.process_mining.objects import TYPE_OF_STREAM
from domain.shared.ids import TenantId

_PAGE = 200
"""Events at once; smaller than what is read ahead, as each page is worked on before the next."""


class Page(NamedTuple):
    """Some events, and how far the walk is, of how far it goes."""

    events: Sequence[RecordedEvent]
    position: int
    of: int


async def walked(
    store: EventStore, tenant: TenantId, until: int, stream_type: str | None = None
) -> AsyncIterator[Page]:
    """All events of the process up to a position, or those of one type of stream, in the order of the log.

    The log is read as it lies and sorted out here: most of it is of the process, and to ask for a hundred
    types takes a hundred looks for each page.
    """
    after = 0
    while True:
        query = LogQuery(after, _PAGE, until=until, stream_type=stream_type)
        events = await store.log(tenant, query)
        is_last = len(events) < _PAGE
        after = until if is_last else events[-1].position
        found = [event for event in events if event.stream_type in TYPE_OF_STREAM]
        yield Page(found, after, until)
        if is_last:
            return
