"""Mails in a folder: whole or not there, for their owner alone, and gone when somebody is forgotten."""

from pathlib import Path

import pytest

from application.ports.mail import MailUnavailable, Message
from domain.shared.email_address import EmailAddress
from infrastructure.mail.folder import MailFolder

ANN, BEN = EmailAddress("ann.canary@example.com"), EmailAddress("ben@example.com")
SENDER = "Daybook <daybook@example.com>"


def message(number: int, to: EmailAddress) -> Message:
    values = {"name": "Ann Canary", "tenant": "Acme", "email": to}
    return Message(f"m{number}", to, "password-changed", values)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


async def test_a_mail_that_is_sent_again_is_one_file_that_only_its_owner_reads(
    tmp_path: Path,
) -> None:
    folder = MailFolder(tmp_path / "mail", SENDER)
    for _ in range(2):
        await folder.send(message(1, ANN))
    (sent,) = (tmp_path / "mail").iterdir()
    assert sent.name == "m1.eml"
    assert sent.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


async def test_all_mails_to_an_address_are_taken_back_and_no_others(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path, SENDER)
    for number, to in enumerate((ANN, BEN, ANN, EmailAddress(f"x{ANN}"))):
        await folder.send(message(number, to))
    unfinished = tmp_path / ".m9.4fd1"
    unfinished.write_bytes((tmp_path / "m0.eml").read_bytes())
    (tmp_path / "notes.txt").write_text(f"{ANN} is mentioned\n")
    assert await folder.withdraw(ANN) == 3
    assert names(tmp_path) == {"m1.eml", "m3.eml", "notes.txt"}
    assert await folder.withdraw(ANN) == 0


async def test_where_no_mail_was_ever_sent_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    assert await MailFolder(tmp_path / "mail", SENDER).withdraw(ANN) == 0


async def test_a_folder_that_cannot_be_read_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = MailFolder(tmp_path, SENDER)
    await folder.send(message(1, ANN))

    def refuses(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuses)
    with pytest.raises(MailUnavailable):
        await folder.withdraw(ANN)
