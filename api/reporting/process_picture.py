"""The directly-follows graph as a picture, with its figures beside it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, tostring

from api.charts.graph import Node, graph, head
from api.charts.layers import Arc
from api.charts.markup import add, tag
from api.charts.theme import STYLE
from api.plural import count
from application.process_mining.directly_follows import Follows, Graph

_TOP = 96
_GAP = 40
_LINE = 20
_MOST_ROWS = 60
_TABLE_WIDTH = 520
_COLUMNS = (0, 190, 430, 520)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def as_picture(found: Graph, position: int) -> bytes:
    """A standalone SVG, light or dark as the reader's screen is; the same bytes for the same graph."""
    title = f"What follows what: {found.object_type}"
    arcs = [_arc(each) for each in found.follows]
    drawn = graph([_node(name, found) for name in found.activities], arcs)
    moment = f"{found.objects:,} documents as of position {position:,}"
    table = _table(found.follows)
    height = _TOP + max(drawn.height, (min(len(arcs), _MOST_ROWS) + 2) * _LINE) + _GAP
    width = drawn.width + _GAP + _TABLE_WIDTH
    drawn.element.set("transform", f"translate(0 {_TOP})")
    table.set("transform", f"translate({drawn.width + _GAP:g} {_TOP})")
    name = f"directly-follows-{found.object_type}"
    size = {"width": f"{width + 40:g}", "height": f"{height + 40:g}"}
    picture = tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", _description(found), id=f"{name}-description"),
        tag("style", STYLE),
        head(),
        tag("rect", x=-20, y=-20, **size, class_="page"),
        tag("text", title, x=0, y=12, class_="heading"),
        tag("text", moment, x=0, y=38, class_="soft"),
        tag("text", "On each arc: how often, and the mean time between.", x=0, y=60, class_="soft"),
        drawn.element,
        table,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"-20 -20 {size['width']} {size['height']}",
        role="img",
        aria_labelledby=f"{name}-title {name}-description",
        class_="picture",
    )
    return f"{tostring(picture, encoding='unicode')}\n".encode()


def duration(seconds: int) -> str:
    """A time as people say it, in its two largest units."""
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    return f"{seconds // _DAY:,} d {seconds % _DAY // _HOUR} h"


def _node(name: str, found: Graph) -> Node:
    times = found.activities[name]
    ends = f", {found.ends[name]:,} end here" if name in found.ends else ""
    begins = f", {found.begins[name]:,} begin" if name in found.begins else ""
    return Node(name, times, f"{times:,}{begins}{ends}")


def _arc(follows: Follows) -> Arc:
    label = f"{follows.times:,} · {duration(follows.mean_seconds)}"
    return Arc(follows.before, follows.after, follows.times, label)


def _description(found: Graph) -> str:
    kinds, arcs = count(len(found.activities), "kind"), count(len(found.follows), "arc")
    return (
        f"Which event of a {found.object_type} follows which: {kinds} of events, "
        f"{arcs}; the figures are beside {'it' if len(found.follows) == 1 else 'them'}."
    )


def _table(rows: Sequence[Follows]) -> Element:
    group = tag("g", class_="table")
    _cells(group, 0, ("from", "to", "times", "mean time"), "soft")
    for number, row in enumerate(rows[:_MOST_ROWS], 1):
        said = (row.before, row.after, f"{row.times:,}", duration(row.mean_seconds))
        _cells(group, number * _LINE, said, "figure")
    more = len(rows) - _MOST_ROWS
    if more > 0:
        said = (f"and {more} more", "", "", "")
        _cells(group, (_MOST_ROWS + 1) * _LINE, said, "soft")
    return group


def _cells(group: Element, y: int, said: Sequence[str], tone: str) -> None:
    for place, (x, text) in enumerate(zip(_COLUMNS, said, strict=True)):
        anchor = "end" if place >= len(_COLUMNS) - 2 else "start"
        add(group, tag("text", text, x=x, y=y, text_anchor=anchor, class_=tone))
