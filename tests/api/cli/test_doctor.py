"""The doctor finds what is wrong with an installation, and says how to mend it."""

from pathlib import Path

import pytest

from tests.api.cli.command_line import CommandLine, execute, forge, surroundings
from tests.cluster import Database

FORGOTTEN = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def found(daybook: CommandLine, check: str) -> tuple[int, str, str]:
    """The exit code, and what a check found with its hint."""
    ended = daybook("doctor", "-o", "json")
    rows = {row["check"]: row for row in ended.json}
    assert rows[check]["result"] == ("FAILED" if ended.code else "ok")
    return ended.code, rows[check]["found"], rows[check]["hint"] or ""


def test_a_sound_installation_is_well(daybook: CommandLine, tenant: str) -> None:
    ended = daybook("doctor", "-o", "json")
    assert ended.code == 0, ended.err
    checks = [row["check"] for row in ended.json]
    assert checks[:9] == [
        "home",
        "disk",
        "database",
        "clock",
        "migrations",
        "roles",
        "tenants",
        "events",
        "keys",
    ]
    assert {"follower tenants", "follower requisition-routing"} < set(checks)
    assert {row["result"] for row in ended.json} == {"ok"}


def test_missing_migrations_are_found(
    daybook: CommandLine, empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in surroundings(tmp_path, empty_database).items():
        monkeypatch.setenv(name, value)
    code, what, hint = found(daybook, "migrations")
    assert (code, hint) == (1, "daybook migrate")
    assert "the first is 0001_create_event_log" in what


def test_a_database_that_does_not_answer_is_found(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    code, what, _ = found(daybook, "database")
    assert code == 1
    assert "cannot be reached" in what


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("GRANT UPDATE ON daybook.events TO daybook_app", "may change events"),
        ("REVOKE INSERT ON daybook.events FROM daybook_app", "may not read and add events"),
        ("ALTER TABLE daybook.events DISABLE TRIGGER events_are_immutable", "missing or off"),
    ],
)
def test_rights_that_would_let_history_be_rewritten_are_found(
    daybook: CommandLine, database: Database, statement: str, wrong: str
) -> None:
    execute(database, statement)
    code, what, hint = found(daybook, "roles")
    assert code == 1
    assert wrong in what
    assert "daybook_app" in hint


def test_events_that_this_version_cannot_read_are_found(
    daybook: CommandLine, database: Database, tenant: str
) -> None:
    forge(database, tenant, "sales.order.dreamt")
    code, what, _ = found(daybook, "events")
    assert (code, what) == (1, "nothing here reads sales.order.dreamt version 1")


def test_a_log_that_nobody_follows_is_found(daybook: CommandLine, database: Database) -> None:
    execute(database, "INSERT INTO daybook.log_heads VALUES (%s, 0)", FORGOTTEN)
    forge(database, FORGOTTEN, "identity.tenant.opened", age="1 hour")
    code, what, hint = found(daybook, "follower tenants")
    assert code == 1
    assert what.endswith("behind, and nobody runs it")
    assert "daybook serve" in hint


def test_a_signing_key_that_others_can_read_is_found(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    (tmp_path / "keys" / "0001.pem").chmod(0o644)
    code, _, hint = found(daybook, "keys")
    assert code == 1
    assert "chmod 600" in hint
