"""Whoever orders a process log by time has the order of the log, whatever the clocks said."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.reporting.process_json import as_json
from api.reporting.process_log import ProcessLogFile
from tests.api.reporting.process_events import NOON, happened


@pytest.mark.parametrize(
    ("clocks", "told"),
    [
        ([0, 0, 0], [0, 1, 2]),
        ([0, 0, 1, 9], [0, 1, 2, 9]),
        ([0, 5, 0, 9], [0, 5, 6, 9]),
        ([5, 0, 0, 5], [5, 6, 7, 8]),
    ],
    ids=["at once", "right after", "in between", "a clock behind"],
)
def test_times_go_up_with_the_log(tmp_path: Path, clocks: list[int], told: list[int]) -> None:
    path = tmp_path / "log.sqlite"
    file = ProcessLogFile(path)
    file.add(happened(number, clock) for number, clock in enumerate(clocks, 1))
    file.close()
    names = [f"event-{number}" for number, _ in enumerate(clocks, 1)]
    with closing(sqlite3.connect(path)) as log:
        ordered = log.execute(
            'SELECT ocel_id FROM "event_PurchasingPurchaseOrderCreated" ORDER BY ocel_time'
        )
        assert [name for (name,) in ordered] == names
    events = json.loads(b"".join(as_json(path)))["events"]
    assert [each["id"] for each in events] == names
    times = [datetime.fromisoformat(each["time"]) for each in events]
    assert times == [NOON + timedelta(microseconds=each) for each in told]
