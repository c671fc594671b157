"""Reactors get one document's events in order, and neither trouble nor failure of one harms another."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from application.ports.event_store import RecordedEvent
from application.ports.subscriber import Unavailable
from infrastructure.event_store import follower_carriers, follower_lane
from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    NOTED,
    Noted,
    Whispered,
    WrittenLog,
    following,
    new_tenant,
    notes,
    until,
)


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database)


@dataclass
class Recorder:
    """Remembers what it handled; `troubles` are raised first, by the text of the event."""

    name: str = "recorder"
    event_types: frozenset[str] = NOTED
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    handled: list[tuple[str, int]] = field(default_factory=list)
    overlap: int = 0
    most_overlap: int = 0
    busy: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    async def handle(self, recorded: RecordedEvent) -> None:
        """Take a moment, as a command would."""
        assert isinstance(recorded.event, Noted)
        if waiting := self.troubles.get(recorded.event.text):
            raise waiting.pop(0)
        self.overlap += 1
        self.busy[recorded.tenant, recorded.stream_id] += 1
        self.most_overlap = max(self.overlap, self.most_overlap)
        assert self.busy[recorded.tenant, recorded.stream_id] == 1, (
            "two events of one document at once"
        )
        for _ in range(5):
            await asyncio.sleep(0)
        self.busy[recorded.tenant, recorded.stream_id] -= 1
        self.overlap -= 1
        self.handled.append((recorded.stream_id, recorded.position))


async def test_documents_overlap_but_each_ones_events_come_one_after_the_other(log):
    tenant = new_tenant()
    for start in range(1, 31, 3):
        log.write(tenant, notes(3, start), stream=f"stream {start % 4}")
    recorder = Recorder()
    async with following(log, [], [recorder]) as running:
        assert await running.progress.reached("recorder", tenant, 30, 20)
    assert sorted(position for _, position in recorder.handled) == list(range(1, 31))
    for stream in {stream for stream, _ in recorder.handled}:
        positions = [position for name, position in recorder.handled if name == stream]
        assert positions == sorted(positions)
    assert recorder.most_overlap > 1


async def test_what_a_reactor_does_not_want_is_passed_and_stored_once_it_is_quiet(log):
    tenant = new_tenant()
    recorder = Recorder()
    async with following(log, [], [recorder]) as running:
        for _ in range(5):
            head = log.write(tenant, [Whispered()])
            running.heads.announce([(tenant, head)])
            assert await running.progress.reached("recorder", tenant, head, 20)
        await until(lambda: log.checkpoint("recorder", tenant) == 5)
        head = log.write(tenant, [Whispered(), *notes(1), Whispered()])
        running.heads.announce([(tenant, head)])
        await until(lambda: log.checkpoint("recorder", tenant) == head)
    assert recorder.handled == [("one", 7)]


async def test_what_was_passed_before_an_event_is_stored_with_it(log, monkeypatch):
    monkeypatch.setattr(follower_lane, "QUIET_SECONDS", 3600.0)
    monkeypatch.setattr(follower_lane, "POLL_SECONDS", 3600.0)
    tenant = new_tenant()
    log.write(tenant, notes(1))
    recorder = Recorder()
    async with following(log, [], [recorder]) as running:
        assert await running.progress.reached("recorder", tenant, 1, 20)
        head = log.write(tenant, [Whispered(), Whispered()])
        running.heads.announce([(tenant, head)])
        assert await running.progress.reached("recorder", tenant, head, 20)
        assert log.checkpoint("recorder", tenant) == 1
        head = log.write(tenant, notes(1, 2))
        running.heads.announce([(tenant, head)])
        assert await running.progress.reached("recorder", tenant, head, 20)
        assert log.checkpoint("recorder", tenant) == head
    assert recorder.handled == [("one", 1), ("one", 4)]


async def test_whoever_dies_before_it_stored_what_it_passed_takes_nothing_twice(log, monkeypatch):
    monkeypatch.setattr(follower_lane, "QUIET_SECONDS", 3600.0)
    tenant = new_tenant()
    first, second = Recorder(), Recorder()
    for recorder in (first, second):
        head = log.write(tenant, [*notes(1), Whispered()])
        async with following(log, [], [recorder]) as running:
            assert await running.progress.reached("recorder", tenant, head, 20)
            log.write(tenant, [Whispered()])
    assert first.handled == [("one", 1)]
    assert second.handled == [("one", 4)]


async def test_trouble_is_tried_again_and_never_recorded_as_a_stop(log):
    tenant, other = new_tenant(), new_tenant()
    log.write(tenant, notes(3))
    log.write(other, [*notes(1, 10), Whispered()])
    recorder = Recorder(troubles={"note 2": [Unavailable("not now")]})
    async with following(log, [], [recorder]) as running:
        assert await running.progress.reached("recorder", other, 2, 20)
        assert await running.progress.reached("recorder", tenant, 3, 20)
    assert [position for _, position in recorder.handled if position == 3] == [3]
    assert log.query("SELECT max(attempts) FROM daybook.checkpoints") == [(0,)]


async def test_a_failure_stops_that_reactor_in_that_tenant_and_is_tried_again(log):
    tenant, other = new_tenant(), new_tenant()
    log.write(tenant, notes(3))
    log.write(other, notes(2, 10))
    failing = Recorder(troubles={"note 2": [ValueError("cannot")]})
    sound = Recorder("sound")
    async with following(log, [], [failing, sound]) as running:
        assert await running.progress.reached("sound", tenant, 3, 20)
        assert await running.progress.reached("recorder", other, 2, 20)
        await until(lambda: log.checkpoint("recorder", tenant) == 1)
        await until(lambda: stops(log) == [("recorder", 2, "ValueError: cannot")])
        assert await running.progress.reached("recorder", tenant, 3, 20)
    assert stops(log) == []


async def test_a_reaction_without_an_end_is_given_up_in_sight_and_keeps_nobody_waiting(
    log, monkeypatch
):
    monkeypatch.setattr(follower_carriers, "LONGEST_REACTION_SECONDS", 0.2)
    tenant, other = new_tenant(), new_tenant()
    log.write(tenant, notes(1))
    hanging, sound = Waiting("hanging"), Recorder("sound")
    async with following(log, [], [hanging, sound]) as running:
        await hanging.asked.wait()
        log.write(other, notes(1))
        assert await running.progress.reached("sound", other, 1, 20)
        await until(lambda: ("hanging", 1) in [(who, where) for who, where, _ in stops(log)])
        assert all(why.startswith("Unfinished: ") for _, _, why in stops(log))
        hanging.answered.set()
        assert await running.progress.reached("hanging", tenant, 1, 20)
    assert stops(log) == []


def stops(log: WrittenLog):
    return log.query(
        "SELECT subscriber, stopped_position, stopped_error FROM daybook.checkpoints"
        " WHERE stopped_position IS NOT NULL"
    )


@dataclass
class Waiting(Recorder):
    """Is not answered until the test says so."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, recorded: RecordedEvent) -> None:
        """Ask, and wait."""
        self.asked.set()
        await self.answered.wait()
        await super().handle(recorded)


async def test_nobody_waits_for_a_reactor_whose_partner_outside_is_slow(log):
    tenant = new_tenant()
    log.write(tenant, notes(1))
    slow, quick = Waiting("slow"), Recorder("quick")
    async with following(log, [], [quick], outside=[slow]) as running:
        await slow.asked.wait()
        log.write(tenant, notes(1))
        assert await running.progress.reached("quick", tenant, 2, 20)
        assert not slow.handled
        slow.answered.set()
        assert await running.progress.reached("slow", tenant, 2, 20)
    assert len(slow.handled) == len(quick.handled) == 2
