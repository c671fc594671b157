"""A directed graph as SVG: boxes in layers, arcs as wide as they are frequent."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.charts.layers import Arc, Place, placed
from api.charts.markup import add, tag

_BOX = (188, 46)
_STEP = (256, 104)
_SIDE = 74
"""How far an arc that skips layers or goes back keeps from the boxes."""

_WIDEST = 5.0

_LANE = 78
"""What lies between two arcs that skip layers, so that what is written on them has room."""

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Node:
    """What is written in a box, and how often it happened."""

    name: str
    times: int
    note: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A graph as an element, with its top left corner at 0 0."""

    element: Element
    width: float
    height: float


def graph(nodes: Sequence[Node], arcs: Sequence[Arc]) -> Drawn:
    """The nodes in the order in which they usually happen, and every arc between them."""
    places = placed([node.name for node in nodes], arcs)
    steps = [place.step for place in places.values()]
    lanes = _lanes(arcs, places)
    room = 2 * _SIDE + _LANE * max(lanes.values(), default=0)
    left = min(steps, default=0.0) * _STEP[0] - _BOX[0] / 2 - room
    right = max(steps, default=0.0) * _STEP[0] + _BOX[0] / 2 + 2 * _SIDE
    layers = max((place.layer for place in places.values()), default=0) + 1
    group = tag("g", transform=f"translate({-left:g} 0)")
    most = max((arc.times for arc in arcs), default=1)
    add(group, *(_line(arc, _curve(arc, places, lanes), most) for arc in arcs))
    busiest = max((node.times for node in nodes), default=1)
    for node in nodes:
        add(group, _box(node, _at(places[node.name]), busiest))
    add(group, *(_label(arc, _curve(arc, places, lanes)) for arc in arcs))
    height = (layers - 1) * _STEP[1] + _BOX[1] + _SIDE / 2
    return Drawn(tag("g", group), right - left, height)


def _at(place: Place) -> Point:
    """The middle of the upper edge of a box."""
    return place.step * _STEP[0], place.layer * _STEP[1]


def _box(node: Node, at: Point, busiest: int) -> Element:
    (x, y), (width, height) = at, _BOX
    share = max(round(node.times / busiest * (width - 16), 1), 2)
    start = x - width / 2
    return tag(
        "g",
        tag("rect", x=f"{start:g}", y=f"{y:g}", width=width, height=height, rx=6, class_="node"),
        tag("text", node.name, x=f"{x:g}", y=f"{y + 14:g}", class_="inside"),
        tag("text", node.note, x=f"{x:g}", y=f"{y + 30:g}", class_="week"),
        tag(
            "rect",
            x=f"{start + 8:g}",
            y=f"{y + height - 6:g}",
            width=share,
            height=3,
            rx=1,
            class_="c0",
        ),
    )


def _lanes(arcs: Sequence[Arc], places: Mapping[str, Place]) -> Mapping[Arc, int]:
    """Arcs from one box that skip layers keep apart, each in a lane of its own."""
    used: dict[str, int] = {}
    lanes: dict[Arc, int] = {}
    for arc in arcs:
        if places[arc.after].layer > places[arc.before].layer + 1:
            lanes[arc] = used.get(arc.before, 0)
            used[arc.before] = lanes[arc] + 1
    return lanes


def _curve(arc: Arc, places: Mapping[str, Place], lanes: Mapping[Arc, int]) -> Curve:
    """Down from box to box; left of all boxes between where it skips layers, right of them where it goes
    back, and below where it stays in its layer.
    """
    before, after = places[arc.before], places[arc.after]
    (x1, y1), (x2, y2) = _at(before), _at(after)
    width, height = _BOX
    span = after.layer - before.layer
    if span == 1:
        return (x1, y1 + height), (x1, y1 + height + 30), (x2, y2 - 30), (x2, y2)
    if arc.before == arc.after:
        x = x1 + width / 2
        return (x, y1 + 12), (x + _SIDE / 2, y1), (x + _SIDE / 2, y1 + height), (x, y1 + 34)
    if span == 0:
        low = y1 + height
        return (x1 + 20, low), (x1 + 20, low + 44), (x2 - 20, low + 44), (x2 - 20, low)
    layers = range(min(before.layer, after.layer), max(before.layer, after.layer) + 1)
    between = [_at(place)[0] for place in places.values() if place.layer in layers]
    away = _SIDE * (4 / 3) + 8 * min(abs(span), 7)
    if span > 1:
        x = min(between) - width / 2 - away - _LANE * (4 / 3) * lanes[arc]
        low = y1 + height
        return (x1 - 40, low), (x, low + 50), (x, y2 - 50), (x2 - 40, y2)
    x = max(between) + width / 2 + away
    return (x1 + width / 2, y1 + 12), (x, y1), (x, y2 + height), (x2 + width / 2, y2 + 34)


def _line(arc: Arc, curve: Curve, most: int) -> Element:
    start, first, second, end = (f"{x:g} {y:g}" for x, y in curve)
    wide = 1 + (_WIDEST - 1) * math.log1p(arc.times) / math.log1p(most)
    path = f"M {start} C {first} {second} {end}"
    told = tag("title", f"{arc.before} to {arc.after}: {arc.label}")
    head = "url(#head)"
    return tag("path", told, d=path, stroke_width=f"{wide:.1f}", class_="arc", marker_end=head)


def _label(arc: Arc, curve: Curve) -> Element:
    """Half-way along the arc; beside it where the arc is a loop."""
    x, y = (_half_way([point[axis] for point in curve]) for axis in (0, 1))
    aside = 34 if arc.before == arc.after else 0
    return tag("text", arc.label, x=f"{x + aside:.1f}", y=f"{y:.1f}", class_="on-arc")


def _half_way(curve: Sequence[float]) -> float:
    """The point of a cubic curve in its middle, along one axis."""
    first, second, third, fourth = curve
    return (first + 3 * second + 3 * third + fourth) / 8


def head() -> Element:
    """The tip of every arc; it is defined once in a picture."""
    tip = tag("path", d="M 0 0 L 8 4 L 0 8 z", class_="tip")
    size = {"markerWidth": 9, "markerHeight": 9, "viewBox": "0 0 8 8", "refX": 7, "refY": 4}
    units = {"markerUnits": "userSpaceOnUse", "orient": "auto"}
    return tag("defs", tag("marker", tip, id="head", **size, **units))
