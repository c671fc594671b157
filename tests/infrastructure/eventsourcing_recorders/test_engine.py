"""Many threads share one writer, and nothing is left behind when the application ends."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import ApplicationRecorder, ProgrammingError, StoredEvent
from eventsourcing.utils import Environment

from infrastructure.eventsourcing_recorders import Factory
from tests.cluster import Database


def append_one(recorder: ApplicationRecorder) -> None:
    recorder.insert_events([StoredEvent(uuid4(), 1, "shop:Order.Raised", b"{}")])


def test_threads_that_insert_at_the_same_time_share_commits(
    factory: Factory, database: Database
) -> None:
    recorder = factory.application_recorder()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(append_one, [recorder] * 320))
    with psycopg.connect(database.administrator_dsn) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT xmin::text), max(position) FROM daybook.events"
        ).fetchone()
    assert row is not None
    events, commits, newest = row
    assert (events, newest) == (320, 320)
    assert commits < events / 2


def test_nothing_is_opened_before_it_is_used(variables: dict[str, str]) -> None:
    before = set(threading.enumerate())
    with Factory(Environment("shop", variables)) as factory:
        factory.application_recorder()
        assert set(threading.enumerate()) == before


def test_closing_a_factory_ends_its_threads(variables: dict[str, str]) -> None:
    before = set(threading.enumerate())
    with Factory(Environment("shop", variables)) as factory:
        recorder = factory.application_recorder()
        append_one(recorder)
        with recorder.subscribe() as subscription:
            assert next(subscription).id == 1
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before


def test_a_factory_that_nobody_closed_ends_its_threads_with_its_last_reference(
    variables: dict[str, str],
) -> None:
    before = set(threading.enumerate())
    factory = Factory(Environment("shop", variables))
    append_one(factory.application_recorder())
    del factory
    gc.collect()
    assert set(threading.enumerate()) == before


def test_a_closed_factory_says_so(variables: dict[str, str]) -> None:
    with Factory(Environment("shop", variables)) as factory:
        recorder = factory.application_recorder()
        append_one(recorder)
    with pytest.raises(ProgrammingError, match="closed"):
        append_one(recorder)
    with pytest.raises(ProgrammingError, match="closed"):
        recorder.max_notification_id()


def test_a_subscription_hears_of_another_process_without_being_told_by_us(
    factory: Factory, variables: dict[str, str]
) -> None:
    with (
        factory.application_recorder().subscribe() as subscription,
        Factory(Environment("shop", variables)) as elsewhere,
    ):
        append_one(elsewhere.application_recorder())
        assert next(subscription).id == 1
        append_one(elsewhere.application_recorder())
        assert next(subscription).id == 2
