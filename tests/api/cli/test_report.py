"""The command line tells a report, saves it, and draws it, with the bytes that the API answers."""

import csv
import io
from pathlib import Path
from zipfile import is_zipfile

from projections.reporting.catalogue import REPORTS
from tests.api.cli.command_line import CommandLine


def test_reports_are_listed_with_their_questions(daybook: CommandLine) -> None:
    listed = daybook("report", "-o", "json")
    assert [row["name"] for row in listed.json] == [each.shape.name for each in REPORTS]


def test_a_report_is_told_saved_and_drawn(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    table = daybook("report", "purchase-order-cycle-time", "-o", "csv", "--day", "2030-01-31")
    rows = list(csv.DictReader(io.StringIO(table.out)))
    assert [row["orders"] for row in rows] == ["0"] * 6
    assert "counted to 2030-01-31" in table.err
    assert list(rows[0])[3:] == ["mean", "p50", "p95"]
    picture, book = tmp_path / "ageing.svg", tmp_path / "ageing.xlsx"
    drawn = daybook("report", "ap-ageing", "--plot", str(picture), "--save", str(book))
    assert (drawn.code, drawn.out) == (0, "")
    assert "There is nothing to show." in picture.read_text()
    assert is_zipfile(book)
    before = picture.read_bytes()
    position = drawn.err.partition("as of position ")[2].partition(",")[0]
    day = drawn.err.strip()[-10:]
    asked = ("--as-of", position, "--day", day, "--plot", str(picture))
    assert daybook("report", "ap-ageing", *asked).code == 0
    assert picture.read_bytes() == before


def test_a_table_for_people_says_that_durations_are_in_seconds(
    daybook: CommandLine, tenant: str
) -> None:
    shown = daybook("report", "purchase-order-cycle-time").out.splitlines()[0]
    assert shown.split("  ")[-3:] == ["mean in seconds", "p50 in seconds", "p95 in seconds"]
    told = daybook("report", "purchase-order-cycle-time", "-o", "json").json
    assert {"mean", "p50", "p95"} <= set(told[0])


def test_what_cannot_be_reported_is_said_in_words(daybook: CommandLine, tenant: str) -> None:
    assert daybook("report", "astrology").error == "NotFound"
    assert daybook("report", "ap-ageing", "--as-of", "999999").error == "ReportNotReady"
    for wrong in (("--only", "warehouse=1"), ("--day", "soon"), ("--save", "ageing.pdf")):
        refused = daybook("report", "ap-ageing", *wrong)
        assert (refused.code, refused.error) == (2, "WrongUsage"), wrong
