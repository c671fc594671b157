"""Where the bank answers, and that nobody can listen on the way there."""

from ipaddress import ip_address
from urllib.parse import urlsplit

_WANTED = "it must be https://, or http:// for a bank simulator on this machine"


def bank_address(text: str) -> str:
    """The address without a slash at its end; raises ValueError with what is wrong, without repeating it."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("it must be an address like https://bank.example/payments") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise ValueError(_WANTED)
    if not host:
        raise ValueError("it must name a host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("it must have no user, query or fragment; a token is told apart from it")
    return text.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
