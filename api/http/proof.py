"""What a request shows to prove whom it comes from."""

from api.http.exchange import Exchange
from application.ports.key_secrets import MARK

_BEARER = "bearer "
"""The scheme and its space; RFC 9110 takes a scheme in capitals and small letters alike."""

_LONGEST_TOKEN = 8192
_AUTHORIZATION, _API_KEY = b"authorization", b"x-api-key"


def proof_of(exchange: Exchange) -> str | None:
    """The token or key that came; whoever shows two things at once has shown nothing."""
    header, key = exchange.header(_AUTHORIZATION), exchange.header(_API_KEY)
    if key is not None:
        return key if header is None and key.startswith(MARK) else None
    if header is None or len(header) > _LONGEST_TOKEN:
        return None
    if header[: len(_BEARER)].lower() != _BEARER:
        return None
    return header[len(_BEARER) :].strip()
