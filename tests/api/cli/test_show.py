"""A document is shown as it is, as it was, and as it changed."""

import pytest

from tests.api.cli.command_line import CommandLine

UNKNOWN = "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.fixture
def moved(daybook: CommandLine, tenant: str) -> str:
    """A sandbox whose clock was moved twice, so that there are three versions of it."""
    for span in ("1d", "2d"):
        daybook("clock", "advance", span)
    return tenant


def test_a_document_is_shown_as_it_is(daybook: CommandLine, moved: str) -> None:
    shown = daybook("show", moved, "-o", "json").json
    assert (shown["id"], shown["version"], shown["name"]) == (moved, 3, "Acme")
    assert "Acme" in daybook("show", moved).out


def test_a_document_is_shown_as_it_was(daybook: CommandLine, moved: str) -> None:
    newest = daybook("show", moved, "-o", "json").json
    first = daybook("show", moved, "--version", "1", "-o", "json").json
    assert (first["version"], first["clockLeadSeconds"]) == (1, 0)
    at_once = daybook("show", moved, "--at", first["updatedAt"], "-o", "json").json
    assert at_once == first
    assert daybook("show", moved, "--at", newest["updatedAt"], "-o", "json").json == newest
    assert daybook("show", moved, "--at", "4", "-o", "json").json["version"] == 2


def test_what_changed_between_two_versions_is_shown(daybook: CommandLine, moved: str) -> None:
    changes = {
        row["path"]: row for row in daybook("show", moved, "--diff", "1..2", "-o", "json").json
    }
    assert set(changes) == {"/version", "/clockLeadSeconds", "/updatedAt"}
    assert (changes["/version"]["from"], changes["/version"]["to"]) == (1, 2)
    born = daybook("show", moved, "--diff", "0..1", "-o", "json").json
    assert {"path": "/name", "to": "Acme"} in born


def test_a_time_at_which_there_was_nothing_is_told(daybook: CommandLine, moved: str) -> None:
    never = {
        ("--version", "9"): f"there is no version 9 of {moved}\n",
        ("--at", "2020-01-01T00:00:00Z"): f"there is no {moved} at that time\n",
        ("--diff", "2..9"): f"there is no version 9 of {moved}\n",
    }
    for asked, said in never.items():
        refused = daybook("show", moved, *asked)
        assert (refused.code, refused.error) == (1, "NotFound"), asked
        assert said in refused.err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--at", "yesterday"), "--at must be a log position or an instant"),
        (("--at", "2020-01-01T00:00:00"), "--at must be a log position or an instant"),
        (("--at", "4", "--version", "1"), "--at and --version exclude each other"),
        (("--diff", "1-2"), "--diff takes two versions"),
        (("--diff", "1..2", "--version", "1"), "neither --at nor --version"),
    ],
)
def test_a_time_that_could_be_several_is_refused(
    daybook: CommandLine, asked: tuple[str, ...], said: str
) -> None:
    refused = daybook("show", UNKNOWN, *asked)
    assert (refused.code, refused.error) == (2, "WrongUsage")
    assert said in refused.err


def test_what_does_not_exist_is_told(daybook: CommandLine, tenant: str) -> None:
    assert daybook("show", UNKNOWN).error == "NotFound"
    assert daybook("show", UNKNOWN, "--tenant", tenant).error == "NotFound"
    refusal = daybook("show", UNKNOWN.replace("po_", "rfs_"))
    assert (refusal.code, refusal.error) == (1, "NotFound")
    assert "events tail --stream" in refusal.err


def test_a_document_is_found_whosever_it_is(daybook: CommandLine, moved: str) -> None:
    daybook("tenant", "create", "Bolt", "--admin", "bob@example.com")
    assert daybook("show", moved, "-o", "json").json["name"] == "Acme"


def test_what_somebody_could_do_is_shown_by_address_and_id_now_and_then(
    daybook: CommandLine, tenant: str
) -> None:
    shown = daybook("show", "user", "ann@example.com", "-o", "json").json
    assert "admin" in shown["user"]["roles"]
    assert shown["why"][0]["event"] == "identity.user.registered"
    position = str(shown["why"][0]["position"])
    again = daybook("show", "user", shown["user"]["id"], "--at", position, "-o", "json").json
    assert again == shown
    assert "identity.user.registered" in daybook("show", "user", "ann@example.com").out
    early = daybook("show", "user", "ann@example.com", "--at", "2020-01-01T00:00:00Z")
    assert (early.code, early.error) == (1, "NotFound")
    assert daybook("show", "user", "nobody@example.com").error == "NotFound"
    for wrong in (("user",), ("user", "ann@example.com", "--version", "1"), (tenant, "more")):
        assert daybook("show", *wrong).code == 2
