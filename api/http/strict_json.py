"""JSON as we take it: UTF-8, no key twice, no hidden characters, bounded in depth and length."""

import json
import re
from collections import Counter
from typing import Any, NoReturn

from api.http.failures import Fault, InvalidRequest, MalformedRequest

MAX_DEPTH = 16
MAX_LIST = 10_000
MAX_MEMBERS = 1_000
"""Of one object; no model of ours has a tenth of it, and each one too many would be a fault to tell."""

_finds_raw_control = re.compile("[\x7f-\x9f]").search
finds_control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]").search


def check(body: bytes) -> None:
    """Refuse what two JSON readers could understand differently, or what nobody should store.

    Raises `MalformedRequest` for what is no JSON, `InvalidRequest` for JSON beyond our limits.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the body is not UTF-8 at byte {error.start}") from None
    if text.startswith("\ufeff"):
        raise MalformedRequest("the body starts with a byte order mark")
    value = _parsed(text)
    escaped = "\\" in text or _finds_raw_control(text) is not None
    if not _is_sound(value, 1, escaped):
        _find_fault(value, "", 1)


def _parsed(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise MalformedRequest(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise MalformedRequest("the body is nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name in times if times[name] > 1)
        raise MalformedRequest(f"the key {json.dumps(twice[:64])} comes twice in one object")
    return members


def _ignored(_: str) -> None:
    """Numbers are read by the model that expects them; here they need no value."""


def _no_constant(name: str) -> NoReturn:
    raise MalformedRequest(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=_ignored,
    parse_int=_ignored,
    parse_constant=_no_constant,
)


def _is_sound(value: Any, depth: int, look_at_strings: bool) -> bool:
    """True when nothing is wrong, which is nearly always; where it is, nobody has to know then."""
    kind = type(value)
    if kind is dict:
        if len(value) > MAX_MEMBERS:
            return False
        if look_at_strings and any(finds_control(name) for name in value):
            return False
        members = value.values()
    elif kind is list:
        if len(value) > MAX_LIST:
            return False
        members = value
    else:
        return not (look_at_strings and kind is str and finds_control(value))
    if depth > MAX_DEPTH:
        return False
    for member in members:
        of = type(member)
        if (of is dict or of is list or (look_at_strings and of is str)) and not _is_sound(
            member, depth + 1, look_at_strings
        ):
            return False
    return True


def _find_fault(value: Any, pointer: str, depth: int) -> None:
    """Raises `InvalidRequest` at the first place where something is wrong."""
    if isinstance(value, dict):
        _not_too_deep(pointer, depth)
        if len(value) > MAX_MEMBERS:
            raise _invalid(pointer, f"must have at most {MAX_MEMBERS} members")
        for name, member in value.items():
            if finds_control(name):
                raise _invalid(pointer, "a key holds a control character")
            _find_fault(member, f"{pointer}/{escape(name)}", depth + 1)
    elif isinstance(value, list):
        _not_too_deep(pointer, depth)
        if len(value) > MAX_LIST:
            raise _invalid(pointer, f"must have at most {MAX_LIST} entries")
        for index, member in enumerate(value):
            _find_fault(member, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, str) and finds_control(value):
        raise _invalid(pointer, "must not hold control characters or half of a character")


def _not_too_deep(pointer: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _invalid(pointer, f"must not be nested deeper than {MAX_DEPTH}")


def _invalid(pointer: str, message: str) -> InvalidRequest:
    return InvalidRequest([Fault(pointer, message)])


def escape(name: str) -> str:
    """A member name as a JSON Pointer writes it; only what can be shown, and not for ever."""
    printable = name[:64].encode("utf-8", "replace").decode("utf-8")
    return printable.replace("~", "~0").replace("/", "~1")
