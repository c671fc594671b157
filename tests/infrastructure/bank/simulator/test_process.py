"""The simulated bank reports what became of each transfer, and misbehaves exactly as it is told to."""

import signal
from pathlib import Path

import httpx
import pytest

from application.payments.instructions import Level, StatusEntry, StatusReport
from infrastructure.bank.hardened import parsed
from infrastructure.bank.pain_001 import PainFiles
from infrastructure.bank.pain_002 import PainReports
from infrastructure.bank.schema import Schema, why_invalid
from tests.api.cli.command_line import PATIENCE, until
from tests.infrastructure.bank.bank_process import RunningBank, bank
from tests.infrastructure.bank.customer import EMAIL, PASSWORD, TOKEN, ReportDesk, report_desk
from tests.infrastructure.bank.instructions import MESSAGE_ID, of_all_kinds, with_id

FILE = PainFiles().write(of_all_kinds())
SOON = ("--report-after", "0")


def telling(desk: ReportDesk, *more: object) -> tuple[object, ...]:
    """What a bank is told so that it reports at once to a customer."""
    return ("--report-to", desk.url, "--report-token", TOKEN, *SOON, *more)


def of_transfers(report: StatusReport) -> dict[str, StatusEntry]:
    """What is said of each transfer, by the end of its id."""
    return {
        (entry.end_to_end_id or "")[-1]: entry
        for entry in report.entries
        if entry.level is Level.TRANSACTION
    }


def next_report(desk: ReportDesk) -> StatusReport:
    """The next report, read as Daybook reads it."""
    return PainReports().read(desk.next_report())


@pytest.mark.parametrize(
    ("version", "schema"), [("03", Schema.PAIN_002_03), ("12", Schema.PAIN_002_12), ("10", None)]
)
async def test_the_bank_says_first_that_it_has_a_file_and_then_what_became_of_it(
    tmp_path: Path, version: str, schema: Schema | None
) -> None:
    with report_desk() as desk, bank(tmp_path, *telling(desk, "--report-version", version)) as it:
        await it.client().submit(MESSAGE_ID, FILE)
        raw = [desk.next_report(), desk.next_report()]
    assert all(f"pain.002.001.{version}".encode() in each for each in raw)
    if schema is not None:
        assert [why_invalid(parsed(each), schema) for each in raw] == ["", ""]
    first, second = (PainReports().read(each) for each in raw)
    assert first.original_message_id == second.original_message_id == MESSAGE_ID
    assert (first.group_status, of_transfers(first)) == ("ACTC", {})
    assert second.group_status == "ACSC"
    assert first.created_at < second.created_at
    assert {name: entry.status for name, entry in of_transfers(second).items()} == dict.fromkeys(
        "1234", "ACSC"
    )


async def test_a_transfer_to_one_account_is_rejected_with_the_reason(tmp_path: Path) -> None:
    reject = {
        "reason": "AC04",
        "text": "The account is closed",
        "iban": "FR1420041010050500013M02606",
    }
    with report_desk() as desk, bank(tmp_path, *telling(desk)) as it:
        it.fault(rejectWith=reject)
        await it.client().submit(MESSAGE_ID, FILE)
        assert next_report(desk).group_status == "ACTC"
        second = next_report(desk)
        assert [status for _, _, status in it.booked()] == ["RJCT", "RJCT", "ACSC", "ACSC"]
    assert second.group_status == "PART"
    batch = [entry.status for entry in second.entries if entry.level is Level.PAYMENT_INFORMATION]
    assert batch == ["RJCT", "ACSC", "ACSC"]
    told = of_transfers(second)
    assert (told["1"].status, told["2"].status) == ("RJCT", "ACSC")
    assert (told["1"].reason_code, told["1"].reason_text) == ("AC04", "The account is closed")


async def test_every_nth_transfer_that_is_booked_is_rejected(tmp_path: Path) -> None:
    with bank(tmp_path, "--faults", '{"rejectWith": {"reason": "AM04", "everyNth": 3}}') as it:
        for name in ("a" * 32, "b" * 32):
            await it.client().submit(name, PainFiles().write(with_id(of_all_kinds(), name)))
        statuses = [each["status"] for each in it.listed("transfers")]
    assert statuses == ["ACSC", "ACSC", "RJCT", "ACSC", "ACSC", "RJCT", "ACSC", "ACSC"]


async def test_reports_are_turned_round_and_doubled_when_the_bank_is_told_to(
    tmp_path: Path,
) -> None:
    with report_desk() as desk, bank(tmp_path, *telling(desk)) as it:
        it.fault(reorder=True, answerTwice=True)
        await it.client().submit(MESSAGE_ID, FILE)
        came = [next_report(desk) for _ in range(4)]
        until(lambda: [each["deliveries"] for each in it.listed("reports")] == [2, 2])
    assert [each.group_status for each in came] == ["ACSC", "ACSC", "ACTC", "ACTC"]
    assert came[0] == came[1]


