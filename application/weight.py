"""How heavy a state is, for whoever keeps states within a bound of memory."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

_OBJECT = 64


def weigh(value: Any) -> int:
    """About how many bytes a state takes; collections are judged by their first element.

    An exact count would visit every line of every order at every command.
    """
    kind: Any = type(value)
    if kind in _SHARED or isinstance(value, Enum):
        return 0
    if isinstance(value, str | bytes):
        return _OBJECT + len(value)
    if isinstance(value, Mapping):
        first = next(iter(value.items()), None)
        return _OBJECT + (len(value) * (100 + sum(map(weigh, first))) if first else 0)
    if isinstance(value, tuple | list | frozenset | set):
        first = next(iter(value), None)
        return _OBJECT + len(value) * (16 + weigh(first))
    parts: list[Any] = _parts(kind)(value)
    return _OBJECT + sum(map(weigh, parts))


_SHARED = frozenset({type(None), bool, int})


@cache
def _parts(kind: Any) -> Callable[[Any], list[Any]]:
    """How to get at what an object of this class holds."""
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
    elif issubclass(kind, BaseModel):
        names = list(kind.model_fields)
    else:
        names = []
    return lambda value: [getattr(value, name) for name in names]
