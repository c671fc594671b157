"""The HTTP API: the OpenAPI document, and a page that lists what it describes."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from api.bootstrap import openapi_document
from docs.generators.markdown import code, link, page, slug, table

_INTRODUCTION = (
    "Every address of the API. The complete contract, with parameters, bodies, answers and examples, "
    "is the OpenAPI 3.1 document [openapi.json](openapi.json), which `daybook openapi` prints too; "
    "generate clients from it. What holds for all addresses is told in "
    "[call the API safely](../../how-to/call-the-api-safely.md), who may call which in "
    "[permissions](permissions.md)."
)
_METHODS = ("get", "post", "put", "patch", "delete")


@cache
def _document() -> Mapping[str, Any]:
    return openapi_document()


def openapi() -> str:
    """The document, indented, with sorted names, so that a change is easy to see."""
    return json.dumps(_document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def http_api() -> str:
    """The page."""
    document = _document()
    groups: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for method, path, operation in _operations(document):
        groups.setdefault(operation["tags"][0], []).append((method, path, operation))
    contents = " · ".join(link(name, f"#{slug(name)}") for name in groups)
    parts = [
        f"## {name}\n\n{table(('address', 'what it does', 'success', 'permission'), map(_row, group))}"
        for name, group in groups.items()
    ]
    lists = [_filters(path, one) for method, path, one in _operations(document) if method == "get"]
    return page("HTTP API", _INTRODUCTION, contents, *parts, *_of_lists([x for x in lists if x]))


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method, path, methods[method]


def _row(described: tuple[str, str, Mapping[str, Any]]) -> tuple[str, ...]:
    method, path, operation = described
    said = operation.get("description") or operation.get("summary", "")
    success = ", ".join(status for status in operation["responses"] if status < "300")
    needs = operation["x-permission"]
    where = f"permissions.md#{slug(needs.partition('.')[0])}"
    return code(f"{method.upper()} {path}"), said, success, link(needs, where)


def _filters(path: str, operation: Mapping[str, Any]) -> str | None:
    """What a list can be asked; None for what is no list."""
    asked = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    names = {one["name"] for one in asked}
    if "sort" not in names:
        return None
    rows = [(code(one["name"]), _values(one["schema"]), one["description"]) for one in asked]
    return f"### GET {path}\n\n{table(('parameter', 'values', 'meaning'), rows)}"


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if "minimum" in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    return "text"


def _of_lists(lists: list[str]) -> list[str]:
    return ["## What lists can be asked", *lists]
