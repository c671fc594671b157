"""Mail without a mail server: each is a file that every mail program opens."""

import asyncio
import os
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path
from uuid import uuid4

from application.ports.mail import MailUnavailable, Message
from domain.shared.email_address import EmailAddress
from infrastructure.mail.writing import write


class MailFolder:
    """Implements `Mail`; only the owner of the folder can read it, because mails hold secrets."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, message: Message) -> None:
        """The mail is there as a whole or not at all."""
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as failure:
            raise MailUnavailable(
                f"the mail folder cannot be written: {failure.strerror}"
            ) from failure

    async def withdraw(self, to: EmailAddress) -> int:
        """Delete the mails to an address that nobody has fetched, also one that was never finished."""
        try:
            return await asyncio.to_thread(self._delete, to)
        except OSError as failure:
            raise MailUnavailable(
                f"the mail folder cannot be cleaned: {failure.strerror}"
            ) from failure

    def _delete(self, to: EmailAddress) -> int:
        if not self._folder.exists():
            return 0
        theirs = [each for each in self._folder.iterdir() if each.is_file() and _is_to(each, to)]
        for path in theirs:
            path.unlink(missing_ok=True)
        return len(theirs)

    def _write(self, message: Message) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self._folder / f".{message.id}.{uuid4().hex}"
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(bytes(write(message, self._sender)))
        made.rename(self._folder / f"{message.id}.eml")


def _is_to(path: Path, address: EmailAddress) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False  # it was fetched meanwhile
    parsed = BytesHeaderParser(policy=policy.default).parsebytes(content)
    receivers = getaddresses(str(each) for each in parsed.get_all("To", []))
    return any(found.casefold() == address.casefold() for _, found in receivers)
