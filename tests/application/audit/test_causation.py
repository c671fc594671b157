"""The tree of causes, however long a story has become."""

from application.audit.causation import MOST, Causation, walked
from application.ports.event_store import LogQuery, RecordedEvent
from domain.shared.ids import TenantId
from tests.contracts.in_memory_event_store import InMemoryEventStore
from tests.contracts.notes import REGISTRY, Noted, TornOff, appending, notes, on, pad, tenant

STORY = {"correlationId": "job"}
_AT_ONCE = 200


class CountedStore(InMemoryEventStore):
    """Counts the events that it gives out of the log."""

    given = 0

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        found = await super().log(tenant, query)
        self.given += len(found)
        return found


async def long_story(store: InMemoryEventStore, ours: TenantId, events: int) -> None:
    """So many events of one story, some hundred to a deed."""
    for begun in range(0, events, _AT_ONCE):
        texts = map(str, range(begun, min(begun + _AT_ONCE, events)))
        said = {**STORY, "idempotencyKey": str(begun)}
        await store.append(appending(ours, on(pad(), 0, *notes(*texts)), metadata=said))


async def test_the_first_thousand_events_of_a_long_story_are_told_and_that_there_are_more() -> None:
    store, ours = InMemoryEventStore(REGISTRY), tenant()
    await long_story(store, ours, MOST)
    whole = await Causation(store, ours).at(1)
    assert whole.complete
    await long_story(store, ours, 1)
    causes = await Causation(store, ours).at(1)
    assert not causes.complete
    told = [event.position for event in walked(causes.stories)]
    assert told == list(range(1, MOST + 1))
    (story,) = causes.stories
    assert [len(deed.happened) for deed in story.deeds] == [_AT_ONCE] * (MOST // _AT_ONCE)


async def test_a_cause_that_is_not_shown_leaves_its_effects_at_the_top() -> None:
    store, ours, effect = InMemoryEventStore(REGISTRY), tenant(), pad()
    request = {"requestId": "r", "correlationId": "r"}
    await store.append(appending(ours, on(pad(), 0, Noted(text="cause")), metadata=request))
    (cause,) = await store.log(ours, LogQuery())
    reaction = {"causationId": str(cause.event_id), "correlationId": "r"}
    await store.append(appending(ours, on(effect, 0, TornOff()), metadata=reaction))
    (story,) = (await Causation(store, ours).of_document(effect)).stories
    (deed,) = story.deeds
    (happened,) = deed.happened
    assert happened.recorded == cause
    assert [one.first.stream_id for one in happened.led_to] == [effect]
    hidden = Causation(store, ours, without=(Noted.event_type,))
    (story,) = (await hidden.of_document(effect)).stories
    assert [one.first.stream_id for one in story.deeds] == [effect]


async def test_of_a_document_with_many_stories_little_else_is_read() -> None:
    store, ours, document, events = CountedStore(REGISTRY), tenant(), pad(), 100
    for number in range(events):
        request = {"requestId": str(number), "correlationId": f"story {number}"}
        both = on(document, number, Noted(text="ours")), on(pad(), 0, Noted(text="beside it"))
        await store.append(appending(ours, *both, metadata=request, minutes=number))
    causes = await Causation(store, ours).of_document(document)
    assert [len(deed.happened) for story in causes.stories for deed in story.deeds] == [2] * events
    assert store.given <= 4 * events
