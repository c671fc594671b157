"""The waiting line: first come first served, but what would disturb each other is kept apart."""

import asyncio

import pytest

from application.ports.event_store import Append, Appended, StoreOverloaded, StoreUnavailable
from domain.shared.ids import TenantId
from infrastructure.event_store.encoding import encode_append
from infrastructure.event_store.queue import AppendQueue, Limits, Waiting
from tests.contracts.notes import REGISTRY, START, appending, notes, on, once, pad, tenant

OURS = tenant()


def waiting(*streams: object, owner: TenantId = OURS, key: str | None = None) -> Waiting:
    """Somebody who waits with an append."""
    append: Append = appending(owner, *streams, key=once(key) if key else None)  # type: ignore[arg-type]
    outcome: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
    return Waiting(encode_append(append, START, REGISTRY), outcome, deadline=100.0)


def line(*several: Waiting, limits: Limits | None = None) -> AppendQueue:
    """A line in which these stand."""
    queue = AppendQueue(limits or Limits())
    for each in several:
        queue.put(each)
    return queue


def note(stream: str, *, owner: TenantId = OURS, key: str | None = None) -> Waiting:
    """Somebody who waits to write a note on a new pad."""
    return waiting(on(stream, 0, *notes("x")), owner=owner, key=key)


def check(stream: str) -> Waiting:
    """Somebody who waits to have a pad checked and writes on another one."""
    return waiting(on(stream, 0), on(pad(), 0, *notes("x")))


async def test_strangers_leave_together_in_order() -> None:
    those = [note("a"), note("b"), note("a", owner=tenant()), note("c", key="k")]
    assert line(*those).take() == those


async def test_a_batch_has_a_limit_and_the_rest_follows() -> None:
    those = [note(str(n)) for n in range(5)]
    queue = line(*those, limits=Limits(batch=2))
    assert [queue.take(), queue.take(), queue.take()] == [those[:2], those[2:4], those[4:]]
    assert len(queue) == 0


async def turns() -> None:
    """Let everybody in the loop go as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def two_lanes(
    queue: AppendQueue, written: asyncio.Event, sizes: list[int]
) -> list[asyncio.Task[None]]:
    """Lanes that wait for a batch, tell its size, and are done with it once it is `written`."""

    async def lane() -> None:
        while await queue.wait():
            sizes.append(len(queue.take()))
            await written.wait()

    lanes = [asyncio.create_task(lane()) for _ in range(2)]
    await turns()
    return lanes


@pytest.mark.parametrize(("length", "taken"), [(100, [50, 50]), (40, [32, 8]), (32, [32])])
async def test_idle_lanes_share_a_long_line_but_not_a_short_one(
    length: int, taken: list[int]
) -> None:
    queue, written = line(), asyncio.Event()
    sizes: list[int] = []
    lanes = await two_lanes(queue, written, sizes)
    for number in range(length):
        queue.put(note(str(number)))
    queue.close()
    await turns()
    written.set()
    await asyncio.gather(*lanes)
    assert sizes == taken


@pytest.mark.parametrize(("more", "beside"), [(31, []), (32, [32])])
async def test_a_batch_sets_off_beside_another_only_when_many_wait(
    more: int, beside: list[int]
) -> None:
    queue, written = line(), asyncio.Event()
    sizes: list[int] = []
    lanes = await two_lanes(queue, written, sizes)
    queue.put(note("first"))
    await turns()
    for number in range(more):
        queue.put(note(str(number)))
    await turns()
    assert sizes == [1, *beside]
    written.set()
    await turns()
    queue.close()
    await asyncio.gather(*lanes)
    assert sizes == [1, more]


async def test_what_is_put_back_wakes_an_idle_lane_when_it_is_enough_for_a_batch() -> None:
    queue, written = line(), asyncio.Event()
    sizes: list[int] = []
    lanes = await two_lanes(queue, written, sizes)
    queue.put(note("under way"))
    await turns()
    queue.put_back(note(str(number)) for number in range(32))
    await turns()
    assert sizes == [1, 32]
    written.set()
    queue.close()
    await asyncio.gather(*lanes)


async def test_a_lane_takes_all_when_the_other_is_busy() -> None:
    assert len(line(*(note(str(number)) for number in range(100))).take()) == 100


async def test_a_batch_is_limited_in_bytes_but_never_empty() -> None:
    large = waiting(on("large", 0, *notes("x" * 5000)))
    small = note("small")
    queue = line(large, small, limits=Limits(batch_bytes=1000))
    assert [queue.take(), queue.take()] == [[large], [small]]


async def test_the_second_writer_of_a_stream_waits_for_the_next_batch() -> None:
    first, second, other = note("a"), note("a"), note("b")
    queue = line(first, second, other)
    assert [queue.take(), queue.take()] == [[first, other], [second]]


async def test_readers_of_a_stream_go_together_and_its_writer_alone() -> None:
    one, two, writer, three = check("a"), check("a"), note("a"), check("a")
    queue = line(one, two, writer, three)
    assert [queue.take(), queue.take(), queue.take()] == [[one, two], [writer], [three]]


async def test_whoever_stands_behind_one_who_waits_is_not_overtaken() -> None:
    first, both, behind = note("a"), waiting(on("a", 0), on("b", 0, *notes("x"))), note("b")
    queue = line(first, both, behind)
    assert [queue.take(), queue.take(), queue.take()] == [[first], [both], [behind]]


async def test_the_same_key_waits_but_another_tenant_s_is_another_key() -> None:
    first, second, theirs = (
        note("a", key="k"),
        note("b", key="k"),
        note("c", owner=tenant(), key="k"),
    )
    queue = line(first, second, theirs)
    assert [queue.take(), queue.take()] == [[first, theirs], [second]]


async def test_whoever_went_away_is_not_taken() -> None:
    gone, stays = note("a"), note("a")
    gone.outcome.cancel()
    assert line(gone, stays).take() == [stays]


async def test_a_line_that_is_too_long_lets_nobody_in() -> None:
    queue = line(note("a"), note("b"), limits=Limits(waiting=2))
    with pytest.raises(StoreOverloaded) as overloaded:
        queue.put(note("c"))
    assert overloaded.value.retry_after > 0
    queue.take()
    queue.put(note("c"))


async def test_a_line_is_limited_in_bytes_too_but_lets_one_of_any_size_in() -> None:
    queue = line(limits=Limits(waiting_bytes=1000))
    queue.put(waiting(on("a", 0, *notes("x" * 5000))))
    with pytest.raises(StoreOverloaded):
        queue.put(note("b"))
    queue.take()
    queue.put(note("b"))


async def test_what_is_put_back_goes_first_again_even_when_the_line_is_full() -> None:
    those = [note(str(n)) for n in range(4)]
    queue = line(*those[:3], limits=Limits(waiting=3, batch=2))
    batch = queue.take()
    queue.put(those[3])
    queue.put_back(batch)
    assert [*queue.take(), *queue.take()] == those


async def test_whoever_waited_too_long_is_told() -> None:
    late, early = note("a"), note("b")
    early.deadline = 200.0
    queue = line(late, early)
    queue.expire(150.0)
    assert queue.take() == [early]
    with pytest.raises(StoreUnavailable):
        await late.outcome


async def test_a_closed_line_lets_nobody_in_but_everybody_out() -> None:
    first = note("a")
    queue = line(first)
    queue.close()
    with pytest.raises(StoreUnavailable):
        queue.put(note("b"))
    assert await queue.wait()
    assert queue.take() == [first]
    assert not await queue.wait()
