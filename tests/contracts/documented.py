"""The API as its committed document describes it, which another test keeps equal to what is served."""

import re
from functools import cache
from typing import Any

import orjson

from docs.generate import TARGET


def api() -> dict[str, Any]:
    """The OpenAPI document, anew; to make it from the routes would cost each worker a second."""
    document: dict[str, Any] = orjson.loads((TARGET / "openapi.json").read_bytes())
    return document


def statuses(method: str, path: str) -> frozenset[str] | None:
    """The statuses that the document names for a request; None for an address that it does not have."""
    for pattern, item in _addresses():
        if pattern.fullmatch(path):
            described = item.get(method.lower())
            return None if described is None else frozenset(described["responses"])
    return None


@cache
def _addresses() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Addresses with fewer parameters come first, as `/v1/users/me` is no user's id."""
    paths: dict[str, Any] = api()["paths"]
    ordered = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), paths[path]) for path in ordered]
