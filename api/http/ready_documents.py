"""Documents as they were last sent, kept until an event touches anything they were made from."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.http.answer import Answer
from domain.shared.ids import TenantId

_OVERHEAD = 600
"""Bytes that an entry takes beside its body, about."""

Place = tuple[str, str]
"""The key of a caller, and the path of a document."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer for one caller, the streams and versions it was made from, and how long it can be true."""

    tenant: TenantId
    route: str
    tag: str
    answer: Answer
    made_from: Mapping[str, int]
    good_until: float


@dataclass(eq=False, slots=True)
class Making:
    """A document that is being read; what changes meanwhile is noted, so that it is not kept stale."""

    tenant: TenantId
    changed: dict[str, int] = field(default_factory=dict)
    spoiled: bool = False

    def outdates(self, made_from: Mapping[str, int]) -> bool:
        """True when something has grown beyond the version that was read."""
        return self.spoiled or any(
            version < self.changed.get(name, 0) for name, version in made_from.items()
        )


class ReadyDocuments:
    """A bounded store of ready answers. Events remove them; the clock only where a rule looks at it."""

    def __init__(self, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Place, Ready] = OrderedDict()
        self._places: dict[tuple[TenantId, str], set[Place]] = {}
        self._being_made: dict[TenantId, set[Making]] = {}

    @property
    def kept_bytes(self) -> int:
        """About how much is kept."""
        return self._bytes

    @property
    def most_bytes(self) -> int:
        """How much may be kept."""
        return self._most_bytes

    def find(self, place: Place, now: float) -> Ready | None:
        """What is kept for a caller and a path, if it is still true."""
        ready = self._kept.get(place)
        if ready is None:
            return None
        if ready.good_until <= now:
            self._drop(place)
            return None
        self._kept.move_to_end(place)
        return ready

    def begin(self, tenant: TenantId) -> Making:
        """Say that a document is about to be read; `keep` or `give_up` ends it."""
        making = Making(tenant)
        self._being_made.setdefault(tenant, set()).add(making)
        return making

    def keep(self, making: Making, place: Place, ready: Ready) -> None:
        """Keep an answer, unless something it was made from has changed since `begin`."""
        self.give_up(making)
        if making.outdates(ready.made_from):
            return
        self._drop(place)
        self._kept[place] = ready
        self._bytes += _size(ready)
        for stream_id in ready.made_from:
            self._places.setdefault((ready.tenant, stream_id), set()).add(place)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def give_up(self, making: Making) -> None:
        """The document will not be kept."""
        open_ones = self._being_made.get(making.tenant)
        if open_ones is not None:
            open_ones.discard(making)
            if not open_ones:
                del self._being_made[making.tenant]

    def changed(self, tenant: TenantId, streams: Mapping[str, int]) -> None:
        """Forget what was made from an earlier version of these streams."""
        for making in self._being_made.get(tenant, ()):
            for stream_id, version in streams.items():
                making.changed[stream_id] = max(version, making.changed.get(stream_id, 0))
        for stream_id, version in streams.items():
            for place in list(self._places.get((tenant, stream_id), ())):
                if self._kept[place].made_from[stream_id] < version:
                    self._drop(place)

    def forget_tenant(self, tenant: TenantId) -> None:
        """Forget everything of a tenant, also what is just being made."""
        for making in self._being_made.get(tenant, ()):
            making.spoiled = True
        for place in [place for place, ready in self._kept.items() if ready.tenant == tenant]:
            self._drop(place)

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, place: Place) -> None:
        ready = self._kept.pop(place, None)
        if ready is None:
            return
        self._bytes -= _size(ready)
        for stream_id in ready.made_from:
            places = self._places.get((ready.tenant, stream_id))
            if places is not None:
                places.discard(place)
                if not places:
                    del self._places[ready.tenant, stream_id]


def _size(ready: Ready) -> int:
    return len(ready.answer.body) + _OVERHEAD
