"""What every `EventStore` promises to those who read: history up to any bound, and parts of the log."""

from datetime import timedelta

from application.ports.event_store import EventStore, LogQuery, Upto
from tests.contracts.notes import (
    PAD,
    START,
    Noted,
    TornOff,
    appending,
    notes,
    on,
    pad,
    person,
    tenant,
)


async def test_history_can_be_read_up_to_a_version_position_or_instant(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    for version in range(5):  # other events between, so that position is twice the version
        await store.append(
            appending(ours, on(stream, version, *notes(str(version))), minutes=version)
        )
        await store.append(appending(ours, on(pad(), 0, *notes("other"))))

    async def versions(after: int = 0, **bounds: object) -> list[int]:
        events = await store.stream(ours, stream, after=after, upto=Upto(**bounds))  # type: ignore[arg-type]
        return [event.version for event in events]

    assert await versions() == [1, 2, 3, 4, 5]
    assert await versions(after=3) == [4, 5]
    assert await versions(version=3) == [1, 2, 3]
    assert await versions(version=0) == []
    assert await versions(position=4) == [1, 2]
    assert await versions(position=5) == [1, 2, 3]
    assert await versions(occurred_at=START + timedelta(minutes=1)) == [1, 2]
    assert await versions(occurred_at=START - timedelta(microseconds=1)) == []
    assert await versions(version=4, position=5, occurred_at=START + timedelta(minutes=1)) == [1, 2]
    assert await versions(after=1, version=4, position=5) == [2, 3]


async def test_history_up_to_an_instant_is_never_torn_by_a_clock_that_was_behind(
    store: EventStore,
) -> None:
    ours, stream = tenant(), pad()
    for version, minutes in enumerate((0, 10, 5, 20)):
        await store.append(appending(ours, on(stream, version, *notes("x")), minutes=minutes))
    known = await store.stream(ours, stream, upto=Upto(occurred_at=START + timedelta(minutes=7)))
    assert [event.version for event in known] == [1]
    later = await store.stream(ours, stream, upto=Upto(occurred_at=START + timedelta(minutes=10)))
    assert [event.version for event in later] == [1, 2, 3]


async def test_the_log_answers_by_type_document_kind_actor_time_and_place(
    store: EventStore,
) -> None:
    ours, ann, bob, stream = tenant(), person(), person(), pad()
    await store.append(appending(tenant(), on(pad(), 0, *notes("theirs")), metadata={"actor": ann}))
    for version, (event, by) in enumerate(
        [(Noted(text="1"), ann), (TornOff(), bob), (Noted(text="3"), bob), (TornOff(), ann)]
    ):
        await store.append(
            appending(ours, on(stream, version, event), metadata={"actor": by}, minutes=version)
        )

    async def positions(**asked: object) -> list[int]:
        return [event.position for event in await store.log(ours, LogQuery(**asked))]  # type: ignore[arg-type]

    assert await positions(types=("test.noted",)) == [1, 3]
    assert await positions(types=("test.torn-off", "test.noted", "test.none")) == [1, 2, 3, 4]
    assert await positions(types=("test.torn-off", "test.noted"), limit=3) == [1, 2, 3]
    assert await positions(types=("test.none",)) == []
    assert await positions(without=("test.noted",)) == [2, 4]
    assert await positions(without=("test.noted",), after=2, limit=1) == [4]
    assert await positions(without=("test.noted",), types=("test.noted", "test.torn-off")) == [2, 4]
    assert await positions(without=("test.noted", "test.torn-off")) == []
    assert await positions(stream_type=PAD, after=1, limit=2) == [2, 3]
    assert await positions(stream_type="test.none") == []
    assert await positions(actor=bob) == [2, 3]
    assert await positions(actor=bob, types=("test.torn-off",)) == [2]
    assert await positions(since=START + timedelta(minutes=1)) == [2, 3, 4]
    assert await positions(before=START + timedelta(minutes=1)) == [1]
    assert await positions(
        since=START + timedelta(minutes=1), before=START + timedelta(minutes=3), actor=ann
    ) == []  # fmt: skip
    assert await positions(after=1, until=3) == [2, 3]
    assert await positions(limit=0) == []


async def test_the_log_answers_by_story_and_by_the_ids_of_events(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    for version, said in enumerate(
        [
            {"requestId": "r1", "correlationId": "r1"},
            {"causationId": "e1", "correlationId": "r1"},
            {"requestId": "r2", "correlationId": "trace"},
            {"actor": "nobody"},
            {"requestId": "r3", "correlationId": "trace"},
        ]
    ):
        await store.append(appending(ours, on(stream, version, *notes("x")), metadata=said))
    events = await store.log(ours, LogQuery())

    async def positions(**asked: object) -> list[int]:
        return [event.position for event in await store.log(ours, LogQuery(**asked))]  # type: ignore[arg-type]

    assert await positions(stories=("r1",)) == [2], "the request itself is no story of its own"
    assert await positions(stories=("r1", "trace")) == [2, 3, 5]
    assert await positions(stories=("trace",), limit=1) == [3]
    assert await positions(stories=("nobody",)) == []
    named = tuple(events[place].event_id for place in (3, 0))
    assert await positions(event_ids=named) == [1, 4]
    assert await positions(event_ids=named, without=(events[0].event_type,)) == []
    assert await store.log(tenant(), LogQuery(event_ids=named)) == []
