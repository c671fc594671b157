"""The command line finds conflicting duties in the log itself, and says when one should not be there."""

import csv
import io

import pytest

from api.bootstrap.operating import Daybook
from api.cli.workplace import chosen_tenant, work
from application.identity.user import deactivate_user
from application.request import Request
from domain.audit.segregation.conflicts import CONFLICTS
from domain.identity.user.commands import Deactivate
from domain.shared.ids import UserId
from domain.shared.rule import Rule
from tests.api.cli.command_line import CommandLine


def test_the_rules_are_printed_with_what_could_come_of_each(daybook: CommandLine) -> None:
    printed = daybook("sod", "rules", "-o", "json")
    assert printed.code == 0
    assert [row["rule"] for row in printed.json] == [one.name for one in CONFLICTS]
    table = daybook("sod", "rules")
    assert "approves-own-order" in table.out


def test_what_people_hold_is_found_and_nothing_is_wrong_with_that(
    daybook: CommandLine, tenant: str
) -> None:
    found = daybook("sod", "check", "-o", "json")
    assert found.code == 0
    assert {row["kind"] for row in found.json} == {"held"}
    assert len({row["person"] for row in found.json}) == 1
    assert "0 of those used should have been prevented" in found.err
    as_csv = daybook("sod", "check", "-o", "csv", "--kind", "used")
    assert list(csv.reader(io.StringIO(as_csv.out))) == [
        ["kind", "control", "rule", "name", "subject", "firstDeed", "secondDeed", "person"]
    ]
    before = daybook("sod", "check", "--at", "1", "-o", "json")
    assert (before.code, before.json) == (0, [])


def test_a_hole_in_the_guards_ends_the_check_with_3(
    daybook: CommandLine, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (held, *_) = daybook("sod", "check", "-o", "json").json
    monkeypatch.setattr(Rule, "holds", lambda *_: True)
    _shut_out(UserId(held["person"]))
    found = daybook("sod", "check", "--kind", "used", "-o", "json")
    assert (found.code, found.error) == (3, "NotVerified")
    (row,) = found.json
    assert (row["rule"], row["control"]) == ("deactivates-oneself", "preventive")
    assert f"look at the events at {row['position']}," in found.err


def _shut_out(person: UserId) -> None:
    """Somebody deactivates themselves, which no rule refuses just now."""

    async def task(daybook: Daybook) -> None:
        request = Request(await chosen_tenant(daybook, ""), person)
        await daybook.desk.carry_out(request, deactivate_user(person, Deactivate()))

    work(task)
