"""Secrets that somebody else could know, and addresses where that would matter.

What Daybook makes up for itself is good enough while only this machine can ask. Whoever serves others
has seen to the keys that sign access tokens, and lets nobody guess the way into the database.

A master key of personal data that Daybook made is no default: unlike a signing key it opens nothing by
itself, only for somebody who has the database too. One that somebody gives must not be made up by hand.
"""

import base64
import binascii
import socket
from collections.abc import Iterator
from ipaddress import ip_address

from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from infrastructure.fault import Fault
from infrastructure.mail.address import smtp_server
from infrastructure.privacy.master_keys import given_master_keys
from infrastructure.security.key_files import KeyFolder
from infrastructure.settings import Settings

WELL_KNOWN = frozenset(
    {
        "admin",
        "changeme",
        "change-me",
        "choose-another",
        "choose-one",
        "daybook",
        "default",
        "example",
        "guest",
        "letmein",
        "password",
        "postgres",
        "root",
        "secret",
        "test",
        "token",
        "user",
    }
)
"""What documentation and container images say, ours among them."""


_LEAST_KINDS_OF_BYTES = 16


class DefaultSecret(Fault):
    """A secret is a default, and others than this machine could use it."""


def refuse_default_secrets(settings: Settings) -> None:
    """Raises DefaultSecret when others than this machine reach the server and a secret is a default."""
    if not is_open_to_others(settings):
        return
    for fault in default_secrets(settings):
        raise fault


def default_secrets(settings: Settings) -> Iterator[DefaultSecret]:
    """Every secret that is a default, with what to do about it."""
    if not KeyFolder(settings.key_folder).chosen(named=settings.keys is not None):
        yield DefaultSecret(
            f"others can reach {_place(settings)}, and nobody has chosen the keys that sign access tokens",
            "daybook keys rotate makes one for this installation; or let DAYBOOK_KEYS name the folder "
            "of yours; or serve this machine alone with DAYBOOK_HOST=127.0.0.1 and without proxies",
        )
    addresses = {
        "DATABASE_URL": settings.database_url,
        "DAYBOOK_OWNER_DATABASE_URL": settings.owner_database_url,
    }
    for variable, address in addresses.items():
        if address is not None and _is_guessed(address):
            yield _well_known(variable, "password in", settings)
    token = settings.bank_token
    if token is not None and token.get_secret_value().lower() in WELL_KNOWN:
        yield _well_known("DAYBOOK_BANK_TOKEN", "token in", settings)
    mail = settings.smtp_url
    if mail is not None and _is_guessed_for_mail(mail):
        yield _well_known("DAYBOOK_SMTP_URL", "password in", settings)
    if any(_was_typed(key) for key in given_master_keys(settings)):
        yield _well_known("DAYBOOK_MASTER_KEY", "key in", settings)


def is_open_to_others(settings: Settings) -> bool:
    """Whether others than this machine reach the server, by its address or through a trusted proxy."""
    return not is_loopback(settings.host) or bool(settings.trusted_proxies)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address or name; one that nobody knows might be anywhere."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM) if host else []
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ip_address(str(each[4][0])).is_loopback for each in found)


def _is_guessed(address: SecretStr) -> bool:
    parts = conninfo_to_dict(address.get_secret_value())
    password = str(parts.get("password") or "").lower()
    return password in WELL_KNOWN or (password != "" and password == parts.get("user"))


def _is_guessed_for_mail(address: SecretStr) -> bool:
    server = smtp_server(address.get_secret_value())
    password = (server.password or "").lower()
    return password in WELL_KNOWN or (password != "" and password == server.user)


def _was_typed(key: str) -> bool:
    """Whether somebody thought of a master key: by chance no 32 bytes repeat so much or are all letters."""
    try:
        made = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False  # it is no key, which whoever opens it says
    return len(set(made)) < _LEAST_KINDS_OF_BYTES or all(0x20 <= byte < 0x7F for byte in made)


def _well_known(variable: str, what: str, settings: Settings) -> DefaultSecret:
    return DefaultSecret(
        f"others can reach {_place(settings)}, and the {what} {variable} is a well-known one",
        f"choose another, and tell it by {variable} or {variable}_FILE",
    )


def _place(settings: Settings) -> str:
    """Where others come in."""
    if is_loopback(settings.host):
        return f"{settings.host} through DAYBOOK_TRUSTED_PROXIES"
    return settings.host or "every address"
