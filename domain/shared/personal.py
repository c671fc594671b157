"""What events say of people: which fields, of whom, and what is left of them once somebody was erased."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_args

from domain.shared.message import Event, Message

ERASED_NAME = "Erased"
ERASED_EMAIL = "erased@erased.invalid"  # no mail ever arrives in the domain .invalid (RFC 2606)
ERASED_CODE = "ERASED"


class PersonalKind(StrEnum):
    """What a personal value is, which decides what stands in its place once it is gone."""

    NAME = "name"
    EMAIL = "email"
    CODE = "code"
    TEXT = "text"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Personal:
    """Annotates a field of an event: the value belongs to the person or supplier that `of` names.

    `of` are names of fields beside this one, with dots into objects; the value may belong to several.
    Without any it belongs to whom the document itself is about.
    """

    kind: PersonalKind
    of: tuple[str, ...] = ()


NAME = Personal(PersonalKind.NAME)
EMAIL = Personal(PersonalKind.EMAIL)
CODE = Personal(PersonalKind.CODE)
ACCOUNT = Personal(PersonalKind.ACCOUNT)
SUPPLIER_NAME = Personal(PersonalKind.NAME, ("supplier_id",))
SUPPLIER_ACCOUNT = Personal(PersonalKind.ACCOUNT, ("supplier_id",))


class Field(NamedTuple):
    """A field of a stored payload that is personal, or has such fields within."""

    name: str
    kind: PersonalKind | None
    of: tuple[tuple[str, ...], ...]
    inside: "tuple[Field, ...]"


def erased(kind: PersonalKind, currency: str = "") -> Any:
    """What stands in the place of a value whose key was destroyed; nothing of it can be paid or mailed."""
    match kind:
        case PersonalKind.NAME | PersonalKind.TEXT:
            return ERASED_NAME
        case PersonalKind.EMAIL:
            return ERASED_EMAIL
        case PersonalKind.CODE:
            return ERASED_CODE
        case PersonalKind.ACCOUNT:
            number = {"accountNumber": ERASED_CODE, "bankCode": ERASED_CODE}
            return {
                **number,
                "bic": None,
                "currency": currency,
                "holder": ERASED_NAME,
                "iban": None,
            }


@cache
def personal_fields(message: type[Message]) -> tuple[Field, ...]:
    """The personal fields of a class, by their names on the wire; empty for most."""
    return tuple(_fields(message))


def _fields(message: type[Message]) -> Iterator[Field]:
    names = {name: info.alias or name for name, info in message.model_fields.items()}
    for name, info in message.model_fields.items():
        marker = next((one for one in info.metadata if isinstance(one, Personal)), None)
        if marker is not None:
            of = tuple(_wire_path(names, path) for path in marker.of)
            yield Field(names[name], marker.kind, of, ())
            continue
        inside = tuple(
            field for inner in _messages_in(info.annotation) for field in personal_fields(inner)
        )
        if inside:
            yield Field(names[name], None, (), inside)


def _wire_path(names: Mapping[str, str], path: str) -> tuple[str, ...]:
    first, *rest = path.split(".")
    return (names[first], *rest)


def _messages_in(annotation: Any) -> Iterator[type[Message]]:
    """The classes of our own that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Message):
        yield annotation
    for part in get_args(annotation):
        yield from _messages_in(part)


def subjects_of(event: Event, stream_id: str) -> frozenset[str]:
    """Everybody of whom an event says something personal."""
    fields = personal_fields(type(event))
    if not fields:
        return frozenset()
    return frozenset(subjects_in(event.model_dump(mode="json"), fields, stream_id))


def subjects_in(payload: Any, fields: Sequence[Field], stream_id: str) -> Iterator[str]:
    """Everybody of whom a payload says something in these fields."""
    for each in payload if isinstance(payload, list) else [payload]:
        for field in fields:
            value = each.get(field.name)
            if value is not None and field.kind is None:
                yield from subjects_in(value, field.inside, stream_id)
            elif value is not None:
                yield from owners(each, field, stream_id)


def owners(payload: Mapping[str, Any], field: Field, stream_id: str) -> list[str]:
    """Whom a field of a payload belongs to, each once."""
    if not field.of:
        return [stream_id]
    found: list[str] = []
    for path in field.of:
        value: Any = payload
        for name in path:
            value = value[name]
        found += value if isinstance(value, list) else [value]
    return list(dict.fromkeys(found))
