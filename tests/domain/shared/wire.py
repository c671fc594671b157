"""Reads values as a request body would bring them, so that tests see what a client sees."""

from functools import cache
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read(kind: Any, body: str) -> Any:
    """The value that a JSON body stands for."""
    return _adapter(kind).validate_json(body)


def written(kind: Any, value: Any) -> str:
    """The JSON that stands for a value."""
    return _adapter(kind).dump_json(value, by_alias=True).decode()


def problems(kind: Any, body: str) -> dict[str, str]:
    """JSON pointer to message, for a body that has to be refused."""
    with pytest.raises(ValidationError) as refused:
        read(kind, body)
    return {"/".join(map(str, each["loc"])): each["msg"] for each in refused.value.errors()}
