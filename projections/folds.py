"""Folded states for projections: exactly as of the event that is being projected, never newer."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from application.ports.event_store import RecordedEvent, Upto
from application.ports.states import Folded, States
from application.weight import Scale
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, HasStatus

S = TypeVar("S", bound=HasStatus)

MOST_BYTES = 32 * 1024 * 1024
_ENTRY = 500


class Folds:
    """Keeps the states of the streams that were projected last; all projections of a follower share it.

    The bound is one of bytes: an order may have ten thousand lines, and a few thousand such would be all
    the memory of a machine. One that is heavier than the bound is read anew for each of its events.
    """

    def __init__(self, states: States, most_bytes: int = MOST_BYTES) -> None:
        self._states = states
        self._most = most_bytes
        self._bytes = 0
        self._scale = Scale()
        self._kept: OrderedDict[tuple[TenantId, str], tuple[Folded[Any], int]] = OrderedDict()
        self._earlier: dict[tuple[TenantId, str], Folded[Any]] = {}

    @property
    def kept_bytes(self) -> int:
        """About how much is kept."""
        return self._bytes

    @property
    def most_bytes(self) -> int:
        """How much may be kept."""
        return self._most

    async def prepare(
        self, decider: Decider[Any], histories: Iterable[Sequence[RecordedEvent]]
    ) -> None:
        """Load at the same time whatever `after` would have to load for these streams."""
        missing = [events[0] for events in histories if self._is_missing(events[0])]
        if len(missing) > 1:
            found = await asyncio.gather(*(self._before(decider, first) for first in missing))
            for first, folded in zip(missing, found, strict=True):
                self._keep((first.tenant, first.stream_id), folded)

    async def after(self, decider: Decider[S], events: Sequence[RecordedEvent]) -> Folded[S]:
        """The state of a stream after the last of `events`, which follow each other without a gap."""
        first, last = events[0], events[-1]
        place = (last.tenant, last.stream_id)
        kept: Folded[S] | None = self._known(place)
        if kept is not None and kept.version > last.version:
            upto = Upto(version=last.version)
            return await self._states.load_at(last.tenant, decider, last.stream_id, upto)
        if kept is None or kept.version < first.version - 1:
            kept = await self._before(decider, first)
        folded = kept.after(decider, events)
        self._keep(place, folded, kept)
        return folded

    async def steps(
        self, decider: Decider[S], events: Sequence[RecordedEvent]
    ) -> list[tuple[Folded[S], Folded[S]]]:
        """The state of a stream before and after each of `events`, which follow without a gap.

        Whoever asks for the same events as the projection before reads nothing anew.
        """
        first, place = events[0], (events[0].tenant, events[0].stream_id)
        known = (self._known(place), self._earlier.get(place))
        start = next((one for one in known if one and one.version == first.version - 1), None)
        at: Folded[S] = await self._before(decider, first) if start is None else start
        found = []
        for event in events:
            after = at.after(decider, (event,))
            found.append((at, after))
            at = after
        if known[0] is None or known[0].version < at.version:
            self._keep(place, at, found[0][0])
        return found

    def forget(self, tenant: TenantId) -> None:
        """Drop all that is kept of a tenant, because something in its log says less than before."""
        for place in [place for place in self._kept if place[0] == tenant]:
            self._bytes -= self._kept.pop(place)[1]
            self._earlier.pop(place, None)

    async def before(self, decider: Decider[S], recorded: RecordedEvent) -> Folded[S]:
        """The state of a stream that an event of it has changed."""
        return await self._before(decider, recorded)

    def _is_missing(self, first: RecordedEvent) -> bool:
        kept = self._known((first.tenant, first.stream_id))
        return first.version > 1 and (kept is None or kept.version < first.version - 1)

    async def _before(self, decider: Decider[S], first: RecordedEvent) -> Folded[S]:
        if first.version == 1:
            return Folded(first.stream_id, decider.initial)
        upto = Upto(version=first.version - 1)
        return await self._states.load_at(first.tenant, decider, first.stream_id, upto)

    def _known(self, place: tuple[TenantId, str]) -> Folded[Any] | None:
        found = self._kept.get(place)
        return found and found[0]

    def _keep(
        self, place: tuple[TenantId, str], folded: Folded[Any], earlier: Folded[Any] | None = None
    ) -> None:
        """Keep a state, and the one that led to it, which shares most of its parts with it."""
        known = self._kept.pop(place, None)
        if earlier is None or (known is not None and known[0] is folded):
            earlier = self._earlier.get(place)
        self._earlier.pop(place, None)
        if known is not None:
            self._bytes -= known[1]
        weight = _ENTRY + self._scale.weigh(folded.state)
        if weight > self._most:
            return
        self._kept[place] = (folded, weight)
        if earlier is not None:
            self._earlier[place] = earlier
        self._bytes += weight
        while self._bytes > self._most:
            forgotten, (_, freed) = self._kept.popitem(last=False)
            self._earlier.pop(forgotten, None)
            self._bytes -= freed
