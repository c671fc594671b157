"""The fields of a JSON object as people read them, made from the schema and the class behind it."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from docs.generators.markdown import code, first_sentence, link, slug, table

Schema = dict[str, Any]

COLUMNS = ("field", "what it is", "meaning")
_SNAKE = re.compile(r"`[a-z]+(?:_[a-z]+)+`")


def fields(model: type[BaseModel]) -> str:
    """The table of a model's fields; a field that may be absent or null is marked optional."""
    schema = model.model_json_schema(mode="serialization")
    required = set(schema.get("required", ()))
    classes = {_alias(model, name): info.annotation for name, info in model.model_fields.items()}
    rows = [
        (
            code(name) + ("" if name in required else " (optional)"),
            kind(field),
            _meaning(field, classes.get(name)),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    return table(COLUMNS, rows) if rows else "It has no fields."


def shared(models: Iterable[type[BaseModel]]) -> dict[str, Schema]:
    """What the schemas refer to, by name."""
    found: dict[str, Schema] = {}
    for model in models:
        found |= model.model_json_schema(mode="serialization").get("$defs", {})
    return {name: found[name] for name in sorted(found) if found[name]}


def sentence(docstring: str | None) -> str:
    """What a docstring says first, with the names that fields have on the wire."""
    return _SNAKE.sub(lambda found: to_camel(found[0]), first_sentence(docstring))


def describe(schema: Schema) -> str:
    """A shared type: its sentence, and its fields or values."""
    said = sentence(schema.get("description"))
    if "enum" in schema:
        return f"{said} One of {', '.join(code(str(value)) for value in schema['enum'])}."
    if "anyOf" in schema and "properties" not in schema:
        whole = next(each for each in schema["anyOf"] if "properties" in each)
        return describe(whole)
    required = set(schema.get("required", ()))
    rows = [
        (
            code(name) + ("" if name in required else " (optional)"),
            kind(field),
            _meaning(field, None),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    return f"{said}\n\n{table(COLUMNS, rows)}".strip()


def kind(field: Schema) -> str:
    """The type in a few words, with an example where there is one."""
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return link(name, f"#{slug(name)}")
    for several in ("anyOf", "oneOf"):
        if several in field:
            kinds = [kind(each) for each in field[several] if each.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "const" in field:
        return code(str(field["const"]))
    if field.get("type") == "array":
        return f"list: {kind(field.get('items', {}))}"
    if field.get("type") == "object":
        return "object"
    return _plain(field)


def _plain(field: Schema) -> str:
    words = {"date-time": "instant", "date": "day", "email": "e-mail address"}
    name = words.get(str(field.get("format")), str(field.get("type", "any")))
    name = {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(name, name)
    examples = field.get("examples")
    if not examples:
        return name
    return f"{name}, like {code(_shortened(str(examples[0])))}"


def _shortened(example: str) -> str:
    """An id in an example says by its beginning all that it can say."""
    prefix, found, rest = example.partition("_")
    return f"{prefix}_{rest[:8]}…" if found and len(rest) == 36 else example


def _meaning(field: Schema, annotation: Any) -> str:
    said = field.get("description") or (field.get("items") or {}).get("description")
    return sentence(said) or _sentence_of(annotation)


def _sentence_of(annotation: Any) -> str:
    """What the class of a value says of itself, when it is one of ours."""
    if annotation is None or annotation is Any:
        return ""
    if get_origin(annotation) is not None:
        return next(filter(None, map(_sentence_of, get_args(annotation))), "")
    of_ours = isinstance(annotation, type) and annotation.__module__.startswith("domain.")
    linked = of_ours and issubclass(annotation, BaseModel | Enum)
    said = (
        sentence(annotation.__doc__).partition(";")[0].rstrip(".") if of_ours and not linked else ""
    )
    return f"{said}." if said else ""


def _alias(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].serialization_alias or model.model_fields[name].alias or name
