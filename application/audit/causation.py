"""What caused what: events of one story as a tree of deeds, each with what it led to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from uuid import UUID

import orjson

from application.ports.event_store import EventStore, LogQuery, RecordedEvent
from domain.shared.ids import TenantId

MOST = 1_000
"""Events in one answer."""

_LONGEST_CHAIN = 100
_AROUND = 200
"""How far from one event of an append the others are looked for."""

_INSTANT = timedelta(microseconds=1)
"""What times in the log are told apart by."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with the deeds that the product did because of it."""

    recorded: RecordedEvent
    led_to: list["Deed"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one command stored, all of it in one append: by a request, or as a reaction to an event."""

    happened: Sequence[Happened]

    @property
    def first(self) -> RecordedEvent:
        """Its first event; they share who did it, when, and why."""
        return self.happened[0].recorded


@dataclass(frozen=True, slots=True)
class Story:
    """The deeds of one correlation that nothing in it caused, with all that followed from them."""

    correlation: str
    deeds: Sequence[Deed]


@dataclass(frozen=True, slots=True)
class Causes:
    """Every story that is asked for; not `complete` when there are more events than one answer takes."""

    stories: Sequence[Story]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Causation:
    """Looks through the log of a tenant; events of the types `without` are not for who asks."""

    store: EventStore
    tenant: TenantId
    without: Sequence[str] = ()

    async def of_document(self, stream_id: str) -> Causes:
        """Every story that a document is in, or that has its name, as that of a job has."""
        history = await self.store.stream(self.tenant, stream_id)
        return await self._stories([one for one in history if self._is_shown(one)], stream_id)

    async def of_event(self, event_id: UUID) -> Causes:
        """The story of one event; none when there is no such event."""
        return await self._stories(await self._named(event_id))

    async def at(self, position: int) -> Causes:
        """The story of the event at a position; none when there is none."""
        query = LogQuery(after=position - 1, until=position, without=tuple(self.without))
        return await self._stories(await self.store.log(self.tenant, query))

    async def _stories(self, asked: Sequence[RecordedEvent], *named: str) -> Causes:
        found = {one.position: one for one in asked[:MOST]}
        names = dict.fromkeys(named)
        for event in asked[:MOST]:
            if len(found) <= MOST and correlation_of(event) not in names:
                beginning = await self._beginning(event)
                names |= dict.fromkeys(map(correlation_of, (event, *beginning)))
                found |= {one.position: one for one in beginning}
        if not names:
            return Causes(())
        query = LogQuery(stories=tuple(names), limit=MOST + 1, without=tuple(self.without))
        told = await self.store.log(self.tenant, query)
        found |= {one.position: one for one in told[:MOST]}
        shown = [found[position] for position in sorted(found)]
        return Causes(tree(shown[:MOST]), complete=max(len(asked), len(told), len(shown)) <= MOST)

    async def _beginning(self, event: RecordedEvent) -> Sequence[RecordedEvent]:
        """The deed that the story of an event began with, as far as it can be seen."""
        for _ in range(_LONGEST_CHAIN):
            cause = event.metadata.get("causationId")
            earlier = await self._named(UUID(cause)) if cause else ()
            if not earlier:
                break
            (event,) = earlier
        return await self._with_its_append(event)

    async def _with_its_append(self, event: RecordedEvent) -> Sequence[RecordedEvent]:
        """An append is of one instant: nearly nothing else is read, also for a thousand events in turn."""
        query = LogQuery(
            after=max(0, event.position - _AROUND),
            until=event.position + _AROUND,
            limit=2 * _AROUND,
            without=tuple(self.without),
            since=event.occurred_at,
            before=event.occurred_at + _INSTANT,
        )
        near = await self.store.log(self.tenant, query)
        return [one for one in near if deed_key(one) == deed_key(event)]

    async def _named(self, event_id: UUID) -> Sequence[RecordedEvent]:
        query = LogQuery(event_ids=(event_id,), without=tuple(self.without))
        return await self.store.log(self.tenant, query)

    def _is_shown(self, event: RecordedEvent) -> bool:
        return event.event_type not in self.without


def tree(events: Sequence[RecordedEvent]) -> Sequence[Story]:
    """Events in the order of the log as stories; what caused nothing that is known begins one."""
    nodes = {str(one.event_id): Happened(one) for one in events}
    tops: dict[str, list[Deed]] = {}
    for _, together in groupby(sorted(events, key=_by_deed), key=deed_key):
        deed = Deed([nodes[str(one.event_id)] for one in together])
        cause = nodes.get(deed.first.metadata.get("causationId", ""))
        beginnings = tops.setdefault(correlation_of(deed.first), []) if cause is None else []
        (beginnings if cause is None else cause.led_to).append(deed)
    for deeds in (*tops.values(), *(node.led_to for node in nodes.values())):
        deeds.sort(key=_place)
    stories = [Story(name, deeds) for name, deeds in tops.items()]
    return sorted(stories, key=lambda story: _place(story.deeds[0]))


def correlation_of(event: RecordedEvent) -> str:
    """The story that an event belongs to; one that names none begins its own."""
    return str(event.metadata.get("correlationId", event.event_id))


def deed_key(event: RecordedEvent) -> tuple[str, bytes]:
    """The same for all events of one append, and for no others."""
    said = orjson.dumps(dict(event.metadata), option=orjson.OPT_SORT_KEYS)
    return event.recorded_at.isoformat(), said


def walked(stories: Iterable[Story]) -> Iterable[RecordedEvent]:
    """Every event of the trees, causes before effects."""
    waiting = [deed for story in reversed(list(stories)) for deed in reversed(story.deeds)]
    while waiting:
        deed = waiting.pop()
        for one in deed.happened:
            yield one.recorded
        waiting += [next_ for one in reversed(deed.happened) for next_ in reversed(one.led_to)]


def _by_deed(event: RecordedEvent) -> tuple[tuple[str, bytes], int]:
    return deed_key(event), event.position


def _place(deed: Deed) -> int:
    return deed.first.position
