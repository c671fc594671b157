"""What a bank says is read from every version alike; what is no report is refused in a sentence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.payments.instructions import Level, StatusEntry
from application.ports.status_reports import MalformedReport
from infrastructure.bank.pain_002 import CHECKED_BY, PainReports
from tests.infrastructure.bank.reports import VERSIONS, report

BATCH = "3f2504e04f8941d39a0c0305e82c3301001"
OTHER_BATCH = "3f2504e04f8941d39a0c0305e82c3301002"
TRANSFER = {"level": Level.TRANSACTION, "payment_info_id": BATCH}
ENTRIES = (
    StatusEntry(level=Level.GROUP, status="PART"),
    StatusEntry(level=Level.PAYMENT_INFORMATION, payment_info_id=BATCH, status="PART"),
    StatusEntry.model_validate(
        TRANSFER | {"end_to_end_id": "RUN-1", "instruction_id": "RUN-1", "status": "ACSC"}
    ),
    StatusEntry.model_validate(
        TRANSFER
        | {"end_to_end_id": "RUN-2", "status": "RJCT", "reason_code": "AC04"}
        | {"reason_text": "The account is closed. Ask the payee."}
    ),
    StatusEntry.model_validate(
        TRANSFER | {"instruction_id": "RUN-3", "status": "RJCT", "reason_code": "HOUSE RULE 7"}
    ),
    StatusEntry(
        level=Level.PAYMENT_INFORMATION,
        payment_info_id=OTHER_BATCH,
        status="RJCT",
        reason_code="AM04",
    ),
)


def refused(xml: bytes) -> str:
    """The sentence with which bytes are refused."""
    with pytest.raises(MalformedReport) as found:
        PainReports().read(xml)
    return found.value.detail


@pytest.mark.parametrize("version", VERSIONS)
def test_a_report_says_the_same_in_every_version(version: str) -> None:
    read = PainReports().read(report(version))
    assert read.message_id == "BANK-2026-11-23-0007"
    assert read.created_at == datetime(2026, 11, 23, 7, 15, 30, 250_000, UTC)
    assert read.original_message_id == "3f2504e04f8941d39a0c0305e82c3301"
    assert read.group_status == "PART"
    assert read.entries == ENTRIES


def test_every_version_that_is_read_is_tested() -> None:
    assert {f"pain.002.001.{version}" for version in VERSIONS} == CHECKED_BY.keys()


def test_a_bank_that_names_no_time_zone_means_utc() -> None:
    read = PainReports().read(report(before=":30.250+01:00", after=":30"))
    assert read.created_at == datetime(2026, 11, 23, 8, 15, 30, tzinfo=UTC)


def test_a_report_on_the_file_alone_is_enough() -> None:
    whole = report().decode()
    start, end = whole.index("<OrgnlPmtInfAndSts>"), whole.rindex("</OrgnlPmtInfAndSts>")
    only = whole[:start] + whole[end + len("</OrgnlPmtInfAndSts>") :]
    assert PainReports().read(only.encode()).entries == ENTRIES[:1]


def test_words_of_the_bank_cannot_turn_the_reading_direction_or_hold_controls() -> None:
    read = PainReports().read(report(before="is closed", after="is\u202e \u0085  \u009bclosed"))
    assert read.entries[3].reason_text == "The account is closed. Ask the payee."


def test_what_a_bank_appends_for_itself_is_left_alone() -> None:
    extra = '<SplmtryData><Envlp><x xmlns="urn:bank">secret</x></Envlp></SplmtryData>'
    end = "</CstmrPmtStsRpt>"
    assert PainReports().read(report(before=end, after=extra + end)).entries == ENTRIES


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("pain.002.001.12", "pain.002.001.02", "no pain.002 of a version that is read"),
        ("pain.002.001.12", "pain.001.001.09", "no pain.002 of a version that is read"),
        ("urn:iso:std", "urn:others:std", "no pain.002 of a version that is read"),
        ("Document", "Dokument", "no pain.002 of a version that is read"),
        ("CstmrPmtStsRpt", "CstmrCdtTrfInitn", "not valid by the schema of pain.002.001.12"),
        ("<GrpSts>PART</GrpSts>", "<GrpSts>PARTIAL</GrpSts>", "not valid by the schema"),
        ("<GrpSts>PART</GrpSts>", "<GrpSts>P RT</GrpSts>", "cannot be used: status"),
        ("<MsgId>BANK-2026-11-23-0007</MsgId>", "", "not valid by the schema"),
        ("BANK-2026-11-23-0007", "   ", "cannot be used: message_?[iI]d"),
        ("BANK-2026-11-23-0007", "B" * 36, "not valid by the schema"),
        ("2026-11-23T08:15:30.250+01:00", "yesterday", "not valid by the schema"),
        ("2026-11-23T08:15:30.250+01:00", "12026-11-23T08:15:30", "cannot be used"),
        ("2026-11-23T08:15:30.250+01:00", "0001-01-01T00:00:00+14:00", "cannot be used"),
        ("<TxSts>ACSC</TxSts>", "<TxSts>ACSC</TxSts><Pay>1</Pay>", "not valid by the schema"),
    ],
)
def test_what_is_not_valid_is_refused_in_a_sentence(before: str, after: str, why: str) -> None:
    with pytest.raises(MalformedReport, match=why):
        PainReports().read(report(before=before, after=after))


def test_an_element_of_another_namespace_is_no_status() -> None:
    foreign = '<x:TxSts xmlns:x="urn:x">ACSC</x:TxSts>'
    assert "not valid" in refused(report(before="<TxSts>ACSC</TxSts>", after=foreign))


def test_an_element_of_the_version_that_checks_is_not_one_of_the_version_that_is_said() -> None:
    newer = '<GrpSts xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12">PART</GrpSts>'
    given = report("10", before="<GrpSts>PART</GrpSts>", after=newer)
    assert "not valid by the schema of pain.002.001.10" in refused(given)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused_and_nothing_else_happens(noise: bytes) -> None:
    assert refused(noise)


@given(st.data())
def test_a_report_that_was_damaged_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    whole = report()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + data.draw(st.binary(max_size=4)) + whole[place + 1 :]
    try:
        read = PainReports().read(damaged)
    except MalformedReport as found:
        assert found.detail  # noqa: PT017 - either outcome is right
    else:
        assert read.message_id
