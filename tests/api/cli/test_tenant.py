"""Tenants are opened and listed at the machine."""

import io

import pytest

from tests.api.cli.command_line import CommandLine

PASSWORD = "a very long walk home"


def test_a_tenant_is_opened_with_an_administrator_whose_password_is_shown_once(
    daybook: CommandLine,
) -> None:
    opened = daybook("tenant", "create", "Acme", "--admin", "Ann@Example.com", "-o", "json")
    assert opened.code == 0
    assert opened.json["administrator"] == "ann@example.com"
    assert len(opened.json["password"]) >= 16
    listed = daybook("tenant", "list", "-o", "json")
    assert opened.json["password"] not in listed.out
    assert [(row["tenantId"], row["name"], row["events"]) for row in listed.json] == [
        (opened.json["tenantId"], "Acme", 3)
    ]


def test_a_password_that_is_given_is_not_shown(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    opened = daybook("tenant", "create", "Acme", "--admin", "ann@example.com", "--password-stdin")
    assert opened.code == 0
    assert PASSWORD not in opened.out + opened.err


def test_a_weak_password_is_refused(daybook: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("acme\n"))
    refused = daybook("tenant", "create", "Acme", "--admin", "ann@example.com", "--password-stdin")
    assert (refused.code, refused.error) == (1, "PasswordRefused")


def test_what_is_no_tenant_is_refused(daybook: CommandLine) -> None:
    wrong = {
        ("--admin", "nobody"): "e-mail address",
        ("--admin", "ann@example.com", "--currency", "XX"): "base_currency",
        ("--admin", "ann@example.com", "--time-zone", "Mars/North"): "time_zone",
        (): "Missing option '--admin'",
    }
    for asked, said in wrong.items():
        refused = daybook("tenant", "create", "Acme", *asked)
        assert refused.code == 2, asked
        assert said in refused.err
    assert daybook("tenant", "list", "-o", "json").json == []


def test_nobody_has_two_log_ins(daybook: CommandLine, tenant: str) -> None:
    refused = daybook("tenant", "create", "Other", "--admin", "ann@example.com")
    assert (refused.code, refused.error) == (1, "EmailTaken")


def test_a_command_finds_the_only_tenant_and_asks_when_there_are_several(
    daybook: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert daybook("user", "list").error == "TenantMissing"
    daybook("tenant", "create", "Platform", "--admin", "root@example.com", "--platform")
    daybook("tenant", "create", "Acme", "--admin", "ann@example.com")
    assert daybook("user", "list", "-o", "json").json[0]["email"] == "ann@example.com"
    daybook("tenant", "create", "Bolt", "--admin", "bob@example.com")
    several = daybook("user", "list")
    assert (several.code, several.error) == (1, "TenantMissing")
    assert daybook("user", "list", "--tenant", "bolt", "-o", "json").json[0]["name"]
    monkeypatch.setenv("DAYBOOK_TENANT", "Acme")
    assert daybook("user", "list", "-o", "json").json[0]["email"] == "ann@example.com"
    assert daybook("user", "list", "--tenant", "Nobody").error == "NotFound"
    unknown = daybook("user", "list", "--tenant", "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    assert (unknown.code, unknown.error) == (1, "NotFound")
