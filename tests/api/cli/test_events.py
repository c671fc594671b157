"""The history of a tenant is read from its end, from a moment, and as it goes on."""

import csv
import json
import threading

import pytest

from tests.api.cli.command_line import PATIENCE, CommandLine, begun

BEGINNING = ["identity.tenant.opened", "governance.policy.adopted", "identity.user.registered"]


def types(daybook: CommandLine, *asked: object) -> list[str]:
    """The types of the events that are told."""
    return [event["type"] for event in daybook("events", "tail", *asked, "-o", "json").json]


def test_the_end_of_the_history_is_told(daybook: CommandLine, tenant: str) -> None:
    assert types(daybook) == BEGINNING
    assert types(daybook, "-n", "1") == BEGINNING[-1:]
    assert types(daybook, "--since", "1") == BEGINNING[1:]
    assert types(daybook, "--since", "2020-01-01T00:00:00Z") == BEGINNING
    assert types(daybook, "--since", "2099-01-01T00:00:00Z") == []
    assert types(daybook, "--since", "1", "-n", "1") == BEGINNING[-1:]


def test_events_are_told_by_type_by_context_and_by_document(
    daybook: CommandLine, tenant: str
) -> None:
    assert types(daybook, "--type", "identity") == [BEGINNING[0], BEGINNING[2]]
    assert types(daybook, "--type", BEGINNING[1], "--type", BEGINNING[2]) == BEGINNING[1:]
    assert types(daybook, "--stream", tenant) == BEGINNING[:1]
    assert types(daybook, "--stream", tenant, "--type", "governance") == []


def test_a_long_history_is_searched_back_to_where_enough_is_found(
    daybook: CommandLine, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.history._FIRST_WINDOW", 1)
    assert types(daybook, "-n", "2") == BEGINNING[1:]
    assert types(daybook, "--type", BEGINNING[0]) == BEGINNING[:1]


def test_a_person_reads_who_did_what_when(daybook: CommandLine, tenant: str) -> None:
    lines = daybook("events", "tail").out.splitlines()
    assert lines[0].split() == ["position", "occurredAt", "who", "type", "streamId", "version"]
    position, _, _, who, what, stream, version = lines[1].split()
    assert (position, who, what, stream, version) == ("1", "daybook", BEGINNING[0], tenant, "1")


def test_a_spreadsheet_reads_the_same(daybook: CommandLine, tenant: str) -> None:
    rows = list(csv.DictReader(daybook("events", "tail", "-o", "csv").out.splitlines()))
    assert [row["type"] for row in rows] == BEGINNING


def test_a_question_that_has_no_answer_is_refused(daybook: CommandLine, tenant: str) -> None:
    wrong = {
        ("--type", "identity.tenant.open"): "--type identity.tenant.opened",
        ("--since", "yesterday"): "--since must be a log position or an instant",
        ("--stream", "po_1"): "version 4 UUID",
        ("--follow", "-o", "json"): "--output jsonl",
    }
    for asked, said in wrong.items():
        refused = daybook("events", "tail", *asked)
        assert refused.code == 2, asked
        assert said in refused.err


def test_a_document_without_a_history_is_told(daybook: CommandLine, tenant: str) -> None:
    unknown = "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert daybook("events", "tail", "--stream", unknown).error == "NotFound"


def test_what_happens_while_somebody_follows_is_told_at_once(
    environment: dict[str, str], daybook: CommandLine, tenant: str
) -> None:
    asked = ("events", "tail", "-f", "-o", "jsonl", "--type", "identity.tenant")
    with begun(environment, *asked) as following:
        guard = threading.Timer(PATIENCE, following.kill)
        guard.start()
        assert following.stdout is not None
        assert json.loads(following.stdout.readline())["type"] == "identity.tenant.opened"
        daybook("user", "create", "bob@example.com", "--name", "Bob", "--role", "buyer")
        daybook("clock", "advance", "1d")
        heard = json.loads(following.stdout.readline())
        guard.cancel()
    assert (heard["type"], heard["position"]) == ("identity.tenant.clock-advanced", 5)
