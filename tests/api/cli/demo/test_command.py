"""The month runs on an empty machine, shows what it should, and leaves a company that can be used."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cli.demo.farewell import checking
from api.cli.demo.finance.wording import OWN_TIME
from docs.picture import Shown
from projections.reporting.catalogue import REPORTS
from tests.api.cli.command_line import PATIENCE, served, surroundings, typed, until
from tests.api.cli.demo import once

REFUSED = {
    "403 InsufficientApprovalAuthority",
    "403 SegregationOfDutiesViolation",
    "409 DeliveryBeyondTolerance",
    "409 DuplicateInvoice",
    "409 GoodsNotYetReceived",
    "409 InvalidStateTransition",
    "409 MatchingBlocked",
    "409 OrderIsFinanced",
    "409 OrderNotBillable",
    "412 PreconditionFailed",
    "422 GoodsReceiptDiscrepancy",
    "422 InvoiceMismatch",
}
NARROW = 80


@pytest.fixture(scope="module")
def home() -> Path:
    """Where the month was played."""
    return once.home()


@pytest.fixture(scope="module")
def played() -> Shown:
    """What was printed and told."""
    return once.played()


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    """The month as data."""
    figures: dict[str, Any] = once.figures()
    return figures


def test_every_step_is_answered_as_it_should_be(summary: dict[str, Any]) -> None:
    refused = {step["outcome"] for step in summary["told"] if step["refused"]}
    assert refused == REFUSED
    assert sum(summary["events"].values()) == summary["position"]
    assert summary["requests"] > 500


def test_the_play_ends_with_the_proof_of_its_log(summary: dict[str, Any]) -> None:
    assert summary["proof"]["events"] == summary["proof"]["sealed"] == summary["position"]
    assert len(bytes.fromhex(summary["proof"]["root"])) == 32
    assert summary["proof"]["key"].startswith(f"daybook/{summary['tenantId']}+")


def test_the_page_shows_the_proof_that_was_signed_by_the_real_clock(
    summary: dict[str, Any],
) -> None:
    proof, page = summary["proof"], Path(summary["report"]).read_text()
    signed = datetime.fromisoformat(proof["signedAt"])
    assert signed < datetime.now(UTC) < datetime.fromisoformat(summary["to"])
    for said in (
        f"<td>{proof['sealed']:,} events at positions 1 to {proof['sealed']:,}</td>",
        f"<code>{proof['root']}</code>",
        f"{signed:%Y-%m-%d %H:%M:%S} UTC, by the real clock",
        f"<code>{proof['key']}</code>",
        f"{proof['events']:,} events, all verified",
        *(f"<code>{each}</code>" for each in checking(summary["tenantId"])),
    ):
        assert said in page, said


def test_terminal_and_page_say_whose_clock_it_is(played: Shown, summary: dict[str, Any]) -> None:
    assert OWN_TIME in " ".join(played.screen.split())
    assert OWN_TIME in Path(summary["report"]).read_text()


def test_a_password_is_printed_but_kept_in_no_file(played: Shown, summary: dict[str, Any]) -> None:
    assert account_of(played)["email"] == summary["logIn"]["email"]
    for file in Path(summary["report"]).parent.iterdir():
        assert account_of(played)["password"] not in file.read_text()
        assert '"password"' not in file.read_text()


def account_of(played: Shown) -> dict[str, str]:
    """How the manager logs in, as the proposed lines say it."""
    said = played.printed.partition("-d '")[2].partition("'")[0]
    account: dict[str, str] = json.loads(said)
    return account


def test_going_on_ends_with_the_verification_of_the_log(played: Shown) -> None:
    assert played.printed.rstrip().endswith("\n  daybook audit verify")


def test_sixty_orders_are_ordered_received_matched_and_paid_in_three_currencies(
    summary: dict[str, Any],
) -> None:
    paid = {currency for week in summary["cashOut"] for currency in week["paid"]["amounts"]}
    assert (summary["orders"], paid) == (60, {"EUR", "USD", "JPY"})
    assert {"Draft", "AwaitingApproval", "PartiallyReceived", "Received", "Disputed"} <= set(
        summary["openOrders"]
    )
    assert summary["matching"]["invoices"] > 40


def test_what_did_not_agree_is_found_and_is_open_only_where_nobody_settled_it(
    summary: dict[str, Any],
) -> None:
    matching = summary["matching"]
    outcomes = {each["document"]: each["outcome"] for each in matching["exceptions"]}
    assert outcomes["LS-03-07"] == "sent back"
    assert outcomes["LS-15-09"] == "accepted"
    assert outcomes["BO-00607"] == "corrected, paid"
    assert outcomes["KL-01004"] == "released, paid"
    assert [name for name, outcome in outcomes.items() if outcome == "open"] == [
        "KL-01702",
        "OF-00706",
    ]
    looked_at = matching["invoices"] - matching["agreedAtOnce"]
    assert looked_at == 4
    share = Decimal(matching["exceptionRate"])
    assert abs(share - Decimal(400) / matching["invoices"]) <= Decimal("0.05")


def test_what_is_overdue_are_the_disputed_invoices_and_nothing_else(
    summary: dict[str, Any],
) -> None:
    payables = summary["payables"]
    assert payables["Overdue > 14 days"]["amounts"] == {"EUR": "1523.20"}
    assert payables["Overdue 1-14 days"]["amounts"] == {"EUR": "4748.80"}


def test_what_happens_is_told_while_it_happens(played: Shown) -> None:
    told = played.told
    assert "Lindau Instruments is open for business at http://127.0.0.1:" in told
    assert told.index("asks for two microscopes") < told.index("chooses who is to approve it")
    assert "✗ Mara Stein    approves what she asked for  403 SegregationOfDutiesViolation" in told
    assert "proposes a run twice, with one key  201 one run, one answer" in told
    assert "✓ the bank      has booked each transfer once" in told
    assert "sees that Ferraris is paid  Remitted, 2 attempts" in told


def test_the_report_of_the_month_is_one_page_with_its_figures_beside_it(
    summary: dict[str, Any], home: Path
) -> None:
    page = Path(summary["report"])
    assert page == home / "report" / "index.html"
    assert {found.name for found in page.parent.iterdir()} == {"index.html", "month.json"}
    report = page.read_text()
    assert "corrected, paid" in report
    assert f"{summary['position']:,} events at positions 1 to" in report
    assert report.count('class="picture"') == len(REPORTS)
    assert "There is nothing to show." not in report
    assert "mean in seconds" in report


def test_the_company_of_the_play_can_be_used_afterwards(
    played: Shown, summary: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    with (
        served(surroundings(home)) as server,
        httpx.Client(base_url=server.url, timeout=60) as http,
    ):
        until(lambda: http.get("/ready").status_code == 200)
        logged_in = http.post("/v1/auth/login", json=account_of(played))
        assert logged_in.status_code == 200, logged_in.text
        bearer = {"Authorization": f"Bearer {logged_in.json()['accessToken']}"}
        order = http.get(f"/v1/purchase-orders/{summary['purchaseOrderId']}", headers=bearer)
        assert order.json()["status"] == "Closed"
        checked = typed(surroundings(home), "replay", "--all", "--check")
        assert (checked.code, checked.out) == (0, "")
        verified = typed(surroundings(home), "audit", "verify", "-o", "json")
        assert [log["problems"] for log in verified.json] == [[]], (
            "every row of every list is made again"
        )
        _, *offline = checking(summary["tenantId"])
        found = _typed_in("\n".join(offline), home, tmp_path)
        assert re.match(rf"verified: \d+ events of daybook/{summary['tenantId']}, ", found), found


@pytest.mark.long
def test_the_picture_is_plain_where_nobody_looks_and_says_how_to_go_on(
    home: Path,
) -> None:
    shown = typed(surroundings(home), "demo", "--report", home / "report")
    assert shown.code == 0, shown.err
    assert "\x1b" not in shown.out + shown.err
    picture, _, _ = shown.out.partition("\nThe report, for a browser: ")
    assert max(map(len, picture.splitlines())) <= NARROW
    for said in (
        "Open orders",
        "Three-way match",
        "Payables by due date",
        "Cash out per week, in EUR",
        "Segregation of duties violation",
        "events at positions 1 to ",
        "all answered as they should",
        "/v1/auth/login",
    ):
        assert said in shown.out, said
    with served(surroundings(home)) as server:
        until(lambda: httpx.get(f"{server.url}/ready").status_code == 200)
        gone_on = _gone_on(shown.out, server.url, home)
    assert '"accessToken"' in gone_on
    assert '"status": "AwaitingApproval"' in gone_on
    assert "4162.00 EUR" in gone_on
    assert "  problems  root" in gone_on


@pytest.mark.long
def test_two_months_are_the_same_but_for_ids_and_days(summary: dict[str, Any], home: Path) -> None:
    again = typed(surroundings(home), "demo", "-o", "json", "--report", home / "report").json
    first = summary
    for same in ("openOrders", "matching", "payables", "cashOut", "refusals"):
        assert again[same] == first[same], same
    assert deeds(again) == deeds(first)


def deeds(summary: dict[str, Any]) -> list[tuple[str, bool]]:
    """What was done; of two people who may approve alike, either may be asked."""
    return [(step["what"], step["refused"]) for step in summary["told"]]


def test_a_report_that_cannot_be_written_is_told_of_before_anybody_waits(home: Path) -> None:
    (home / "file").write_text("no folder")
    refused = typed(surroundings(home), "demo", "--report", home / "file" / "report")
    assert (refused.code, refused.error) == (2, "WrongUsage")


def test_a_play_is_no_table(home: Path) -> None:
    refused = typed(surroundings(home), "demo", "-o", "csv")
    assert (refused.code, refused.error) == (2, "WrongUsage")


def _gone_on(shown: str, url: str, home: Path) -> str:
    """What the proposed lines print, as they are, but for the address of the server."""
    proposed = shown.partition("Go on:\n")[2]
    served_by, _, lines = proposed.partition("and beside it, in another terminal:\n")
    assert served_by.strip() == "make serve"
    return _typed_in(lines.replace("http://127.0.0.1:8000", url), home, home)


def _typed_in(script: str, home: Path, folder: Path) -> str:
    """What lines print that somebody types in a folder."""
    environment = surroundings(home)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    ended = subprocess.run(
        ["sh", "-ec", script],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return ended.stdout
