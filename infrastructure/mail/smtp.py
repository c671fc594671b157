"""Mail over SMTP, encrypted unless it does not leave the machine."""

import ssl
from pathlib import Path

import aiosmtplib

from application.ports.mail import MailRefused, MailUnavailable, Message
from domain.shared.email_address import EmailAddress
from infrastructure.mail.address import SmtpServer
from infrastructure.mail.writing import write

_PATIENCE_SECONDS = 20.0


class SmtpMail:
    """Implements `Mail`; one connection for each mail, because there are few."""

    def __init__(self, server: SmtpServer, sender: str, authority: Path | None = None) -> None:
        self._server = server
        self._sender = sender
        self._authority = authority

    async def send(self, message: Message) -> None:
        """Returns when the server has taken it; raises `MailUnavailable`, `MailRefused`."""
        server = self._server
        try:
            await aiosmtplib.send(
                write(message, self._sender),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.scheme == "smtps",
                start_tls=server.scheme == "smtp",
                tls_context=self._trust(),
                timeout=_PATIENCE_SECONDS,
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as failure:
            code = _code(failure)
            if 500 <= code < 600 and not isinstance(failure, aiosmtplib.SMTPAuthenticationError):
                raise MailRefused(f"the mail server answers {code}") from None
            raise MailUnavailable(f"the mail server answers {code}") from None
        except (aiosmtplib.SMTPException, OSError) as failure:
            raise MailUnavailable(
                f"the mail server cannot be used: {type(failure).__name__}"
            ) from None

    async def withdraw(self, to: EmailAddress) -> int:
        """None: what a mail server has taken is on its way."""
        return 0

    def _trust(self) -> ssl.SSLContext | None:
        if self._server.scheme == "smtp+plain":
            return None
        return ssl.create_default_context(cafile=self._authority)


def _code(failure: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPResponseException) -> int:
    """What the server said; of several recipients, the first."""
    if isinstance(failure, aiosmtplib.SMTPRecipientsRefused):
        return int(failure.recipients[0].code)
    return int(failure.code)
