"""A file of users is imported at the machine, and its job is followed there."""

from pathlib import Path

import pytest

from tests.api.cli.command_line import CommandLine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three people, of whom one is nobody."""
    path = tmp_path / "people.csv"
    path.write_text(
        "email;name;roles\nanton@example.com;Ann;buyer\nben;Ben;buyer\ncleo@example.com;C;buyer\n"
    )
    return path


def test_a_file_is_imported_and_its_errors_are_told(
    daybook: CommandLine, tenant: str, file: Path
) -> None:
    imported = daybook("user", "import", file, "-o", "json")
    assert imported.code == 1
    assert imported.json["status"] == "CompletedWithErrors"
    job = imported.json["id"]
    assert f"daybook job errors {job}" in imported.err
    (problem,) = daybook("job", "errors", job, "-o", "json").json
    assert (problem["line"], problem["column"], problem["value"]) == (3, "email", "b…")
    names = sorted(row["name"] for row in daybook("user", "list", "-o", "json").json)
    assert names == ["Administrator", "Ann", "C"]
    file.write_text(file.read_text().replace("ben;", "ben@example.com;"))
    again = daybook("user", "import", file, "-o", "json")
    assert (again.code, again.json["rows"]["imported"], again.json["rows"]["skipped"]) == (0, 1, 2)
    listed = daybook("job", "list", "-o", "json").json
    assert [row["status"] for row in listed] == ["CompletedWithErrors", "Completed"]
    assert daybook("job", "show", job, "-o", "json").json["rows"]["failed"] == 1
    over = daybook("job", "cancel", job)
    assert (over.code, over.error) == (4, "InvalidStateTransition")
    watched = daybook("job", "watch", again.json["id"], "-o", "json")
    assert (watched.code, watched.json["status"]) == (0, "Completed")


def test_what_is_no_file_of_users_is_refused(daybook: CommandLine, tenant: str, file: Path) -> None:
    file.write_text("email,salary\n")
    refused = daybook("user", "import", file)
    assert (refused.code, refused.error) == (1, "HeaderNotUnderstood")
    assert daybook("user", "import", file.with_name("missing.csv")).code == 2
    unknown = daybook("job", "show", "job_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    assert (unknown.code, unknown.error) == (1, "NotFound")
