"""A measured figure: medians over interleaved rounds, never a number on its own."""

import math
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.targets import TARGETS


@dataclass(frozen=True, slots=True)
class Sample:
    """What one round gave: a rate (or time), and the server CPU that one unit of work took."""

    value: float
    cpu_us: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report, about one entry of `TARGETS`."""

    name: str
    values: tuple[float, ...]
    baselines: tuple[float, ...] = ()
    cpu_us: float | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.values)

    @property
    def baseline(self) -> float | None:
        """The median of the baseline's rounds."""
        return statistics.median(self.baselines) if self.baselines else None

    @property
    def ratios(self) -> tuple[float, ...]:
        """Each round against the baseline measured right beside it, so that a busy minute hits both."""
        if not self.baselines:
            return ()
        return tuple(a / b for a, b in zip(self.values, self.baselines, strict=True))

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def missed(self) -> bool:
        """Whether the figure is worse than what may be shipped."""
        return TARGETS[self.name].missed(self.value, self.ratio)

    def as_json(self) -> dict[str, Any]:
        """The line as it is printed and kept."""
        target = TARGETS[self.name]
        judged = self.ratios if self.baselines else self.values
        line: dict[str, Any] = {
            "figure": self.name,
            "value": _short(self.value),
            "unit": target.unit,
            "baseline": _short(self.baseline),
            "ratio": _short(self.ratio),
            "floor": target.floor,
            "aim": target.aim,
            "rounds": len(self.values),
            "spread": [_short(min(judged)), _short(max(judged))],
            "missed": self.missed,
            "measures": target.sentence,
        }
        if self.cpu_us is not None:
            line["serverCpuUs"] = _short(self.cpu_us)
        return {**line, **self.notes}


def interleave(
    rounds: int, ours: Callable[[], Sample], baseline: Callable[[], Sample]
) -> tuple[list[Sample], list[Sample]]:
    """Measure both in turn; who goes first changes every round, so that neither always finds warm caches."""
    measured: tuple[list[Sample], list[Sample]] = ([], [])
    for round_number in range(rounds):
        order = (0, 1) if round_number % 2 else (1, 0)
        for which in order:
            measured[which].append((ours, baseline)[which]())
    return measured


def compared(
    name: str,
    rounds: int,
    ours: Callable[[], Sample],
    baseline: Callable[[], Sample],
    **notes: Any,
) -> Figure:
    """The figure of an interleaved comparison."""
    mine, theirs = interleave(rounds, ours, baseline)
    cpu = [sample.cpu_us for sample in mine if sample.cpu_us is not None]
    return Figure(
        name,
        tuple(sample.value for sample in mine),
        tuple(sample.value for sample in theirs),
        statistics.median(cpu) if cpu else None,
        notes,
    )


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def _short(number: float | None) -> float | None:
    """Four digits say all that a measurement on a shared machine can know."""
    return None if number is None else float(f"{number:.4g}")
