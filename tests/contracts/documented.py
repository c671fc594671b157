"""The API as its committed document describes it, which another test keeps equal to what is served."""

from typing import Any

import orjson

from docs.generate import TARGET


def api() -> dict[str, Any]:
    """The OpenAPI document, anew; to make it from the routes would cost each worker a second."""
    document: dict[str, Any] = orjson.loads((TARGET / "openapi.json").read_bytes())
    return document
