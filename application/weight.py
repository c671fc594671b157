"""How heavy a state is, for whoever keeps states within a bound of memory."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from sys import getsizeof
from typing import Any, cast

from pydantic import BaseModel

_EVERY = 16
_OBJECT = 64
_SLOT = 8
_MODEL = 200
_MODEL_FIELD = 120


@dataclass(slots=True)
class _Learned:
    """What each thing in a state weighs, and for how many states that is believed."""

    each: float
    believed: int


class Scale:
    """Weighs one state of many: those of a kind that list about as much weigh about the same.

    Going through a state takes as long as deciding a command, so only one of 16 is gone through.
    """

    def __init__(self) -> None:
        self._learned: dict[tuple[type, int], _Learned] = {}

    def weigh(self, state: Any) -> int:
        """About how many bytes the state takes."""
        extent = 1 + _listed(state)
        kind = (type(state), extent.bit_length())
        known = self._learned.get(kind)
        if known is not None and known.believed:
            known.believed -= 1
            return int(known.each * extent)
        weight = weigh(state)
        self._learned[kind] = _Learned(weight / extent, _EVERY - 1)
        return weight


def _listed(state: Any) -> int:
    """How many things the collections of a state hold, without looking at them."""
    found = 0
    names: tuple[str, ...] = _shape(cast(Any, type(state)))[0]
    for name in names:
        value = getattr(state, name)
        kind: Any = type(value)
        if kind in _COLLECTIONS:
            found += len(value)
        elif _nests(kind):
            found += _listed(value)
    return found


_COLLECTIONS = frozenset({tuple, dict, frozenset})


@cache
def _nests(kind: Any) -> bool:
    return is_dataclass(kind)


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
    names, overhead = _shape(kind)
    if not names:
        return getsizeof(value)
    return overhead + sum([weigh(getattr(value, name)) for name in names])


_SHARED = frozenset({type(None), bool, int})


@cache
def _shape(kind: Any) -> tuple[tuple[str, ...], int]:
    """What an object of this class holds, and what holding it takes.

    A pydantic model keeps a dictionary and a set beside each other, which are more than what is in them.
    """
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
        return names, _MODEL + len(names) * _MODEL_FIELD
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
    else:
        slots = (vars(base).get("__slots__", ()) for base in kind.__mro__)
        names = tuple(
            name for each in slots for name in ([each] if isinstance(each, str) else each)
        )
    return names, _OBJECT + len(names) * _SLOT
