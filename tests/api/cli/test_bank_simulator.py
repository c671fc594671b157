"""The bank to try payments on starts with one command, needs no database, and stops when it is told to."""

import signal
from pathlib import Path

import httpx
import pytest

from infrastructure.bank.pain_001 import PainFiles
from tests.api.cli.command_line import (
    PATIENCE,
    CommandLine,
    begun,
    served,
    surroundings,
    typed,
    until,
)
from tests.infrastructure.bank.bank_process import bank
from tests.infrastructure.bank.instructions import MESSAGE_ID, of_all_kinds


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bank_is_open_until_it_is_told_to_close(tmp_path: Path, number: signal.Signals) -> None:
    with begun(surroundings(tmp_path), "bank-simulator", "--port", 0) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(f"{url}/transfers").json() == []
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"the bank is open at {url}" in err
    assert "error" not in err.lower()
    assert (tmp_path / "bank" / "bank.sqlite3").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--faults", '{"upside": true}', "upside"),
        ("--faults", '{"rejectWith": {"reason": "no"}}', "rejectWith.reason"),
        ("--faults", "nonsense", "Invalid JSON"),
        ("--report-version", "11", "'11' is not one of"),
        ("--port", "70000", "less than or equal to 65535"),
    ],
)
def test_what_cannot_be_understood_ends_with_2(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    ended = typed(surroundings(tmp_path), "bank-simulator", option, value)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with begun(surroundings(tmp_path), "bank-simulator", "--port", 0) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip().rpartition(":")[2]
        ended = typed(surroundings(tmp_path / "2"), "bank-simulator", "--port", port)
    assert ended.code == 1
    assert ended.error == "AddressInUse"


def test_the_bank_logs_in_to_a_daybook_that_keeps_what_it_does_not_know(
    environment: dict[str, str], daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    who = ("bank@example.com", "--name", "The bank", "--role", "bank", "-o", "json")
    let_in = daybook("user", "create", *who).json
    proof = {"DAYBOOK_BANK_USER": "bank@example.com", "DAYBOOK_BANK_PASSWORD": let_in["password"]}
    reader = {"Authorization": f"Bearer {daybook('token', 'ann@example.com').out.strip()}"}

    with served(environment) as server:
        there = f"{server.url}/v1/bank/pain002"
        with bank(tmp_path / "bank", "--report-to", there, "--report-after", 0, **proof) as running:
            file = PainFiles().write(of_all_kinds())
            httpx.put(f"{running.url}/files/{MESSAGE_ID}", content=file).raise_for_status()
            until(lambda: all(each["deliveredAt"] for each in running.listed("reports")))
        with httpx.Client(base_url=server.url, headers=reader, timeout=PATIENCE) as http:
            until(lambda: len(http.get("/v1/bank/reports").json()["items"]) == 2)
            kept = http.get("/v1/bank/reports").json()["items"]
    assert {each["originalMessageId"] for each in kept} == {MESSAGE_ID}
