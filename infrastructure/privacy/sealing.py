"""The form of a sealed value. Decided once: whatever was sealed like this is read like this for ever.

In a stored payload the text ``sealed:1:<kind>:<subject>:<data>`` stands in the place of a value. The data is
base64url of a nonce (12 bytes) and what AES-256-GCM made of the value's JSON under the subject's own key;
member name, kind, subject and event type are authenticated with it. A value of several subjects is sealed
once for each, and counts how many seals are left: ``sealed:2:...`` opens to ``sealed:1:...``. Each seal
makes it a third longer, so this is for the handful of people that a letter names. A text that somebody
wrote and that only looks sealed is stored as ``sealed:0:text::<data>``, which needs no key.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.shared.personal import Field, PersonalKind, erased, owners

MARK = '"sealed:'
_NONCE = 12
_SEALED = re.compile(
    r'"(?P<name>\w+)": ?"sealed:(?P<left>[0-9]+):(?P<kind>[a-z]+)(?:-(?P<currency>[A-Z]{3}))?'
    r':(?P<subject>[a-z]*(?:_[0-9a-f-]{36})?):(?P<data>[A-Za-z0-9_-]*={0,2})"'
)

Find = Callable[[str], AESGCM | None]
"""The key of a subject; None when it was destroyed, `KeysMissing` when it is not in memory."""


class KeysMissing(Exception):
    """Keys have to be looked up before these values can be sealed or opened."""

    def __init__(self, subjects: Iterable[str]) -> None:
        super().__init__("keys are not in memory")
        self.subjects = frozenset(subjects)


def subjects_named(payload: str) -> set[str]:
    """Whose sealed values a stored payload holds, as far as can be told without opening any."""
    return {found["subject"] for found in _SEALED.finditer(payload) if found["subject"]}


def seal(
    payload: dict[str, Any], fields: Sequence[Field], place: tuple[str, str], find: Find
) -> int:
    """Put a sealed text in the place of every personal value; `place` is event type and stream.

    Of somebody whose key was destroyed only what is left of the value is stored, also where it was decided on
    what was known before. Returns how many are sealed. Raises `KeysMissing`.
    """
    count = 0
    for field in fields:
        value = payload.get(field.name)
        if value is None:
            continue
        if field.kind is None:
            within = value if isinstance(value, list) else [value]
            count += sum(seal(inner, field.inside, place, find) for inner in within)
        else:
            subjects = owners(payload, field, place[1])
            sealed = payload[field.name] = _sealed(value, field, subjects, place[0], find)
            count += isinstance(sealed, str) and sealed.startswith("sealed:")
    return count


def escape(payload: Any, fields: Sequence[Field] = ()) -> Any:
    """The payload with every member that only looks sealed made recognisable as such.

    What is in a personal one of the `fields` stays as it is: it is sealed, and comes back to the letter.
    """
    if isinstance(payload, dict):
        personal = {field.name: field for field in fields}
        return {name: _escaped(value, personal.get(name)) for name, value in payload.items()}
    return [escape(value, fields) for value in payload] if isinstance(payload, list) else payload


def unseal(payload: str, event_type: str, find: Find) -> str:
    """The payload with its values in the clear, and what stands in their place where a key is gone.

    Raises `KeysMissing`, and cryptography's `InvalidTag` when somebody put a sealed text where it was not.
    """
    return _SEALED.sub(lambda found: _opened(found, event_type, find), payload)


def _escaped(member: Any, field: Field | None) -> Any:
    if field is not None and field.kind is not None:
        return member
    if isinstance(member, str) and member.startswith("sealed:"):
        return f"sealed:0:text::{urlsafe_b64encode(orjson.dumps(member)).decode()}"
    return escape(member, field.inside if field else ())


def _sealed(
    value: Any, field: Field, subjects: Sequence[str], event_type: str, find: Find
) -> str | Any:
    kind, hint = _kind(value, field)
    keys = [find(subject) for subject in subjects]
    if None in keys:
        return erased(field.kind or PersonalKind.TEXT, hint)
    for layer, (subject, key) in enumerate(zip(subjects, keys, strict=True), 1):
        assert key is not None
        nonce = os.urandom(_NONCE)
        bound = _bound(field.name, kind, subject, event_type)
        data = urlsafe_b64encode(nonce + key.encrypt(nonce, orjson.dumps(value), bound)).decode()
        value = f"sealed:{layer}:{kind}:{subject}:{data}"
    return value


def _kind(value: Any, field: Field) -> tuple[str, str]:
    """What the sealed text says of the value, and the currency, which is no secret of an account."""
    if field.kind is PersonalKind.ACCOUNT:
        return f"{field.kind}-{value['currency']}", value["currency"]
    return str(field.kind), ""


def _opened(found: re.Match[str], event_type: str, find: Find) -> str:
    name, left, subject = found["name"], int(found["left"]), found["subject"]
    sealed = urlsafe_b64decode(found["data"])
    if left == 0:
        return f'"{name}": {sealed.decode()}'
    key = find(subject)
    if key is None:
        gone = erased(PersonalKind(found["kind"]), found["currency"] or "")
        return f'"{name}": {orjson.dumps(gone).decode()}'
    currency = f"-{found['currency']}" if found["currency"] else ""
    bound = _bound(name, found["kind"] + currency, subject, event_type)
    text = f'"{name}": {key.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound).decode()}'
    return text if left == 1 else _SEALED.sub(lambda inner: _opened(inner, event_type, find), text)


def _bound(name: str, kind: str, subject: str, event_type: str) -> bytes:
    return f"{event_type}|{name}|{kind}|{subject}".encode()
