"""What every `EventStore` promises, whatever it keeps its events in."""

import asyncio
from datetime import UTC

import pytest
from pydantic import JsonValue

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    EventStore,
    LogQuery,
    StreamConflict,
)
from infrastructure.event_store.canonical import Unstorable
from infrastructure.event_store.registry import UnknownEventType
from tests.contracts.notes import (
    PAD,
    START,
    Noted,
    TornOff,
    Unregistered,
    appending,
    notes,
    on,
    once,
    pad,
    person,
    tenant,
)


async def test_events_come_back_as_they_went_in(store: EventStore) -> None:
    ours, stream, by = tenant(), pad(), person()
    event = Noted(text='Größe \\ "7" \u2028 🙂', more={"n": [1, None, True, {"é": "x"}], "a": ""})
    metadata = {"actor": by, "requestId": "r-1", "correlationId": "c"}
    done = await store.append(appending(ours, on(stream, 0, event, TornOff()), metadata=metadata))
    first, second = await store.stream(ours, stream)
    assert (first.event, second.event) == (event, TornOff())
    assert (first.position, first.version, second.position, second.version) == (1, 1, 2, 2)
    assert (first.tenant, first.stream_id, first.stream_type) == (ours, stream, PAD)
    assert (first.event_type, first.schema_version) == ("test.noted", 2)
    assert first.metadata == metadata
    assert (first.occurred_at, first.recorded_at) == (START, done.recorded_at)
    assert first.occurred_at.tzinfo is UTC
    assert first.recorded_at.tzinfo is UTC
    assert first.event_id != second.event_id
    assert first.leaf_hash != second.leaf_hash
    assert len(first.leaf_hash) == 32


async def test_every_event_keeps_the_metadata_of_its_own_command(store: EventStore) -> None:
    ours = tenant()
    for request in ("r1", "r2", "r1"):
        await store.append(
            appending(ours, on(pad(), 0, *notes("a", "b")), metadata={"requestId": request})
        )
    told = [event.metadata["requestId"] for event in await store.log(ours, LogQuery())]
    assert told == ["r1", "r1", "r2", "r2", "r1", "r1"]


async def test_positions_count_up_per_tenant_over_all_streams(store: EventStore) -> None:
    ours, theirs = tenant(), tenant()
    positions = [
        (await store.append(appending(owner, on(pad(), 0, *notes("a", "b"))))).position
        for owner in (ours, theirs, ours)
    ]
    assert positions == [2, 2, 4]
    assert await store.head(ours) == 4
    assert [event.position for event in await store.log(ours, LogQuery())] == [1, 2, 3, 4]


async def test_a_tenant_without_events_has_an_empty_log(store: EventStore) -> None:
    assert await store.head(tenant()) == 0
    assert await store.log(tenant(), LogQuery()) == []
    assert await store.stream(tenant(), pad()) == []
    assert await store.answer(tenant(), "key") is None


@pytest.mark.parametrize("expected", [0, 2, 5])
async def test_an_append_at_another_version_than_the_stream_s_is_a_conflict(
    store: EventStore, expected: int
) -> None:
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("first"))))
    with pytest.raises(StreamConflict) as conflict:
        await store.append(appending(ours, on(stream, expected, *notes("other"))))
    assert conflict.value.stream_ids == (stream,)
    assert await store.head(ours) == 1


async def test_a_command_over_several_streams_is_stored_whole_or_not_at_all(
    store: EventStore,
) -> None:
    ours, one, two, three = tenant(), pad(), pad(), pad()
    await store.append(appending(ours, on(one, 0, *notes("a")), on(two, 0, *notes("b"))))
    with pytest.raises(StreamConflict) as conflict:
        await store.append(
            appending(
                ours,
                on(one, 1, *notes("c")),
                on(two, 0, *notes("d")),
                on(three, 3, *notes("e")),
            )
        )
    assert set(conflict.value.stream_ids) == {two, three}
    assert [len(await store.stream(ours, stream)) for stream in (one, two, three)] == [1, 1, 0]
    done = await store.append(
        appending(ours, on(one, 1, *notes("c", "d")), on(three, 0, *notes("e")))
    )
    assert done.position == 5
    assert [event.stream_id for event in await store.log(ours, LogQuery())] == [
        one, two, one, one, three,
    ]  # fmt: skip


async def test_a_stream_that_was_only_read_must_not_have_changed(store: EventStore) -> None:
    ours, read, written = tenant(), pad(), pad()
    await store.append(appending(ours, on(read, 0, *notes("policy"))))
    await store.append(appending(ours, on(read, 1), on(written, 0, *notes("a"))))
    await store.append(appending(ours, on(read, 1, *notes("new policy"))))
    with pytest.raises(StreamConflict) as conflict:
        await store.append(appending(ours, on(read, 1), on(written, 1, *notes("b"))))
    assert conflict.value.stream_ids == (read,)
    assert len(await store.stream(ours, written)) == 1


