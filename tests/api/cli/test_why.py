"""The tree of causes on the command line, by document, by position and by event."""

import json

from tests.api.cli.command_line import CommandLine


def test_the_tree_is_shown_with_names(daybook: CommandLine, tenant: str) -> None:
    shown = daybook("why", tenant)
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0].startswith("story ")
    assert lines[1].startswith("  daybook, ")
    assert lines[2] == f"    #1 identity.tenant.opened  {tenant} v1"
    assert [line.split()[1] for line in lines[2:]] == [
        "identity.tenant.opened",
        "governance.policy.adopted",
        "identity.user.registered",
    ]


def test_a_document_an_event_and_its_position_name_the_same_story(
    daybook: CommandLine, tenant: str
) -> None:
    told = daybook("why", tenant, "-o", "json").json
    (event,) = [one for one in told["stories"][0]["deeds"][0]["events"] if one["position"] == 2]
    for what in (event["streamId"], event["position"], event["eventId"]):
        assert daybook("why", what, "-o", "json").json == told


def test_what_is_no_name_of_anything_is_told_so(daybook: CommandLine, tenant: str) -> None:
    assert daybook("why", "everything").error == "WrongUsage"
    assert daybook("why", "4711").error == "NotFound"
    assert daybook("why", "3f2504e0-4f89-41d3-9a0c-0305e82c3301").error == "NotFound"
    assert daybook("why", "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301").error == "NotFound"
    assert daybook("why", tenant, "-o", "csv").error == "WrongUsage"
    assert json.loads(daybook("why", tenant, "-o", "json").out)["complete"] is True
