"""The play runs on an empty machine, shows what it should, and leaves a company that can be used."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.api.cli.command_line import PATIENCE, Ended, served, surroundings, typed, until

ORDER = ["Acknowledged", "AwaitingApproval", "Cancelled", "Draft"]
REFUSED = {
    "403 InsufficientApprovalAuthority",
    "403 SegregationOfDutiesViolation",
    "409 InvalidStateTransition",
    "412 PreconditionFailed",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine on which nothing was started before."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def played(home: Path) -> Ended:
    """The play as data, on a database that it started itself."""
    return typed(surroundings(home), "demo", "-o", "json")


def test_every_step_is_answered_as_it_should_be(played: Ended) -> None:
    assert played.code == 0, played.err
    summary = played.json
    assert sorted(summary["orders"].values()) == ORDER
    assert {step["outcome"] for step in summary["refused"]} == REFUSED
    assert sum(summary["events"].values()) == summary["position"]


def test_what_happens_is_told_while_it_happens(played: Ended) -> None:
    told = played.err
    assert "Lindau Instruments is open for business at http://127.0.0.1:" in told
    (begins,) = re.findall(r"its week begins on (Monday \d+ \w+ \d{4})$", told, re.MULTILINE)
    assert datetime.strptime(begins, "%A %d %B %Y").astimezone() > datetime.now(UTC)
    assert told.index("Its clock is a sandbox's") < told.index("Three suppliers")
    assert told.index("asks for two microscopes") < told.index("chooses who is to approve it")
    assert "✗ Mara Stein    approves what she asked for  403 SegregationOfDutiesViolation" in told
    assert "twice, with one key  201 one order, one answer" in told


def test_the_company_of_the_play_can_be_used_afterwards(played: Ended, home: Path) -> None:
    summary = played.json
    with (
        served(surroundings(home)) as server,
        httpx.Client(base_url=server.url, timeout=60) as http,
    ):
        until(lambda: http.get("/ready").status_code == 200)
        logged_in = http.post("/v1/auth/login", json=summary["logIn"])
        assert logged_in.status_code == 200, logged_in.text
        bearer = {"Authorization": f"Bearer {logged_in.json()['accessToken']}"}
        order = http.get(f"/v1/purchase-orders/{summary['purchaseOrderId']}", headers=bearer)
        assert order.json()["status"] == "Acknowledged"
        checked = typed(surroundings(home), "replay", "--all", "--check")
        assert (checked.code, checked.out) == (0, "")


def test_the_picture_is_plain_where_nobody_looks_and_says_how_to_go_on(
    played: Ended, home: Path
) -> None:
    shown = typed(surroundings(home), "demo")
    assert shown.code == 0, shown.err
    assert "\x1b" not in shown.out + shown.err
    assert max(map(len, shown.out.splitlines()[:60])) <= 110
    for said in (
        "Purchase orders",
        "1,250,000  JPY",
        "Lena Fuchs for Amara Diallo",
        "with the level of Amara Diallo",
        "follows from version 12",
        "Nobody approves what they created",
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


def test_a_play_is_no_table(home: Path) -> None:
    refused = typed(surroundings(home), "demo", "-o", "csv")
    assert (refused.code, refused.error) == (2, "WrongUsage")


def _gone_on(shown: str, url: str, home: Path) -> str:
    """What the proposed lines print, as they are, but for the address of the server."""
    proposed = shown.partition("Go on:\n")[2]
    served_by, _, lines = proposed.partition("and beside it, in another terminal:\n")
    assert served_by.strip() == "make serve"
    environment = surroundings(home)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    script = lines.replace("http://127.0.0.1:8000", url)
    ended = subprocess.run(
        ["sh", "-ec", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return ended.stdout
