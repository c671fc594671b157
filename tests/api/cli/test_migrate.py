"""The schema is brought up to date when somebody says so, and not before."""

from pathlib import Path

import pytest

from infrastructure.postgres.migrate import load_migrations
from tests.api.cli.command_line import CommandLine, surroundings
from tests.cluster import Database

NAMES = [migration.name for migration in load_migrations()]


@pytest.fixture
def unmigrated(
    daybook: CommandLine, empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line on a database that no migration has seen."""
    for name, value in surroundings(tmp_path, empty_database).items():
        monkeypatch.setenv(name, value)
    return daybook


def test_the_plan_says_what_is_missing_and_changes_nothing(unmigrated: CommandLine) -> None:
    for _ in range(2):
        planned = unmigrated("migrate", "--plan", "-o", "json")
        assert planned.code == 0
        assert [(row["name"], row["state"]) for row in planned.json] == [
            (name, "pending") for name in NAMES
        ]


def test_migrating_applies_everything_once(unmigrated: CommandLine) -> None:
    first = unmigrated("migrate", "-o", "json")
    assert [row["name"] for row in first.json] == NAMES
    again = unmigrated("migrate", "-o", "json")
    assert (again.code, again.json) == (0, [])
    planned = unmigrated("migrate", "--plan", "-o", "json").json
    assert {row["state"] for row in planned} == {"applied"}


def test_a_database_that_somebody_named_is_not_migrated_in_passing(unmigrated: CommandLine) -> None:
    for arguments in (("tenant", "list"), ("serve", "--port", "0"), ("demo",)):
        refused = unmigrated(*arguments)
        assert (refused.code, refused.error) == (1, "SchemaOutOfDate")
        assert "hint: daybook migrate" in refused.err


def test_our_own_database_is_migrated_in_passing(
    daybook: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("DAYBOOK_OWNER_DATABASE_URL")
    monkeypatch.setenv("DAYBOOK_HOME", str(tmp_path / "home"))
    assert daybook("tenant", "list", "-o", "json").json == []
    assert {row["state"] for row in daybook("migrate", "--plan", "-o", "json").json} == {"applied"}
