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
    assert checks[:15] == [
        "home",
        "disk",
        "secrets",
        "master key",
        "database",
        "clock",
        "migrations",
        "roles",
        "tenants",
        "analysts",
        "events",
        "personal data",
        "keys",
        "rebuilds",
        "sealing",
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


def test_a_master_key_that_others_can_read_or_that_is_none_is_found(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    key = tmp_path / "keys" / "master" / "0001.key"
    key.chmod(0o644)
    code, what, hint = found(daybook, "master key")
    assert (code, hint.partition(" ")[0]) == (1, "chmod")
    assert "may read the master key" in what
    key.chmod(0o600)
    key.write_text("c2hvcnQ=\n")
    code, what, _ = found(daybook, "master key")
    assert (code, what) == (1, "a master key is not 32 bytes in base64")


def test_a_master_key_that_is_lost_is_found_and_no_other_is_made_in_its_place(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    folder = tmp_path / "keys" / "master"
    assert found(daybook, "personal data") == (0, "can be opened", "")
    (folder / "0001.key").unlink()
    code, what, hint = found(daybook, "personal data")
    assert code == 1
    assert "which is not here" in what
    assert "DAYBOOK_MASTER_KEY" in hint
    assert list(folder.iterdir()) == []


def test_default_secrets_that_others_could_use_are_found(
    daybook: CommandLine, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(daybook, "secrets") == (0, "127.0.0.1 reaches this machine alone", "")
    monkeypatch.setenv("DAYBOOK_HOST", "0.0.0.0")
    monkeypatch.setenv("DAYBOOK_BANK_TOKEN", "changeme")
    code, what, hint = found(daybook, "secrets")
    assert code == 1
    assert "nobody has chosen the keys" in what
    assert "DAYBOOK_BANK_TOKEN" in what
    assert "daybook keys rotate" in hint
    assert "changeme" not in what + hint
    monkeypatch.delenv("DAYBOOK_BANK_TOKEN")
    assert daybook("keys", "rotate").code == 0
    code, what, _ = found(daybook, "secrets")
    assert (code, what) == (0, "none of those that others could use is a default")
