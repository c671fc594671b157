"""Mail, as far as the use cases know it: what it says, not how it looks or travels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.shared.email_address import EmailAddress


class MailUnavailable(Exception):
    """The mail could not be handed over now; trying again may help."""


class MailRefused(Exception):
    """The mail server will never take this mail."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail from one of our templates; what is sent again under the same id is the same mail."""

    id: str
    to: EmailAddress
    template: str
    values: Mapping[str, str] = field(repr=False)


class Mail(Protocol):
    """Hands mails over to whoever delivers them."""

    async def send(self, message: Message) -> None:
        """Returns when somebody else is responsible for it; raises `MailUnavailable`, `MailRefused`."""

    async def withdraw(self, to: EmailAddress) -> int:
        """Take back what still lies here for an address; how many mails. Raises `MailUnavailable`.

        What was handed over to somebody else is theirs.
        """
