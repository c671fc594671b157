"""Things that happen again and again, told as the first one at once and the rest as a number."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from domain.audit.access.events import MOST_NETWORKS

K = TypeVar("K", bound=Hashable)

WINDOW_SECONDS = 60.0
MOST_KEPT = 10_000


@dataclass(slots=True)
class Tally:
    """How often, from when to when, and from which networks."""

    first_at: datetime
    last_at: datetime
    times: int = 0
    networks: dict[str, None] = field(default_factory=dict)

    def add(self, at: datetime, network: str) -> None:
        """Once more."""
        if not self.times:
            self.first_at = at
        self.last_at = at
        self.times += 1
        if len(self.networks) < MOST_NETWORKS:
            self.networks[network] = None


@dataclass(slots=True)
class _Window:
    until: float
    tally: Tally


class Tallies(Generic[K]):
    """Tells a thing when it happens first, and then once a minute how often it happened since.

    A flood is then two records and one for every further minute, however many took part. There is room
    for so many things at a time; what finds none is counted in `lost` alone.
    """

    def __init__(
        self,
        tell: Callable[[K, Tally], None],
        most: int = MOST_KEPT,
        window: float = WINDOW_SECONDS,
    ) -> None:
        self._tell = tell
        self._most = most
        self._window = window
        self._open: dict[K, _Window] = {}
        self.lost = 0

    def count(self, key: K, at: datetime, network: str, now: float) -> None:
        """It happened; `now` is a time that only goes forward, in seconds."""
        window = self._open.get(key)
        if window is not None:
            window.tally.add(at, network)
        elif len(self._open) >= self._most:
            self.lost += 1
        else:
            self._open[key] = _Window(now + self._window, Tally(at, at))
            first = Tally(at, at)
            first.add(at, network)
            self._tell(key, first)

    def next_due(self) -> float | None:
        """When the next window ends; windows end in the order in which they began."""
        first = next(iter(self._open.values()), None)
        return first.until if first else None

    def tell_due(self, now: float) -> None:
        """Tell what windows that are over have counted; a thing that did not happen again is forgotten."""
        while self._open:
            key, window = next(iter(self._open.items()))
            if window.until > now:
                return
            del self._open[key]
            if window.tally.times:
                self._tell(key, window.tally)
                last = window.tally.last_at
                self._open[key] = _Window(now + self._window, Tally(last, last))

    def tell_all(self) -> None:
        """Tell everything that was counted, because nobody will count on."""
        for key, window in self._open.items():
            if window.tally.times:
                self._tell(key, window.tally)
        self._open.clear()
