"""Which event of a document follows which, how often, and how long after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from application.ports.event_store import RecordedEvent

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Follows(NamedTuple):
    """One activity right after another in the history of a document; the mean in whole seconds."""

    before: str
    after: str
    times: int
    mean_seconds: int


@dataclass(frozen=True, slots=True)
class Graph:
    """The activities of one type of document in the order in which they usually come, and their arcs.

    `begins` and `ends` say how many histories begin and, so far, end with an activity.
    """

    object_type: str
    objects: int
    activities: Mapping[str, int]
    begins: Mapping[str, int]
    ends: Mapping[str, int]
    follows: Sequence[Follows]


class _Last(NamedTuple):
    """Where the history of a document stands: activity, microseconds since 1970, and how many before.

    `seen` has a bit for each activity that was in it already.
    """

    activity: str
    at: int
    place: int
    seen: int


class _Arc(NamedTuple):
    times: int
    microseconds: int


@dataclass(slots=True)
class DirectlyFollows:
    """Counts; it keeps the last event of each document, and nothing else of it."""

    object_type: str
    _last: dict[str, _Last] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _firsts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    _begins: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _arcs: dict[tuple[str, str], _Arc] = field(default_factory=dict)

    def add(self, events: Iterable[RecordedEvent]) -> None:
        """Take events of documents of this type, in the order of the log."""
        for recorded in events:
            activity = recorded.event_type.rpartition(".")[2]
            at = (recorded.occurred_at - _EPOCH) // _MICROSECOND
            last = self._last.get(recorded.stream_id)
            if last is None:
                self._begins[activity] += 1
                last = _Last("", at, -1, 0)
            else:
                arc = self._arcs.get((last.activity, activity), _Arc(0, 0))
                spent = max(at - last.at, 0)
                self._arcs[last.activity, activity] = _Arc(arc.times + 1, arc.microseconds + spent)
            self._counts[activity] += 1
            bit = 1 << list(self._counts).index(activity)
            if not last.seen & bit:
                first = self._firsts[activity]
                self._firsts[activity] = [first[0] + last.place + 1, first[1] + 1]
            self._last[recorded.stream_id] = _Last(activity, at, last.place + 1, last.seen | bit)

    def graph(self) -> Graph:
        """What was counted so far."""
        usual = sorted(self._counts, key=lambda name: (self._usual_place(name), name))
        rank = {name: number for number, name in enumerate(usual)}
        ends: dict[str, int] = defaultdict(int)
        for last in self._last.values():
            ends[last.activity] += 1
        arcs = sorted(self._arcs.items(), key=lambda arc: (rank[arc[0][0]], rank[arc[0][1]]))
        return Graph(
            object_type=self.object_type,
            objects=len(self._last),
            activities={name: self._counts[name] for name in usual},
            begins={name: self._begins[name] for name in usual if name in self._begins},
            ends={name: ends[name] for name in usual if name in ends},
            follows=[
                Follows(before, after, arc.times, _mean_seconds(arc))
                for (before, after), arc in arcs
            ],
        )

    def _usual_place(self, activity: str) -> Fraction:
        """Where in a history it comes for the first time, in the mean."""
        return Fraction(*self._firsts[activity])


def _mean_seconds(arc: _Arc) -> int:
    """Half-up, exactly."""
    unit = arc.times * 1_000_000
    return (2 * arc.microseconds + unit) // (2 * unit)
