"""Folding again finds every document that is not what its events say."""

import pytest

from tests.api.cli.command_line import CommandLine, execute, forge, served
from tests.cluster import Database

_TAMPER = """
    UPDATE projections.tenants SET document = replace(document::text, 'Acme', 'Mine')::json
"""


def test_everything_folds_and_is_counted(daybook: CommandLine, tenant: str) -> None:
    folded = daybook("replay", "--all")
    assert (folded.code, folded.out) == (0, "")
    assert folded.err.startswith("3 events of 3 documents folded, ")
    assert folded.err.endswith("; 0 cannot be folded\n")  # nothing was compared
    one = daybook("replay", tenant, "-o", "json")
    assert (one.code, one.json) == (0, [])
    assert one.err.startswith("1 event of 1 document folded, ")


def test_what_is_shown_is_what_the_events_say_until_somebody_tampers_with_it(
    daybook: CommandLine, tenant: str, environment: dict[str, str], database: Database
) -> None:
    with served(environment):
        checked = daybook("replay", "--all", "--check", "-o", "json")
        assert (checked.code, checked.json) == (0, [])
        assert "3 documents folded and compared, " in checked.err
        assert checked.err.endswith("; 0 differences\n")
        execute(database, _TAMPER)
        found = daybook("replay", "--all", "--check", "-o", "json")
        assert (found.code, found.error) == (3, "NotVerified")
        assert found.json == [
            {
                "tenantId": tenant,
                "id": tenant,
                "problem": "differs",
                "path": "/name",
                "projected": "Mine",
                "folded": "Acme",
            }
        ]
        assert daybook("replay", tenant, "--check").code == 3


def test_a_document_that_was_never_projected_is_found(
    daybook: CommandLine, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.refold.PATIENCE", 0.05)
    found = daybook("replay", "--tenant", "Acme", "--all", "--check", "-o", "json")
    assert found.code == 3
    assert {row["problem"] for row in found.json} == {"is not projected"}
    assert "daybook serve" in found.err


def test_an_event_that_todays_code_cannot_read_is_found(
    daybook: CommandLine, tenant: str, database: Database
) -> None:
    forge(database, tenant, "sales.order.dreamt")
    found = daybook("replay", "--all", "-o", "json")
    assert found.code == 3
    assert found.json[0]["problem"].startswith("cannot be folded: UnknownEventType: no decoder for")


def test_one_document_or_all_but_not_both(daybook: CommandLine, tenant: str) -> None:
    assert daybook("replay", tenant, "--all").code == 2
    assert daybook("replay", "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301").error == "NotFound"
