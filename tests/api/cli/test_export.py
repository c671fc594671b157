"""An export is a folder with everything of one moment, and says what is in it."""

import csv
import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.api.cli.command_line import CommandLine, execute
from tests.cluster import Database


def manifest(folder: Path) -> dict[str, Any]:
    """What the folder says of itself, by file."""
    told = json.loads((folder / "manifest.json").read_text())
    return {each["name"]: each for each in told["files"]}


def test_without_a_name_everything_that_can_be_taken_along_is_listed(
    daybook: CommandLine, tenant: str
) -> None:
    names = [row["name"] for row in daybook("export", "-o", "json").json]
    assert {"events", "suppliers", "order_facts"} < set(names)


def test_a_folder_has_every_file_with_its_hash_rows_and_position(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    written = daybook("export", "--all", "--to", folder, "-o", "json")
    assert written.code == 0, written.err
    told = manifest(folder)
    assert [each["sha256"] for each in written.json] == [each["sha256"] for each in told.values()]
    for name, each in told.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        table = parquet.read_table(folder / name)
        assert (table.num_rows, len(content)) == (each["rows"], each["bytes"])
        assert [field.name for field in table.schema] == [it["name"] for it in each["columns"]]
        assert all(it["sentence"] for it in each["columns"]), name
    assert told["events.parquet"]["position"] == told["events.parquet"]["rows"] == 3
    assert {path.name for path in folder.iterdir()} == {*told, "manifest.json", "SHA256SUMS"}
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False, capture_output=True
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_the_same_rows_give_the_same_bytes(
    daybook: CommandLine, tenant: str, tmp_path: Path, ending: str
) -> None:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        done = daybook(
            "export", "projections.users", "branches", "--format", ending, "--to", folder
        )
        assert done.code == 0, done.err
    one, other = (manifest(folder) for folder in folders)
    assert [(name, it["sha256"]) for name, it in one.items()] == [
        (name, it["sha256"]) for name, it in other.items()
    ]
    assert one[f"projections.users.{ending}"]["rows"] == 1


def test_an_export_is_on_record_with_who_took_what(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    daybook("export", "suppliers", "events", "--format", "csv", "--to", tmp_path / "export")
    (taken,) = [
        json.loads(line)
        for line in daybook("events", "tail", "-o", "jsonl").out.splitlines()
        if "audit.data-exported" in line
    ]
    assert "suppliers,events" in json.dumps(taken)
    assert "text/csv" in json.dumps(taken)


def test_text_of_others_is_no_formula_in_a_spreadsheet(
    daybook: CommandLine, tenant: str, database: Database, tmp_path: Path
) -> None:
    assert daybook("export", "projections.users", "--to", tmp_path / "first").code == 0
    execute(database, "UPDATE projections.users SET name = '=1+1'")
    daybook("export", "projections.users", "--format", "csv", "--to", tmp_path / "export")
    with (tmp_path / "export" / "projections.users.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == "'=1+1"
    assert json.loads(row["roles"]) == ["admin"]


def test_json_lines_keep_documents_as_they_are(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    daybook("export", "projections.users", "--format", "jsonl", "--to", tmp_path / "export")
    (line,) = (tmp_path / "export" / "projections.users.jsonl").read_text().splitlines()
    row = json.loads(line)
    assert row["document"]["email"] == "ann@example.com"
    assert row["created_at"].endswith("Z")
    assert "tenant_id" not in row


def test_what_is_not_there_is_told_and_leaves_nothing(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    for name in ("nothing", "users", "projections.nothing", "daybook.credentials", 'x"; --'):
        refused = daybook("export", name, "--to", tmp_path / "export")
        assert (refused.code, refused.error) == (1, "NotFound"), name
    assert [each.name for each in tmp_path.iterdir() if "export" in each.name] == []


def test_nothing_is_written_over(daybook: CommandLine, tenant: str, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "mine.txt").write_text("mine")
    refused = daybook("export", "suppliers", "--to", tmp_path / "export")
    assert (refused.code, refused.error) == (2, "WrongUsage")
    assert [each.name for each in (tmp_path / "export").iterdir()] == ["mine.txt"]
