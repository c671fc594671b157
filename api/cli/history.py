"""Reading a tenant's log for people: the end of it, all since a moment, and what comes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.bootstrap.operating import Daybook
from application.ports.event_store import LogQuery, RecordedEvent
from domain.shared.ids import Id, TenantId

_PAGE = 500
_FIRST_WINDOW = 1000
_LOOK_AGAIN_SECONDS = 30.0

Events = AsyncIterator[Sequence[RecordedEvent]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of these types (of any, when there are none), of one document, from a moment on."""

    tenant: TenantId
    types: tuple[str, ...] = ()
    stream: Id | None = None
    after: int = 0
    since: datetime | None = None

    def matches(self, event: RecordedEvent) -> bool:
        """Whether an event that was read another way is one of them."""
        return (
            event.position > self.after
            and (not self.types or event.event_type in self.types)
            and (self.stream is None or event.stream_id == self.stream)
            and (self.since is None or event.occurred_at >= self.since)
        )

    @property
    def query(self) -> LogQuery:
        """As the log is asked, a page at a time."""
        return LogQuery(after=self.after, limit=_PAGE, types=self.types, since=self.since)


async def everything(daybook: Daybook, wanted: Wanted, until: int) -> Events:
    """All that is wanted up to a position, in order."""
    if wanted.stream is not None:
        of_stream = await daybook.storage.store.stream(wanted.tenant, wanted.stream)
        yield [event for event in of_stream if wanted.matches(event) and event.position <= until]
        return
    query = replace(wanted.query, until=until)
    while page := await daybook.storage.store.log(wanted.tenant, query):
        yield page
        query = replace(query, after=page[-1].position)


async def newest(daybook: Daybook, wanted: Wanted, most: int, until: int) -> list[RecordedEvent]:
    """The last ones up to a position, looked for backwards in windows that grow."""
    found: list[RecordedEvent] = []
    window = max(_FIRST_WINDOW, most)
    while until > wanted.after and len(found) < most:
        after = max(until - window, wanted.after)
        part = replace(wanted, after=after)
        pages = [page async for page in everything(daybook, part, until)]
        found = [event for page in pages for event in page] + found
        until, window = (0 if wanted.stream else after), window * 4
    return found[-most:]


async def from_now_on(daybook: Daybook, wanted: Wanted) -> Events:
    """What happens behind a position, as soon as this process hears of it; never ends."""
    live_log, after = daybook.storage.live_log, wanted.after
    while True:
        if await live_log.reached(wanted.tenant, after + 1, _LOOK_AGAIN_SECONDS):
            heard = live_log.position(wanted.tenant) or after + 1
            query = replace(wanted.query, after=after, until=heard)
            page = await daybook.storage.store.log(wanted.tenant, query)
            yield [event for event in page if wanted.matches(event)]
            after = page[-1].position if len(page) == _PAGE else heard
