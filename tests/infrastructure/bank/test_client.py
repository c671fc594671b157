"""A payment file reaches the bank once or it is clear that it may not have; nobody else ever gets it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from application.ports.bank import Bank, BankHoldsAnother, BankRefused, BankUnreachable
from infrastructure.bank.client import BankAccess, BankCertificatesUnusable, HttpsBank, Patience
from infrastructure.bank.connected import NoBank, bank_of
from infrastructure.bank.pain_001 import PainFiles
from infrastructure.settings import Settings
from tests.infrastructure.bank.bank_process import RunningBank, bank
from tests.infrastructure.bank.instructions import MESSAGE_ID, of_all_kinds, with_id

FILE = PainFiles().write(of_all_kinds())
IMPATIENT = Patience(connect=5.0, silence=0.3, whole=0.6)
BOOKED = [
    (f"H4SQJYCPRFA5HGQMAMC6QLBTAE-{number}", amount, "ACSC")
    for number, amount in ((1, "1020.00"), (3, "0.01"), (2, "980.01"), (4, "6527.81"))
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBank]:
    """A bank with HTTPS that tests of this module share, each with files of its own."""
    with bank(tmp_path_factory.mktemp("bank"), "--tls") as running:
        yield running


@pytest.fixture
def open_bank(shared: RunningBank) -> RunningBank:
    """The shared bank with nothing wrong."""
    shared.fault()
    return shared


def file_of(message_id: str) -> bytes:
    """A valid file of that id."""
    return PainFiles().write(with_id(of_all_kinds(), message_id))


def came(running: RunningBank, message_id: str) -> int:
    """How many transfers the bank booked of a file."""
    return sum(1 for each in running.listed("transfers") if each["messageId"] == message_id)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[tuple[HttpsBank, list[bytes]]]:
    """Somebody who is no bank and answers every request with the same bytes, and what they were sent."""
    asked: list[bytes] = []

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        if answer:
            writer.close()

    server = await asyncio.start_server(answered, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield HttpsBank(BankAccess(f"http://127.0.0.1:{port}", patience=IMPATIENT)), asked


def said(status: str, body: bytes, *headers: str) -> bytes:
    """An answer as it is on the wire."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def test_a_file_is_handed_over_by_https_and_booked(tmp_path: Path) -> None:
    with bank(tmp_path, "--tls") as running:
        receipt = await running.client().submit(MESSAGE_ID, FILE)
        assert (receipt.message_id, receipt.repeated) == (MESSAGE_ID, False)
        assert receipt.received_at.tzinfo is not None
        assert running.booked() == BOOKED


async def test_the_same_file_again_is_the_same_receipt_and_no_second_payment(
    open_bank: RunningBank,
) -> None:
    name = "a" * 32
    first = await open_bank.client().submit(name, file_of(name))
    again = await open_bank.client().submit(name, file_of(name))
    assert (again.received_at, again.repeated) == (first.received_at, True)
    assert came(open_bank, name) == len(BOOKED)


async def test_many_at_the_same_instant_are_one_payment(open_bank: RunningBank) -> None:
    name = "b" * 32
    tries = (open_bank.client().submit(name, file_of(name)) for _ in range(8))
    receipts = await asyncio.gather(*tries)
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert came(open_bank, name) == len(BOOKED)


async def test_other_bytes_under_the_same_id_are_neither_booked_nor_taken_for_a_refusal(
    open_bank: RunningBank,
) -> None:
    name = "c" * 32
    await open_bank.client().submit(name, file_of(name))
    with pytest.raises(BankHoldsAnother, match="another file came under this message id"):
        await open_bank.client().submit(name, file_of(name) + b"\n")
    assert came(open_bank, name) == len(BOOKED)


async def test_a_file_that_the_bank_cannot_carry_out_is_refused_with_its_reason(
    open_bank: RunningBank,
) -> None:
    with pytest.raises(BankRefused, match="handed over") as refused:
        await open_bank.client().submit("d" * 32, FILE)
    assert refused.value.reason.startswith("the file's MsgId is not")
    open_bank.fault(refuseWith="the account is overdrawn")
    with pytest.raises(BankRefused, match="the account is overdrawn"):
        await open_bank.client().submit("d" * 32, file_of("d" * 32))
    assert came(open_bank, "d" * 32) == 0


async def test_a_bank_that_is_down_has_not_refused_anything(open_bank: RunningBank) -> None:
    name = "e" * 32
    open_bank.fault(down=True)
    with pytest.raises(BankUnreachable, match="503 the bank is closed"):
        await open_bank.client().submit(name, file_of(name))
    open_bank.fault()
    assert not (await open_bank.client().submit(name, file_of(name))).repeated


async def test_a_slow_bank_may_have_booked_and_is_asked_again(open_bank: RunningBank) -> None:
    name = "f" * 32
    open_bank.fault(slowSeconds=2)
    with pytest.raises(BankUnreachable, match="did not answer in time"):
        await open_bank.client(IMPATIENT).submit(name, file_of(name))
    open_bank.fault()
    assert (await open_bank.client().submit(name, file_of(name))).repeated
    assert came(open_bank, name) == len(BOOKED)