async def test_checks_alone_store_nothing_and_tell_where_the_log_stands(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("a"))))
    assert (await store.append(appending(ours, on(stream, 1), on(pad(), 0)))).position == 1
    with pytest.raises(StreamConflict):
        await store.append(appending(ours, on(stream, 0)))


async def test_an_append_that_names_a_stream_twice_is_an_error(store: EventStore) -> None:
    stream = pad()
    with pytest.raises(ValueError, match="once"):
        await store.append(appending(tenant(), on(stream, 0, *notes("a")), on(stream, 1)))


async def test_a_key_works_once_and_keeps_its_first_answer(store: EventStore) -> None:
    ours = tenant()
    first = await store.append(
        appending(ours, on(pad(), 0, *notes("a", "b")), key=once("k", b"one", b"\x00first"))
    )
    await store.append(appending(ours, on(pad(), 0, *notes("c"))))
    with pytest.raises(AlreadyAnswered) as already:
        await store.append(
            appending(ours, on(pad(), 0, *notes("d")), key=once("k", b"two", b"second"))
        )
    stored = already.value.stored
    assert (stored.request_hash, stored.answer) == (b"one".ljust(32, b"."), b"\x00first")
    assert stored.position == first.position == 2
    assert await store.answer(ours, "k") == stored
    assert await store.head(ours) == 3


async def test_a_known_key_counts_before_a_conflict(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    append = appending(ours, on(stream, 0, *notes("a")), key=once("k"))
    await store.append(append)
    with pytest.raises(AlreadyAnswered):
        await store.append(append)


async def test_a_conflict_leaves_the_key_free(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    with pytest.raises(StreamConflict):
        await store.append(appending(ours, on(stream, 1, *notes("a")), key=once("k")))
    assert await store.answer(ours, "k") is None
    assert (
        await store.append(appending(ours, on(stream, 0, *notes("a")), key=once("k")))
    ).position == 1


async def test_a_key_may_belong_to_a_command_that_changed_nothing(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    await store.append(appending(ours, on(stream, 0, *notes("a"))))
    await store.append(appending(ours, on(stream, 1), key=once("k")))
    answer = await store.answer(ours, "k")
    assert answer is not None
    assert answer.position == 1


async def test_keys_of_tenants_are_strangers(store: EventStore) -> None:
    for owner in (tenant(), tenant()):
        await store.append(appending(owner, on(pad(), 0, *notes("a")), key=once("k")))


async def test_what_would_not_come_back_is_refused(store: EventStore) -> None:
    ours = tenant()
    unstorable: tuple[dict[str, JsonValue], ...] = (
        {"x": 1.5},
        {"x": [float("nan")]},
        {"x": 2**53},
        {"x": "\0"},
        {"\0": 1},
    )
    for more in unstorable:
        with pytest.raises(Unstorable):
            await store.append(appending(ours, on(pad(), 0, Noted(text="a", more=more))))
    with pytest.raises(Unstorable):
        await store.append(appending(ours, on(pad(), 0, Noted.model_construct(text="\ud800"))))
    with pytest.raises(UnknownEventType):
        await store.append(appending(ours, on(pad(), 0, Unregistered())))
    assert await store.head(ours) == 0


async def test_many_at_once_get_positions_without_gaps(store: EventStore) -> None:
    ours, theirs = tenant(), tenant()
    done = await asyncio.gather(
        *(
            store.append(appending(owner, on(pad(), 0, *notes(str(n)))))
            for n in range(100)
            for owner in (ours, theirs)
        )
    )
    assert sorted(appended.position for appended in done) == sorted([*range(1, 101)] * 2)


async def test_of_rivals_for_one_version_one_wins(store: EventStore) -> None:
    ours, stream = tenant(), pad()
    outcomes = await asyncio.gather(
        *(store.append(appending(ours, on(stream, 0, *notes(str(n))))) for n in range(16)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(Appended) == 1
    assert [type(outcome) for outcome in outcomes].count(StreamConflict) == 15
    assert await store.head(ours) == 1


async def test_equal_commands_at_once_are_stored_once(store: EventStore) -> None:
    ours = tenant()
    outcomes = await asyncio.gather(
        *(
            store.append(appending(ours, on(pad(), 0, *notes(str(n))), key=once("k")))
            for n in range(50)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(Appended) == 1
    assert [type(outcome) for outcome in outcomes].count(AlreadyAnswered) == 49
    assert await store.head(ours) == 1
