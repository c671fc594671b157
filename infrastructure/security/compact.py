"""Reading a JWT as it is written, before anything in it is believed."""

import base64
import json
import re
from typing import Any

from jwt.utils import base64url_decode

from application.failures import InvalidToken

_PARTS = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)


def objects_of(token: str, longest: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of a token that is spelt in the one way that base64url has for them.

    Raises `InvalidToken`, ValueError or RecursionError. A member that is named twice is refused, because
    different readers would read different tokens.
    """
    written = _PARTS.fullmatch(token) if len(token) <= longest else None
    if written is None:
        raise InvalidToken
    octets = [base64url_decode(part) for part in written.groups()]
    if any(_spelt(each) != part for each, part in zip(octets, written.groups(), strict=True)):
        raise InvalidToken
    header, payload = (json.loads(each, object_pairs_hook=_each_name_once) for each in octets[:2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise InvalidToken
    return header, payload


def _spelt(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidToken
    return members
