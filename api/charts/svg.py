"""Charts as SVG that loads nothing and takes its colours from the page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any
from xml.etree.ElementTree import Element

from api.charts.markup import add, tag

WIDTH = 560
_ROW, _BAR = 34, 18
_LABELS = 172
_VALUES = 104
_GAP = 1.5
_WIDEST = 96
_UNDER = 15
_FEW = 5
_PLOT = (46, 16, 28)
"""What the columns leave free: at the left for the scale, above for values, below for weeks."""
_HEIGHT = 260


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: parts by the class that colours them, and what is written at its end."""

    label: str
    parts: Mapping[str, Decimal]
    value: str
    alarm: bool = False

    @property
    def whole(self) -> Decimal:
        """All parts together."""
        return sum(self.parts.values(), Decimal(0))


def bars(title: str, rows: Sequence[Bar]) -> Element:
    """Rows of stacked bars on one scale."""
    most = max((row.whole for row in rows), default=Decimal(0)) or Decimal(1)
    chart = _chart(title, len(rows) * _ROW + 4)
    for number, row in enumerate(rows):
        middle = number * _ROW + _ROW / 2
        tone = "label alarm" if row.alarm else "label"
        add(chart, _text(row.label, x=0, y=middle, class_=tone))
        x = float(_LABELS)
        for name, part in row.parts.items():
            length = float(part / most) * (WIDTH - _LABELS - _VALUES)
            if part > 0:
                add(chart, _block((x, middle - _BAR / 2), (max(length - _GAP, 2), _BAR), name))
            x += length
        add(chart, _text(row.value, x=round(x + 6, 1), y=middle, class_="value"))
    return chart


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time: parts by the class that colours them, one above the other; labels may have lines."""

    label: str
    parts: Mapping[str, Decimal]
    value: str
    now: bool = False

    @property
    def whole(self) -> Decimal:
        """All parts together."""
        return sum(self.parts.values(), Decimal(0))


def columns(title: str, weeks: Sequence[Column]) -> Element:
    """Columns over a scale of round figures."""
    scale = steps(max((week.whole for week in weeks), default=Decimal(0)))
    left, above, below = _PLOT
    plot, ground = _HEIGHT - above - below, _HEIGHT - below
    lines = max((week.label.count("\n") for week in weeks), default=0)
    chart = _chart(title, _HEIGHT + lines * _UNDER)
    for step in scale:
        y = _y(ground, step, scale[-1], plot)
        add(chart, tag("line", x1=left, x2=WIDTH, y1=y, y2=y, class_="grid"))
        add(chart, _text(short(step), x=left - 8, y=y, class_="scale"))
    width = (WIDTH - left) / max(len(weeks), 1)
    for number, week in enumerate(weeks):
        wide = min(width * 0.64, _WIDEST)
        x = left + (number + 0.5) * width - wide / 2
        middle = round(x + wide / 2, 1)
        top = float(ground)
        for name, part in week.parts.items():
            height = ground - _y(ground, part, scale[-1], plot)
            top -= height
            if part > 0:
                add(chart, _block((x, top), (wide, height), name))
        add(chart, _text(week.value, x=middle, y=round(top - 9, 1), class_="top"))
        tone = "week now" if week.now else "week"
        for line, said in enumerate(week.label.split("\n"), 1):
            add(chart, _text(said, x=middle, y=ground + line * _UNDER, class_=tone))
    return chart


def share(title: str, parts: Mapping[str, int]) -> Element:
    """One bar that is everything, divided."""
    whole = sum(parts.values()) or 1
    chart, x = _chart(title, 30), 0.0
    for name, part in parts.items():
        length = part / whole * WIDTH
        if part:
            add(chart, _block((x, 4), (max(length - _GAP, 2), 22), name))
        x += length
    return chart


def steps(most: Decimal) -> Sequence[Decimal]:
    """Round figures from nothing to at least `most`, at most six of them."""
    if most <= _FEW:
        return [Decimal(number) for number in range(max(math.ceil(most), 1) + 1)]
    size = Decimal(10) ** (most.adjusted() - 1)
    for factor in (2, 5, 10, 20, 25, 50):
        step = size * factor
        count = int((most / step).to_integral_value(ROUND_CEILING))
        if count <= 5:
            return [step * number for number in range(max(count, 1) + 1)]
    raise AssertionError("fifty tenths of a power of ten are five of it")


def short(value: Decimal) -> str:
    """A round figure without its zeros."""
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if value >= size:
            return f"{(value / size).normalize():,f}{letter}"
    return f"{value.normalize():f}"


def _chart(title: str, height: float) -> Element:
    box = {"viewBox": f"0 0 {WIDTH} {height:g}", "role": "img", "aria-label": title}
    return add(tag("svg", **box))


def _block(at: tuple[float, float], size: tuple[float, float], name: str) -> Element:
    (x, y), (width, height) = at, size
    place: dict[str, Any] = {"x": round(x, 1), "y": round(y, 1), "rx": 2}
    return tag("rect", **place, width=round(width, 1), height=round(height, 1), class_=name)


def _text(text: str, *, x: float, y: float, class_: str) -> Element:
    return tag("text", text, x=x, y=round(y, 1), class_=class_)


def _y(ground: int, value: Decimal, most: Decimal, plot: int) -> float:
    return round(ground - float(value / most) * plot, 1)
