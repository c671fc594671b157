"""The address of a mail server, without loading what it takes to reach one."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

SCHEMES = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
"""TLS from the first byte, TLS by STARTTLS, and none; with the ports that are usual for them."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, and as whom."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def smtp_server(url: str) -> SmtpServer:
    """The server that an address names; raises ValueError, without repeating the address."""
    wanted = "it must look like smtps://user:password@host:465 or smtp://host:587"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(wanted) from None  # what cannot be read may be a part of the password
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(wanted)
    if parts.scheme == "smtp+plain" and parts.hostname not in _LOOPBACK:
        raise ValueError("smtp+plain does not encrypt, which is for a server on this machine only")
    return SmtpServer(
        parts.scheme,
        parts.hostname,
        port or SCHEMES[parts.scheme],
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
    )
