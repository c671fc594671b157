"""Another policy over the history of an installation, from its command line."""

import csv
import io
import json
from pathlib import Path
from uuid import uuid4

import pytest

from api.bootstrap.operating import Daybook
from api.cli.workplace import work
from application.purchasing.requisition import create_requisition
from application.request import Request
from domain.purchasing.requisition.commands import Create, Submit
from domain.shared.ids import TenantId, UserId
from tests.api.cli.command_line import CommandLine
from tests.application.purchasing.buying import wanted

TIGHT = ("--thresholds", "100.00,400.00")


@pytest.fixture
def asked(tenant: str) -> list[str]:
    """Requisitions of 500.00, 2,000.00 and 50,000.00 EUR."""

    async def ask(daybook: Daybook) -> list[str]:
        request = Request(TenantId(tenant), UserId.of(uuid4()))
        made = []
        for quantity in ("10", "40", "1000"):
            command = Create(justification="The shelf is empty", lines=(wanted(quantity),))
            done = await daybook.desk.carry_out(request, create_requisition(command, Submit()))
            assert done.folded is not None
            made.append(done.folded.stream_id)
        return made

    return work(ask)


def test_the_changes_and_their_sums_are_shown(daybook: CommandLine, asked: list[str]) -> None:
    shown = daybook("backtest", *TIGHT)
    assert shown.code == 0
    changes, _, totals = shown.out.partition("\n\n")
    assert [line.split()[1] for line in changes.splitlines()[1:]] == asked[:2]
    assert totals.splitlines()[1].split() == [
        "requisition-approval",
        "L1",
        "L3",
        "1",
        "500.00",
        "EUR",
    ]
    assert "3 decisions made again" in shown.err
    assert "2 would have come out otherwise" in shown.err


def test_every_form_says_the_same(daybook: CommandLine, asked: list[str], tmp_path: Path) -> None:
    told = daybook("backtest", *TIGHT, "-o", "json").json
    assert [one["id"] for one in told["changes"]] == asked[:2]
    lines = daybook("backtest", *TIGHT, "-o", "jsonl").out.splitlines()
    *changes, report = map(json.loads, lines)
    assert {**report, "changes": changes} == told
    (_, *rows) = csv.reader(io.StringIO(daybook("backtest", *TIGHT, "-o", "csv").out))
    assert [row[1] for row in rows] == asked[:2]
    file = tmp_path / "policy.json"
    thresholds = {"currency": "EUR", "l1": "100.00", "l2": "400.00"}
    file.write_text(json.dumps({"approvalThresholds": thresholds}), encoding="utf-8")
    assert daybook("backtest", "--policy", file, "-o", "json").json == told


def test_a_wish_that_is_none_is_told_so(daybook: CommandLine, tenant: str, tmp_path: Path) -> None:
    assert daybook("backtest").error == "WrongUsage"
    assert daybook("backtest", "--thresholds", "100").error == "WrongUsage"
    assert daybook("backtest", "--tolerance", "much").code != 0
    assert daybook("backtest", "--tolerance", "1", "--from", "yesterday").error == "WrongUsage"
    file = tmp_path / "policy.json"
    file.write_text("[1]", encoding="utf-8")
    assert daybook("backtest", "--policy", file).error == "WrongUsage"
    file.write_text("{", encoding="utf-8")
    assert daybook("backtest", "--policy", file).error == "WrongUsage"
    dollars = {"approvalThresholds": {"currency": "USD", "l1": "1.00", "l2": "4.00"}}
    file.write_text(json.dumps(dollars), encoding="utf-8")
    assert daybook("backtest", "--policy", file).error == "ThresholdsNotInBaseCurrency"
