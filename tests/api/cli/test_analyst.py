"""Analysts are let in at the machine, and kept out again."""

import getpass
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.api.cli.command_line import CommandLine


@pytest.fixture
def made(daybook: CommandLine, tenant: str) -> Iterator[dict[str, Any]]:
    """A log-in for Metabase; no test leaves one on the server that all share."""
    created = daybook("analyst", "create", "--note", "Metabase", "-o", "json")
    assert created.code == 0, created.err
    assert created.json["tenantId"] == tenant
    yield created.json
    daybook("analyst", "revoke", created.json["login"])


def test_a_log_in_reads_its_tenant_and_its_password_is_shown_once(
    daybook: CommandLine, made: dict[str, Any]
) -> None:
    with psycopg.connect(made["url"]) as connection:
        assert connection.execute("SELECT session_user::text").fetchone() == (made["login"],)
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone() or (0,)
        assert events > 0
    listed = daybook("analyst", "list", "-o", "json")
    assert made["password"] not in listed.out
    assert [(row["login"], row["status"], row["note"]) for row in listed.json] == [
        (made["login"], "Good", "Metabase")
    ]


def test_a_revoked_log_in_is_out_and_stays_on_record(
    daybook: CommandLine, made: dict[str, Any]
) -> None:
    assert daybook("analyst", "revoke", made["login"]).code == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(made["url"])
    (row,) = daybook("analyst", "list", "-o", "json").json
    assert (row["status"], row["login"]) == ("Revoked", made["login"])
    again = daybook("analyst", "revoke", made["login"])
    assert (again.code, again.error) == (1, "AnalystUnknown")


def test_a_log_in_is_of_one_tenant_alone(daybook: CommandLine, made: dict[str, Any]) -> None:
    other = daybook("tenant", "create", "Other", "--admin", "o@example.com", "-o", "json").json[
        "tenantId"
    ]
    refused = daybook("analyst", "revoke", made["login"], "--tenant", other)
    assert (refused.code, refused.error) == (1, "AnalystUnknown")
    with psycopg.connect(made["url"]) as connection:
        streams = connection.execute(
            "SELECT stream_id FROM events WHERE stream_type = 'identity.tenant'"
        )
        assert {each for (each,) in streams} == {made["tenantId"]}
    assert daybook("analyst", "create", "-o", "json").error == "TenantMissing"


def test_who_let_whom_in_and_out_is_on_record(
    daybook: CommandLine, made: dict[str, Any], tmp_path: Path
) -> None:
    daybook("analyst", "revoke", made["login"])
    exported = daybook(
        "export", "projections.access", "--format", "jsonl", "--to", tmp_path / "export"
    )
    assert exported.code == 0, exported.err
    lines = (tmp_path / "export" / "projections.access.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row["subject"] == made["login"]]
    assert {(row["kind"], row["event_type"]) for row in rows} == {
        ("privilege-change", "audit.sql-log-in-made"),
        ("privilege-change", "audit.sql-log-in-ended"),
    }
    tailed = daybook("events", "tail", "-o", "jsonl").out
    assert made["password"] not in tailed
    assert tailed.count(getpass.getuser()) >= 2