async def test_a_bank_that_dies_after_booking_knows_the_file_when_it_is_back(
    tmp_path: Path,
) -> None:
    with bank(tmp_path, "--tls", "--faults", '{"acceptAndDie": true}') as running:
        with pytest.raises(BankUnreachable):
            await running.client().submit(MESSAGE_ID, FILE)
        assert running.process.wait(timeout=30) < 0
        with pytest.raises(BankUnreachable, match="cannot be reached"):
            await running.client().submit(MESSAGE_ID, FILE)
    with bank(tmp_path, "--tls") as back:
        assert (await back.client().submit(MESSAGE_ID, FILE)).repeated
        assert back.booked() == BOOKED


async def test_a_customer_without_the_token_is_not_let_in_and_nothing_is_refused(
    tmp_path: Path,
) -> None:
    with bank(tmp_path, DAYBOOK_BANK_TOKEN="of-acme") as running:
        for token in (None, "of-somebody-else"):
            with pytest.raises(BankUnreachable, match="401"):
                await running.client(token=token).submit(MESSAGE_ID, FILE)
        assert not (await running.client(token="of-acme").submit(MESSAGE_ID, FILE)).repeated


async def test_a_bank_that_another_authority_vouches_for_is_given_nothing(
    open_bank: RunningBank, tmp_path: Path
) -> None:
    with bank(tmp_path, "--tls") as other:
        assert other.ca is not None
        for authorities in (other.ca, None):
            stranger = HttpsBank(BankAccess(open_bank.url, authorities))
            with pytest.raises(BankUnreachable, match="certificate verify failed"):
                await stranger.submit("9" * 32, file_of("9" * 32))
    assert came(open_bank, "9" * 32) == 0


async def test_a_redirect_is_not_followed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as thief:
        thief.setblocking(False)
        place = f"location: http://127.0.0.1:{thief.getsockname()[1]}/files/x"
        async with answering(said("307 Temporary Redirect", b"", place)) as (client, asked):
            with pytest.raises(BankUnreachable, match="answered 307"):
                await client.submit(MESSAGE_ID, FILE)
        assert len(asked) == 1
        with pytest.raises(BlockingIOError):
            thief.accept()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        said("200 OK", b"<html>welcome</html>"),
        said("200 OK", b"[]"),
        said("200 OK", b'{"messageId": "another", "receivedAt": "2026-11-21T10:00:00Z"}'),
        said("200 OK", b'{"messageId": "%b"}' % MESSAGE_ID.encode()),
        said("200 OK", b'{"messageId":"%b","receivedAt":"2026-11-21T10:00"}' % MESSAGE_ID.encode()),
        said("200 OK", b" " * 100_000),
        said("400 Bad Request", b"<html>proxy</html>"),
        said("422 Unprocessable", b"<html>proxy</html>"),
        said("422 Unprocessable", b'{"messageId": "another", "reason": "no"}'),
        said("404 Not Found", b""),
        said("413 Too Large", b""),
        said("500 Internal Server Error", b""),
    ],
)
async def test_an_answer_that_is_neither_yes_nor_no_leaves_it_open(answer: bytes) -> None:
    async with answering(answer) as (client, asked):
        with pytest.raises(BankUnreachable) as open_still:
            await client.submit(MESSAGE_ID, FILE)
    assert not isinstance(open_still.value, BankHoldsAnother)
    assert len(asked) == 1


async def test_the_request_names_the_file_and_is_safe_to_repeat() -> None:
    async with answering(said("404 Not Found", b"")) as (client, asked):
        with pytest.raises(BankUnreachable):
            await client.submit(MESSAGE_ID, FILE)
    (request,) = asked
    assert request.startswith(f"PUT /files/{MESSAGE_ID} HTTP/1.1\r\n".encode())
    assert f"idempotency-key: {MESSAGE_ID}".encode() in request


async def test_without_a_bank_files_wait(tmp_path: Path) -> None:
    nowhere: Bank = bank_of(Settings(home=tmp_path))
    assert isinstance(nowhere, NoBank)
    with pytest.raises(BankUnreachable, match="DAYBOOK_BANK_URL"):
        await nowhere.submit(MESSAGE_ID, FILE)


async def test_the_settings_name_the_bank(open_bank: RunningBank, tmp_path: Path) -> None:
    name = "0" * 32
    chosen = Settings(home=tmp_path, bank_url=f"{open_bank.url}/", bank_ca=open_bank.ca)
    assert (await bank_of(chosen).submit(name, file_of(name))).message_id == name


def test_a_file_without_certificates_is_told_at_the_start(tmp_path: Path) -> None:
    nothing = tmp_path / "ca.pem"
    nothing.write_text("no certificate")
    with pytest.raises(BankCertificatesUnusable, match="DAYBOOK_BANK_CA"):
        HttpsBank(BankAccess("https://bank.example", nothing))
