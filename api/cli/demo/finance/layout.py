"""What the panels of the report are put together from."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from api.charts.markup import Inside, add, tag

Rows = Sequence[Sequence[Inside]]


def section(title: str, said: str, *inside: Element | None, wide: bool = False) -> Element:
    """A card with a heading, a sentence, and whatever it shows; a wide one takes all columns."""
    heading = (tag("h2", title), tag("p", said, class_="soft"))
    return tag("section", *heading, *inside, class_="wide" if wide else None)


def chart(drawn: Element) -> Element:
    """A drawing with the room that it needs."""
    return tag("div", drawn, class_="chart")


def exact(table: Element) -> Element:
    """The figures of a chart, folded until somebody asks for them."""
    return folded("The exact figures", table)


def folded(title: str, table: Element) -> Element:
    """A table behind its title."""
    return tag("details", tag("summary", title), table)


def table(headings: Sequence[str], rows: Rows) -> Element:
    """Columns by their headings; one that ends in > is aligned to the right."""
    right = [heading.endswith(">") for heading in headings]
    head = add(tag("tr"), *map(_heading, headings))
    body = tag("tbody")
    for row in rows:
        cells = zip(row, right, strict=True)
        add(body, add(tag("tr"), *(tag("td", cell, class_=_side(it)) for cell, it in cells)))
    return tag("div", tag("table", tag("thead", head), body), class_="scroll")


def _heading(heading: str) -> Element:
    return tag("th", heading.rstrip(">"), scope="col", class_=_side(heading.endswith(">")))


def _side(right: bool) -> str | None:
    return "number" if right else None


def badge(text: str, still_open: bool) -> Element:
    """How something ended; an alarm as long as it has not."""
    return tag("span", text, class_=f"badge {'alarm' if still_open else 'good'}")


def keys(names: Mapping[str, str]) -> Element:
    """What the colours of a chart stand for."""
    items = [tag("li", tag("span", class_=f"key {key}"), name) for key, name in names.items()]
    return add(tag("ul", class_="keys"), *items)
