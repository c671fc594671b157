"""Makes a payload out of an event class: what its JSON Schema says, always the same.

Schemas say by example what a text looks like, but not which fields exclude or need each other. So fields
that may be left out are put in one after the other, as long as the class itself agrees.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from domain.shared.message import Event

Path = tuple[str, ...]
_TEXTS = ("Steel bolts, zinc plated", "EUR", "10.00", "10", "2026-03-31", "REF-1", "A")
_NUMBER = re.compile(r"[0-9]+\.[0-9]+")
_TIME = "2026-03-31T09:30:00.123456Z"


class NoSample(Exception):
    """No valid payload was found; write the file by hand."""


def samples(event_class: type[Event]) -> dict[str, Any]:
    """The full payload as it is stored and the minimal one; raises `NoSample`."""
    try:
        return _samples(event_class, _Sampler(event_class.model_json_schema()))
    except NoSample:
        return _samples(event_class, _Sampler(event_class.model_json_schema(), rising=True))


def _samples(event_class: type[Event], sampler: "_Sampler") -> dict[str, Any]:
    optional = sampler.optional_paths()
    minimal = _minimal(event_class, sampler, optional)
    chosen = set(minimal)
    for path in optional:
        if _valid(event_class, sampler.payload({*chosen, path})):
            chosen.add(path)
    full = event_class.model_validate(sampler.payload(chosen)).model_dump(mode="json")
    return {"full": full, "minimal": sampler.payload(minimal)}


def _minimal(
    event_class: type[Event], sampler: "_Sampler", optional: Iterable[Path]
) -> frozenset[Path]:
    for size in range(3):
        for chosen in combinations(optional, size):
            if _valid(event_class, sampler.payload(set(chosen))):
                return frozenset(chosen)
    raise NoSample(event_class.event_type)


def _valid(event_class: type[Event], payload: Any) -> bool:
    try:
        event_class.model_validate(payload)
    except ValidationError:
        return False
    return True


class _Sampler:
    """Walks a schema; a path names the properties on the way to a field.

    `rising` numbers differ within an object, for classes that want one field above another.
    """

    def __init__(self, schema: dict[str, Any], *, rising: bool = False) -> None:
        self._schema = schema
        self._rising = rising
        self._optional: list[Path] | None = None
        self._chosen: Iterable[Path] = ()

    def optional_paths(self) -> list[Path]:
        """The fields that may be left out, outer ones first."""
        self._optional = []
        self._value(self._schema, ())
        found, self._optional = self._optional, None
        return sorted(dict.fromkeys(found), key=lambda path: (len(path), found.index(path)))

    def payload(self, chosen: Iterable[Path]) -> Any:
        """The payload with the chosen optional fields and all required ones."""
        self._chosen = chosen
        return self._value(self._schema, ())

    def _value(self, schema: dict[str, Any], path: Path) -> Any:
        if "$ref" in schema:
            return self._value(self._schema["$defs"][schema["$ref"].rpartition("/")[2]], path)
        if "properties" in schema:
            return self._object(schema, path)
        for known in ("const", "examples", "enum"):
            if known in schema:
                return schema[known] if known == "const" else schema[known][0]
        if "anyOf" in schema or "oneOf" in schema:
            choices = schema.get("anyOf") or schema["oneOf"]
            return self._value(next(c for c in choices if c.get("type") != "null"), path)
        return self._plain(schema, path)

    def _plain(self, schema: dict[str, Any], path: Path) -> Any:
        match schema.get("type"):
            case "array":
                items = schema.get("items") or schema["prefixItems"][0]
                return [self._value(items, (*path, "[]"))] * max(1, schema.get("minItems", 1))
            case "object":
                return {"example": self._value(schema.get("additionalProperties") or {}, path)}
            case "integer":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case "string":
                return _TIME if schema.get("format") == "date-time" else _text(schema, path)
        return "anything"

    def _object(self, schema: dict[str, Any], path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, inner in schema["properties"].items():
            here = (*path, name)
            if name not in schema.get("required", ()):
                if self._optional is not None:
                    self._optional.append(here)
                elif here not in self._chosen:
                    continue
            value = self._value(inner, here)
            if self._rising and value in made.values() and _NUMBER.fullmatch(str(value)):
                value = str(Decimal(value) * (len(made) + 1))
            made[name] = value
        return made


def _text(schema: dict[str, Any], path: Path) -> str:
    longest, shortest = schema.get("maxLength", 10_000), schema.get("minLength", 0)
    for text in _TEXTS:
        if shortest <= len(text) <= longest and re.search(schema.get("pattern", ""), text):
            return text
    raise NoSample(".".join(path))
