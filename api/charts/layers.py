"""Where the nodes of a directed graph stand: each one below those that it often comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_RARELY = 5
"""How much rarer than the most usual way to a node another is to be ignored."""


class Arc(NamedTuple):
    """From one node to another, so often, with what is written on it."""

    before: str
    after: str
    times: int
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A layer, counted from the top, and how far right of the middle, in steps."""

    layer: int
    step: float


def placed(names: Sequence[str], arcs: Sequence[Arc]) -> Mapping[str, Place]:
    """The same places for the same graph; `names` come in the order in which they usually happen."""
    rank = {name: number for number, name in enumerate(names)}
    above = _above(rank, arcs)
    layers: dict[str, int] = {}
    for name in names:  # what is above comes before
        layers[name] = 1 + max((layers[one] for one in above.get(name, ())), default=-1)
    steps: dict[str, float] = {}
    for layer in range(max(layers.values(), default=-1) + 1):
        row = [name for name in names if layers[name] == layer]
        row.sort(key=lambda name: (_mean([steps[one] for one in above.get(name, ())]), rank[name]))
        for number, name in enumerate(row):
            steps[name] = number - (len(row) - 1) / 2
    return {name: Place(layers[name], steps[name]) for name in names}


def _above(rank: Mapping[str, int], arcs: Sequence[Arc]) -> Mapping[str, Sequence[str]]:
    """For each node the earlier ones that it follows, but for those that it rarely does."""
    found: dict[str, list[Arc]] = {}
    for arc in arcs:
        if rank[arc.before] < rank[arc.after]:
            found.setdefault(arc.after, []).append(arc)
    return {
        name: [arc.before for arc in into if _is_usual(arc, into)] for name, into in found.items()
    }


def _is_usual(arc: Arc, among: Sequence[Arc]) -> bool:
    return arc.times * _RARELY >= max(one.times for one in among)


def _mean(numbers: Sequence[float]) -> float:
    return round(sum(numbers) / len(numbers), 6) if numbers else 0.0
