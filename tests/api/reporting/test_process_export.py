"""A process log that is not finished leaves no file behind."""

import asyncio
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest

from api.reporting.process_export import write_log
from api.reporting.process_log import ProcessLogFile
from application.ports.event_store import EventStore, LogQuery
from domain.shared.ids import TenantId
from infrastructure.event_store.registry import EventRegistry
from tests.api.reporting.process_events import happened
from tests.contracts.in_memory_event_store import InMemoryEventStore

TENANT = TenantId("ten_00000000-0000-4000-8000-000000000001")


def test_an_abandoned_file_is_closed_and_gone(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    file = ProcessLogFile(path)
    file.add([happened(1, 0)])
    file.abandon()
    assert not path.exists()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        file.add([happened(2, 0)])


async def test_a_log_that_cannot_be_finished_is_abandoned(tmp_path: Path) -> None:
    def fail(_: int, __: int) -> NoReturn:
        raise OSError("the disk is full")

    path = tmp_path / "log.sqlite"
    with pytest.raises(OSError, match="full"):
        await write_log(InMemoryEventStore(EventRegistry([])), TENANT, 1, path, fail)
    assert not path.exists()


class _Long:
    """An event that takes a while to be written."""

    stream_type = "purchasing.purchase-order"
    position = 1

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    @property
    def metadata(self) -> Mapping[str, str]:
        self.begun.set()
        assert self.may_end.wait(20)
        raise OSError("too late")

    async def log(self, _: TenantId, __: LogQuery) -> Sequence[Any]:
        """The log with this one event."""
        return [self]


async def test_a_file_is_not_taken_from_under_the_thread_that_writes_it(tmp_path: Path) -> None:
    path, long = tmp_path / "log.sqlite", _Long()
    writing = asyncio.create_task(write_log(cast(EventStore, long), TENANT, 1, path))
    assert await asyncio.to_thread(long.begun.wait, 20)
    writing.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert path.exists()
    long.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert not path.exists()
