"""The log for process mining from the command line, in the file that is named."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from api.bootstrap.operating import Daybook
from api.cli.workplace import work
from application.purchasing.requisition import create_requisition
from application.request import Request
from domain.purchasing.requisition.commands import Create, Submit
from domain.shared.ids import TenantId, UserId
from tests.api.cli.command_line import CommandLine
from tests.application.purchasing.buying import wanted


@pytest.fixture
def asked(tenant: str) -> str:
    """A requisition."""

    async def ask(daybook: Daybook) -> str:
        request = Request(TenantId(tenant), UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301"))
        command = Create(justification="The shelf is empty", lines=(wanted(),))
        done = await daybook.desk.carry_out(request, create_requisition(command, Submit()))
        assert done.folded is not None
        return str(done.folded.stream_id)

    return work(ask)


def test_the_log_is_written_in_the_form_that_the_file_is_named_for(
    daybook: CommandLine, asked: str, tmp_path: Path
) -> None:
    for name in ("log.json", "log.jsonocel"):
        written = daybook("process", "export", tmp_path / name)
        assert written.code == 0
        assert "2 events up to position" in written.err
        log = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert [each["id"] for each in log["objects"]] == [asked]
    assert daybook("process", "export", tmp_path / "log.sqlite").code == 0
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as log:
        assert log.execute("SELECT ocel_id FROM object").fetchall() == [(asked,)]
    names = {"log.json", "log.jsonocel", "log.sqlite"}
    assert {each.name for each in tmp_path.iterdir() if each.name.startswith("log")} == names


def test_an_export_is_on_record_with_how_many_events_were_taken(
    daybook: CommandLine, asked: str, tmp_path: Path
) -> None:
    assert daybook("process", "export", tmp_path / "log.sqlite").code == 0
    (taken,) = [
        line
        for line in daybook("events", "tail", "-o", "jsonl").out.splitlines()
        if "audit.data-exported" in line
    ]
    told = json.loads(taken)["payload"]
    assert (told["what"], told["rows"]) == ("process-log", 2)


def test_no_file_is_overwritten_or_made_in_an_unknown_form(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("mine", encoding="utf-8")
    assert daybook("process", "export", kept).error == "WrongUsage"
    assert kept.read_text(encoding="utf-8") == "mine"
    assert daybook("process", "export", tmp_path / "log.xes").error == "WrongUsage"


def test_what_follows_what_is_told_and_drawn(
    daybook: CommandLine, asked: str, tmp_path: Path
) -> None:
    told = daybook("process", "graph", "--of", "requisition")
    assert told.out.splitlines()[1].split() == ["created", "submitted", "1", "0", "s"]
    assert "1 documents as of position" in told.err
    data = daybook("process", "graph", "--of", "requisition", "-o", "json").json
    assert data["follows"] == [{"from": "created", "to": "submitted", "times": 1, "meanSeconds": 0}]
    picture = tmp_path / "graph.svg"
    assert daybook("process", "graph", "--of", "requisition", "--plot", picture).code == 0
    assert parse(picture).getroot().get("class") == "picture"
    empty = daybook("process", "graph", "-o", "json").json
    assert (empty["objectType"], empty["objects"]) == ("purchase-order", 0)
    assert daybook("process", "graph", "--of", "everything").code == 2
    assert daybook("process", "graph", "--plot", tmp_path / "empty.svg").code == 0
