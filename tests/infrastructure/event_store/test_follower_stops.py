"""An event that a subscriber cannot take stops that subscriber for that tenant, visibly, and nobody else."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psycopg
import pytest

from application.ports.event_store import RecordedEvent
from application.ports.subscriber import Unavailable
from application.ports.subscribers import Stop
from domain.shared.ids import TenantId
from infrastructure.event_store.follower_status import FollowedSubscribers
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database
from tests.infrastructure.event_store.following import (
    Noted,
    Notes,
    WrittenLog,
    event_id_at,
    following,
    new_tenant,
    notes,
    until,
)


@pytest.fixture
def log(database: Database) -> WrittenLog:
    return WrittenLog(database)


@asynccontextmanager
async def subscribers(log: WrittenLog, *names: str) -> AsyncIterator[FollowedSubscribers]:
    async with open_pool(log.dsn, size=1) as pool:
        yield FollowedSubscribers(pool, names)


class Poison:
    """Refuses one text until it is cured."""

    def __init__(self, text: str) -> None:
        self.text: str | None = text

    async def __call__(self, events: Sequence[RecordedEvent]) -> None:
        for each in events:
            if isinstance(each.event, Noted) and each.event.text == self.text:
                raise ValueError(f"cannot take {self.text}")


def stopped(log: WrittenLog, tenant: TenantId) -> bool:
    return bool(
        log.query(
            "SELECT 1 FROM daybook.checkpoints"
            " WHERE tenant_id = %s AND stopped_position IS NOT NULL",
            tenant,
        )
    )


async def test_all_before_the_bad_event_is_stored_and_the_event_is_named(log):
    sick, healthy = new_tenant(), new_tenant()
    log.write(sick, notes(5))
    log.write(healthy, notes(2))
    projections = [Notes("weak", after=Poison("note 4")), Notes("strong")]
    async with following(log, projections) as running, subscribers(log, "weak", "strong") as all_:
        assert await running.progress.reached("weak", sick, 3, 20)
        assert await running.progress.reached("strong", sick, 5, 20)
        assert await running.progress.reached("weak", healthy, 2, 20)
        await until(lambda: stopped(log, sick))
        strong, weak = await all_.status()
    assert log.seen("weak", sick) == [1, 2, 3]
    assert (strong.stops, strong.lag_events, strong.lag_seconds) == ((), 0, 0.0)
    assert (weak.lag_events, weak.tenants_behind, weak.partitions_led) == (2, 1, 8)
    assert weak.lag_seconds > 0
    (stop,) = weak.stops
    assert (stop.tenant, stop.position) == (sick, 4)
    assert stop.event_id == event_id_at(log, sick, 4)
    assert stop.error == "ValueError: cannot take note 4"


async def test_a_stopped_projection_goes_on_by_itself_once_it_can_take_the_event(log):
    tenant = new_tenant()
    log.write(tenant, notes(3))
    poison = Poison("note 2")
    async with following(log, [Notes(after=poison)]) as running:
        await until(lambda: stopped(log, tenant))
        poison.text = None
        assert await running.progress.reached("notes", tenant, 3, 20)
    assert log.seen("notes", tenant) == [1, 2, 3]
    assert not stopped(log, tenant)


async def test_a_retry_does_not_wait_for_the_next_attempt(log):
    tenant = new_tenant()
    log.write(tenant, notes(2))
    poison = Poison("note 2")
    async with following(log, [Notes(after=poison)]) as running, subscribers(log, "notes") as all_:
        await until(lambda: stopped(log, tenant))
        with psycopg.connect(log.administrator_dsn) as connection:
            connection.execute("UPDATE daybook.checkpoints SET retry_at = 'infinity'")
        poison.text = None
        assert await all_.retry("notes", tenant)
        assert await running.progress.reached("notes", tenant, 2, 20)
        assert not await all_.retry("notes", tenant)


async def test_a_skipped_event_has_no_effect_and_the_reason_is_kept(log):
    tenant = new_tenant()
    log.write(tenant, notes(4))
    poisoned = Notes(after=Poison("note 2"))
    async with following(log, [poisoned]) as running, subscribers(log, "notes") as all_:
        await until(lambda: stopped(log, tenant))
        (stop,) = (await all_.status())[0].stops
        assert await all_.skip(stop, "a test note", "usr_ann")
        assert await running.progress.reached("notes", tenant, 4, 20)
        assert not await all_.skip(stop, "again", "usr_ann")
    assert log.seen("notes", tenant) == [1, 3, 4]
    assert log.query(
        "SELECT subscriber, tenant_id, position, error, reason, skipped_by"
        " FROM daybook.skipped_events"
    ) == [("notes", tenant, 2, "ValueError: cannot take note 2", "a test note", "usr_ann")]


async def test_an_event_that_today_s_code_cannot_read_stops_those_who_want_it(log):
    tenant = new_tenant()
    unreadable = Noted.model_construct(text=7)  # type: ignore[arg-type]
    log.write(tenant, [*notes(1), unreadable, *notes(1, 3)])
    indifferent = Notes("indifferent", event_types=frozenset({"test.whispered"}))
    async with following(log, [Notes(), indifferent]) as running:
        assert await running.progress.reached("indifferent", tenant, 3, 20)
        await until(lambda: stopped(log, tenant))
        async with subscribers(log, "notes") as all_:
            (stop,) = (await all_.status())[0].stops
    assert (stop.position, stop.error.split(":")[0]) == (2, "ValidationError")
    assert log.seen("notes", tenant) == [1]


@pytest.mark.parametrize("before", [0, 2])
async def test_a_gap_in_the_log_is_an_alarm_and_never_passed(log, before):
    tenant = new_tenant()
    if before:
        log.write(tenant, notes(before))
    log.write(tenant, notes(3), skip=1)
    async with following(log, [Notes()]), subscribers(log, "notes") as all_:
        await until(lambda: stopped(log, tenant))
        (stop,) = (await all_.status())[0].stops
    assert log.seen("notes", tenant) == list(range(1, before + 1))
    missing = before + 1
    assert (stop.position, stop.event_id) == (missing, None)
    assert stop.error == f"LogGap: the log of {tenant} has no event at position {missing}"


async def test_trouble_with_the_surroundings_is_no_bad_event(log):
    tenant = new_tenant()
    log.write(tenant, notes(2))
    troubles = [Unavailable("not now"), psycopg.OperationalError("gone")]

    async def troubled(_: Sequence[RecordedEvent]) -> None:
        if troubles:
            raise troubles.pop(0)

    async with following(log, [Notes(before=troubled)]) as running:
        assert await running.progress.reached("notes", tenant, 2, 20)
    assert troubles == []
    assert log.query("SELECT max(attempts) FROM daybook.checkpoints") == [(0,)]


async def test_nothing_is_behind_when_nothing_happened(log):
    async with subscribers(log, "notes") as all_:
        (status,) = await all_.status()
        assert not await all_.retry("notes", new_tenant())
        ghost = Stop("notes", new_tenant(), 1, None, "", status_time(log), 1, status_time(log))
        assert not await all_.skip(ghost, "no reason", "usr_ann")
    assert (status.lag_events, status.tenants_behind, status.partitions_led) == (0, 0, 0)


def status_time(log: WrittenLog):
    return log.query("SELECT now()")[0][0]