async def test_a_report_may_tell_of_a_transfer_that_nobody_asked_for(tmp_path: Path) -> None:
    with report_desk() as desk, bank(tmp_path, *telling(desk)) as it:
        it.fault(unknownReference=True)
        await it.client().submit(MESSAGE_ID, FILE)
        next_report(desk)
        told = next_report(desk)
    assert "NOBODY-ASKED-FOR-THIS" in {entry.end_to_end_id for entry in told.entries}


async def test_a_report_is_delivered_again_until_it_is_acknowledged(tmp_path: Path) -> None:
    with report_desk(500, 503, 404) as desk, bank(tmp_path, *telling(desk)) as it:
        await it.client().submit(MESSAGE_ID, FILE)
        assert [next_report(desk).group_status for _ in range(2)] == ["ACTC", "ACSC"]


async def test_a_report_that_could_not_be_delivered_is_when_the_bank_is_back(
    tmp_path: Path,
) -> None:
    with report_desk() as desk:
        with bank(tmp_path, "--faults", '{"acceptAndDie": true}') as it:
            with pytest.raises(Exception, match="bank"):
                await it.client().submit(MESSAGE_ID, FILE)
            assert it.process.wait(PATIENCE) == -signal.SIGKILL
        with bank(tmp_path, *telling(desk)):
            assert [next_report(desk).group_status for _ in range(2)] == ["ACTC", "ACSC"]


async def test_the_bank_logs_in_to_report_and_again_when_its_token_is_no_longer_taken(
    tmp_path: Path,
) -> None:
    known = {"DAYBOOK_BANK_USER": EMAIL, "DAYBOOK_BANK_PASSWORD": PASSWORD}
    with (
        report_desk(200, 401) as desk,
        bank(tmp_path, "--report-to", desk.url, *SOON, **known) as it,
    ):
        await it.client().submit(MESSAGE_ID, FILE)
        assert next_report(desk).group_status == "ACSC"
        assert desk.log_ins == 2


def handed_over(it: RunningBank, xml: bytes) -> tuple[int, str]:
    """What is answered to bytes of somebody else, and why."""
    answer = httpx.put(f"{it.url}/files/{MESSAGE_ID}", content=xml)
    return answer.status_code, answer.json().get("reason", "")


def test_the_bank_counts_and_adds_for_itself(tmp_path: Path) -> None:
    text = FILE.decode()
    with bank(tmp_path) as it:
        for before, after, why in (
            ("<NbOfTxs>4<", "<NbOfTxs>5<", "the file says it has 5 transfers, and has 4"),
            ("<CtrlSum>8527.83<", "<CtrlSum>8527.84<", "comes to 8527.84, and comes to 8527.83"),
            ("<NbOfTxs>2<", "<NbOfTxs>1<", f"{MESSAGE_ID}001 says it has 1 transfers, and has 2"),
            ("<CtrlSum>980.01<", "<CtrlSum>0.01<", f"{MESSAGE_ID}002 says it comes to 0.01"),
            (f"<MsgId>{MESSAGE_ID}<", "<MsgId>another<", "MsgId is not"),
            ("<PmtMtd>TRF<", "<PmtMtd>XXX<", "not valid by the schema"),
            ("pain.001.001.09", "pain.001.001.12", "the file is none of"),
            ("<Document", "<!DOCTYPE Document><Document", "document type"),
            ("</Document>", "", "not well-formed"),
        ):
            assert before in text
            status, reason = handed_over(it, text.replace(before, after, 1).encode())
            assert (status, why in reason) == (422, True), reason
        assert it.listed("files") == []
        assert handed_over(it, FILE)[0] == 202


def test_the_bank_shows_what_it_was_given_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    with bank(tmp_path) as it:
        handed_over(it, FILE)
        assert httpx.get(f"{it.url}/files/{MESSAGE_ID}").content == FILE
        assert httpx.get(f"{it.url}/files/another").status_code == 404
        assert httpx.get(f"{it.url}/nonsense").status_code == 404
        (file,) = it.listed("files")
        assert (file["messageId"], file["kind"], file["transfers"]) == (
            MESSAGE_ID,
            "pain.001.001.09",
            4,
        )
        it.fault(down=True)
        assert httpx.get(f"{it.url}/faults").json()["down"] is True
        assert httpx.put(f"{it.url}/faults", json={"upside": True}).status_code == 422
        assert httpx.put(f"{it.url}/faults", content=b"nonsense").status_code == 422
        assert httpx.get(f"{it.url}/faults").json()["down"] is True


def test_the_key_of_the_server_is_its_own_and_outlives_it(tmp_path: Path) -> None:
    for _ in range(2):
        with bank(tmp_path, "--tls") as it:
            assert it.listed("files") == []
            assert it.url.startswith("https://127.0.0.1:")
            trusted = (tmp_path / "ca.pem").read_bytes()
    assert trusted == (tmp_path / "ca.pem").read_bytes()
    assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0
