"""A projection is made anew from the command line, while a server shows and fills it."""

import io
import sys

import psycopg
import pytest

from api.cli.rebuild import Watching
from tests.api.cli.command_line import CommandLine, begun, execute, served, until
from tests.api.cli.test_projections import statuses
from tests.cluster import Database


def test_a_list_is_made_anew_while_it_is_served_and_differences_are_accepted_on_purpose(
    daybook: CommandLine, tenant: str, environment: dict[str, str], database: Database
) -> None:
    with served(environment):
        until(lambda: statuses(daybook)["users"]["lagEvents"] == 0)
        done = daybook("projections", "rebuild", "users", "tenants", "-o", "json")
        assert done.code == 0, done.err
        assert [(row["name"], row["rows"], row["swapped"]) for row in done.json] == [
            ("users", 1, True),
            ("tenants", 1, True),
        ]
        assert "exchanging users\n" in done.err
        assert "events/s" in done.err
        execute(database, "UPDATE projections.users SET search = 'nobody'")
        told = daybook("projections", "rebuild", "users")
        assert (told.code, told.error) == (3, "NotVerified")
        assert f"users of {tenant}: 1 rows, were 1" in told.out
        assert "hint: daybook projections rebuild users --accept\n" in told.err
        accepted = daybook("projections", "rebuild", "users", "--accept", "-o", "json")
        assert (accepted.code, accepted.json[0]["swapped"]) == (0, True)
        assert "going on with users\n" in accepted.err


def test_a_process_that_is_killed_leaves_what_it_built_to_the_next_one(
    daybook: CommandLine, tenant: str, environment: dict[str, str], database: Database
) -> None:
    with served(environment):
        until(lambda: statuses(daybook)["tenants"]["lagEvents"] == 0)
    with psycopg.connect(database.administrator_dsn) as reader:
        reader.execute("SELECT 1 FROM projections.tenants")  # so that they cannot be exchanged yet
        with begun(environment, "projections", "rebuild", "tenants") as process:
            until(lambda: "rebuild:tenants" in followers(database))
            process.kill()
            process.wait()
    resumed = daybook("projections", "rebuild", "tenants")
    while resumed.error == "RebuildRunning":  # PostgreSQL has yet to notice
        resumed = daybook("projections", "rebuild", "tenants")
    assert resumed.code == 0, resumed.err
    assert "going on with tenants\n" in resumed.err
    assert "rebuild:tenants" not in followers(database)


def followers(database: Database) -> set[str]:
    """Whose checkpoints there are."""
    with psycopg.connect(database.administrator_dsn) as connection:
        found = connection.execute("SELECT subscriber FROM daybook.checkpoints WHERE position > 2")
        return {row[0] for row in found}


def test_what_a_rebuild_left_is_dropped_when_nobody_wants_it(
    daybook: CommandLine, tenant: str, database: Database
) -> None:
    execute(
        database,
        "INSERT INTO daybook.checkpoints (subscriber, tenant_id, position) VALUES ('users', %s, 3)",
        tenant,
    )
    assert daybook("projections", "rebuild", "users").code == 3, "the list lacks Ann"
    (left,) = [row for row in daybook("doctor", "-o", "json").json if row["check"] == "rebuilds"]
    assert left["result"] == "FAILED"
    assert left["hint"] == "daybook projections rebuild users, or the same with --abandon"
    dropped = daybook("projections", "rebuild", "users", "--abandon")
    assert (dropped.code, dropped.err) == (0, "nothing is left of a rebuild of users\n")
    again = daybook("projections", "rebuild", "users")
    assert "going on" not in again.err


def test_what_is_to_be_made_anew_has_to_be_said(daybook: CommandLine, tenant: str) -> None:
    assert daybook("projections", "rebuild").code == 2
    assert daybook("projections", "rebuild", "users", "--all").code == 2
    assert daybook("projections", "rebuild", "nobody").error == "NotFound"
    reacting = daybook("projections", "rebuild", "order-resumption")
    assert reacting.error == "NotFound", "process managers are never told anything twice"


class Terminal(io.StringIO):
    """A screen that somebody looks at."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_somebody_at_a_terminal_sees_a_bar_with_events_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", screen)
    with Watching() as watching:
        watching.expect(1000)
        watching.advance(250)
        watching.say("comparing")
    shown = screen.getvalue()
    assert "comparing" in shown
    assert "250/1000" in shown
    assert "events/s" in shown
    assert "-:--:--" in shown, "the time that is left, which nobody knows at the beginning"


def test_a_log_file_gets_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.cli.rebuild._TELL_SECONDS", 0.0)
    with Watching() as watching:
        watching.expect(1000)
        watching.advance(250)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in told] == ["250 of 1", "250 events"]
    assert told[0].startswith("250 of 1,000 events, ")
    assert told[0].endswith(" s left")
