"""The states that were used last, as many as fit into a budget of memory."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from application.ports.states import Folded
from domain.shared.ids import TenantId

Key = tuple[TenantId, str]

_OUTDATED_KNOWN = 10_000
_ENTRY = 500
_OBJECT = 64


class StateCache:
    """Least recently used goes first; what is kept may be outdated, never of another document."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._weight = 0
        self._kept: OrderedDict[Key, tuple[Folded[Any], int]] = OrderedDict()
        self._newest: OrderedDict[Key, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def weight(self) -> int:
        """About how many bytes the kept states take."""
        return self._weight

    def get(self, key: Key) -> Folded[Any] | None:
        """What is kept under the key, now the most recently used."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Key, folded: Folded[Any]) -> None:
        """Keep a state unless a newer one of the document is there already, or known to exist."""
        known = self._kept.get(key)
        newest = known[0].version if known is not None else self._newest.get(key, 0)
        if newest > folded.version:
            return
        self.drop(key)
        weight = _ENTRY + weigh(folded.state)
        if weight > self.budget:
            return
        self._kept[key] = (folded, weight)
        self._weight += weight
        while self._weight > self.budget:
            _, (_, freed) = self._kept.popitem(last=False)
            self._weight -= freed

    def drop(self, key: Key) -> None:
        """Forget a document; harmless when it is not kept."""
        known = self._kept.pop(key, None)
        if known is not None:
            self._weight -= known[1]

    def outdate(self, key: Key, version: int) -> None:
        """The document has this version by now: forget an older one, also one that is just being read."""
        known = self._kept.get(key)
        if known is not None and known[0].version >= version:
            return
        self.drop(key)
        self._newest[key] = max(version, self._newest.pop(key, 0))
        if len(self._newest) > _OUTDATED_KNOWN:
            self._newest.popitem(last=False)


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
