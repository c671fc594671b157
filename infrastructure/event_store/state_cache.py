"""The states that were used last, as many as fit into a budget of memory."""

from collections import OrderedDict
from typing import Any

from application.ports.states import Folded
from application.weight import Scale
from domain.shared.ids import TenantId

Key = tuple[TenantId, str]

_OUTDATED_KNOWN = 10_000
_ENTRY = 500


class StateCache:
    """Least recently used goes first; what is kept may be outdated, never of another document."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._scale = Scale()
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
        weight = _ENTRY + self._scale.weigh(folded.state)
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

    def forget(self, tenant: TenantId) -> None:
        """Drop all documents of a tenant."""
        for key in [key for key in self._kept if key[0] == tenant]:
            self.drop(key)

    def outdate(self, key: Key, version: int) -> None:
        """The document has this version by now: forget an older one, also one that is just being read."""
        known = self._kept.get(key)
        if known is not None and known[0].version >= version:
            return
        self.drop(key)
        self._newest[key] = max(version, self._newest.pop(key, 0))
        if len(self._newest) > _OUTDATED_KNOWN:
            self._newest.popitem(last=False)
