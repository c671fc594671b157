"""The harness itself: what it reports is what was measured."""

import asyncio
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks.cluster import Database
from tests.benchmarks.figure import Figure, Sample, compared, percentile
from tests.benchmarks.http_load import answer_end, generate, read_requests, write_requests
from tests.benchmarks.machine import cpu_us, resident_kb, tree
from tests.benchmarks.pgbench import transactions_per_second
from tests.benchmarks.report import Report
from tests.benchmarks.targets import TARGETS


def test_every_figure_of_the_table_is_measured_by_one_group() -> None:
    measured = [figure for figures in command.GROUPS.values() for figure in figures]
    assert sorted(measured) == sorted(TARGETS)


@pytest.mark.parametrize("group", command.GROUPS)
def test_every_group_can_be_run(group: str) -> None:
    assert callable(import_module(f"tests.benchmarks.{group}").measure)


def test_a_group_is_chosen_by_its_own_name_or_by_a_figure() -> None:
    assert command.chosen(["reads"], long=False) == ["reads"]
    assert command.chosen(["load-20"], long=False) == ["reads"]
    assert "append_full" not in command.chosen([], long=False)
    assert "append_full" in command.chosen([], long=True)


def test_an_unknown_figure_is_refused_before_anything_is_started(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["no-such-figure"]) == 2
    assert "no-such-figure" in capsys.readouterr().err


def test_a_ratio_is_the_median_of_rounds_that_were_measured_side_by_side() -> None:
    ours = iter([Sample(50.0), Sample(20.0), Sample(90.0)])
    theirs = iter([Sample(100.0), Sample(20.0), Sample(100.0)])
    figure = compared("append-256", 3, lambda: next(ours), lambda: next(theirs))
    line = figure.as_json()
    assert (line["value"], line["baseline"], line["ratio"]) == (50.0, 100.0, 0.9)
    assert line["spread"] == [0.5, 1.0]
    assert line["rounds"] == 3


@pytest.mark.parametrize(
    ("figure", "missed"),
    [
        (Figure("append-256", (84.0,), (100.0,)), True),
        (Figure("append-256", (85.0,), (100.0,)), False),
        (Figure("append-cost", (20.1,)), True),
        (Figure("append-cost", (19.9,)), False),
        (Figure("append-recorder", (1.0,), (100.0,)), False),
        (Figure("get-conditional-rate", (9_999.0,)), True),
        (Figure("mixed-errors", (0.0,)), False),
        (Figure("mixed-errors", (1.0,)), True),
    ],
)
def test_a_figure_below_its_floor_is_missed(figure: Figure, missed: bool) -> None:
    assert figure.missed is missed


def test_a_partial_run_keeps_the_other_figures(tmp_path: Path) -> None:
    file = tmp_path / "results" / "latest.json"
    report = Report(file)
    report.add([Figure("append-256", (90.0,), (100.0,)), Figure("append-16", (1.0,), (100.0,))])
    report.add([Figure("append-256", (95.0,), (100.0,))])
    kept = {line["figure"]: line["ratio"] for line in json.loads(file.read_text())}
    assert kept == {"append-256": 0.95, "append-16": 0.01}
    assert report.missed == ["append-16"]


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == value


def test_pgbench_s_rate_is_read_and_a_failed_run_is_no_baseline() -> None:
    report = "number of failed transactions: 0 (0.000%)\ntps = 1234.5 (without initial)\n"
    assert transactions_per_second(report) == 1234.5
    with pytest.raises(RuntimeError, match="failures"):
        transactions_per_second(report.replace(": 0", ": 7"))
    with pytest.raises(RuntimeError, match="no rate"):
        transactions_per_second("connection refused")


def test_addresses_with_passwords_are_not_printed() -> None:
    assert "secret" not in repr(Database(*(f"postgresql://{user}:secret@h/d" for user in "aop")))


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 40),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: y\r\n\r\n{", 46),
        (b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", 48),
        (b"HTTP/1.1 200 OK\r\nContent-Le", None),
    ],
)
def test_the_end_of_an_answer_is_found(answer: bytes, end: int | None) -> None:
    assert answer_end(answer) == end


def test_processor_time_is_that_of_a_process_and_what_it_started() -> None:
    before = cpu_us(os.getpid())
    busy = "import time; began = time.process_time()\nwhile time.process_time() < began + 0.2: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)
    assert cpu_us(os.getpid()) - before >= 200_000


def test_a_process_that_has_ended_takes_no_time_and_no_memory() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert child.pid in tree(os.getpid())
    child.communicate(b"\n")
    assert child.pid not in tree(os.getpid())
    assert (cpu_us(child.pid), resident_kb(child.pid)) == (0, 0)


async def test_the_load_generator_counts_what_it_sent_and_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await _request(reader):
            heard.append(request)
            status = "500 No" if request.endswith("/9") else "200 OK"
            writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    requests = tmp_path / "requests"
    write_requests(requests, [f"GET /{n} HTTP/1.1\r\n\r\n".encode() for n in range(1, 21)])
    monkeypatch.setattr("tests.benchmarks.workers.wait_for_start", lambda: None)
    task = {
        "host": "127.0.0.1",
        "port": server.sockets[0].getsockname()[1],
        "connections": 4,
        "seconds": 20,
        "requests": str(requests),
        "once": True,
        "limit": 1_000,
        "expected": [200],
    }
    async with server:
        measured = await generate(task)
    assert measured["statuses"] == {"200": 19, "500": 1}
    assert (measured["count"], measured["errors"]) == (20, 1)
    assert sorted(heard, key=lambda path: int(path[1:])) == [f"/{n}" for n in range(1, 21)]
    assert len(read_requests(requests)) == 20


async def _request(reader: asyncio.StreamReader) -> str:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return ""
    return head.split(b" ")[1].decode()


def test_the_command_is_what_make_calls() -> None:
    makefile = Path(__file__).parents[2] / "Makefile"
    assert "tests.benchmarks $(ONLY)" in makefile.read_text()
    assert command.__name__ in sys.modules
