"""Mail without a mail server: each is a file that every mail program opens."""

import asyncio
import os
from pathlib import Path
from uuid import uuid4

from application.ports.mail import MailUnavailable, Message
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

    def _write(self, message: Message) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self._folder / f".{message.id}.{uuid4().hex}"
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(bytes(write(message, self._sender)))
        made.rename(self._folder / f"{message.id}.eml")
