"""A report as a picture: a chart for each currency, and beside it the table that it is drawn from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.etree.ElementTree import Element, tostring

from api.charts.markup import add, tag
from api.charts.svg import WIDTH, Bar, Column, bars, columns, short
from api.charts.theme import STYLE
from api.plural import count
from api.reporting.values import Cell, lines, text
from application.ports.reports import ChartKind, ColumnKind, Report

_MOST_ROWS = 12
_THOUSAND = Decimal(1000)
_TOP = 96
_GAP = 40
_LINE = 22
_LONGEST = 22
_TABLE_WIDTH = 620
_LABEL_WIDTH = 170
_LETTER, _BESIDE = 7, 12
_WIDEST = 110
_BETWEEN = " · "
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SHORTEST = 6
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Part:
    """A bar or column with its parts by name; several rows of a report may be in one."""

    label: str
    figures: Mapping[str, Decimal]

    @property
    def whole(self) -> Decimal:
        """All parts together."""
        return sum(self.figures.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn on one scale: one currency, or what has none."""

    unit: str
    parts: tuple[Part, ...]


def as_picture(report: Report) -> bytes:
    """A standalone SVG, light or dark as the reader's screen is, with a title and a description."""
    panels = panels_of(report)
    drawn = [_panel(report, panel) for panel in panels]
    height = _TOP + sum(size + _GAP for _, size in drawn) + (0 if drawn else _GAP)
    width = WIDTH + _GAP + _TABLE_WIDTH
    picture = tag(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"-20 -20 {width + 40} {height + 40:g}",
        role="img",
        aria_labelledby=f"{report.shape.name}-title {report.shape.name}-description",
        class_="picture",
    )
    shape = report.shape
    add(
        picture,
        tag("title", shape.title, id=f"{shape.name}-title"),
        tag("desc", _description(report, panels), id=f"{shape.name}-description"),
        tag("style", STYLE),
        tag("rect", x=-20, y=-20, width=width + 40, height=f"{height + 40:g}", class_="page"),
        tag("text", shape.title, x=0, y=12, class_="heading"),
        tag("text", shape.question, x=0, y=38, class_="soft"),
        tag("text", _moment(report), x=0, y=60, class_="soft"),
    )
    y = float(_TOP)
    for block, size in drawn:
        block.set("transform", f"translate(0 {y:g})")
        add(picture, block)
        y += size + _GAP
    if not drawn:
        add(picture, tag("text", "There is nothing to show.", x=0, y=_TOP, class_="label"))
    return f"{tostring(picture, encoding='unicode')}\n".encode()


def panels_of(report: Report) -> list[Panel]:
    """What is drawn, by currency; rows of one label are one bar, in the order of the report."""
    shape, chart = report.shape, report.shape.chart
    kinds = {column.name: column.kind for column in shape.columns}
    in_money = kinds[chart.parts[0]] is ColumnKind.AMOUNT
    found: dict[str, dict[str, dict[str, Decimal]]] = {}
    for line in lines(report):
        row = dict(zip(kinds, line, strict=True))
        unit = text(row["currency"]) if in_money else _unit(kinds[chart.parts[0]])
        figures = found.setdefault(unit, {}).setdefault(_label(chart.labels, row), {})
        for name in chart.parts:
            figures[name] = figures.get(name, Decimal(0)) + Decimal(text(row[name]) or 0)
    panels = [
        Panel(unit, tuple(Part(label, figures) for label, figures in of_unit.items()))
        for unit, of_unit in found.items()
    ]
    return (
        [_by_size(each) for each in panels] if in_money and chart.kind is ChartKind.BARS else panels
    )


def _by_size(panel: Panel) -> Panel:
    """The longest bar first, as each may stand for several rows."""
    return replace(panel, parts=tuple(sorted(panel.parts, key=lambda part: -part.whole)))


def _unit(kind: ColumnKind) -> str:
    return {ColumnKind.PERCENT: "percent", ColumnKind.SECONDS: "hours"}.get(kind, "number")


def _label(names: Sequence[str], row: Mapping[str, Cell]) -> str:
    """By name; a supplier that has none any more by its id."""
    said = [row["supplierId"] if n == "supplierName" and not row[n] else row[n] for n in names]
    return _BETWEEN.join(text(each) or "-" for each in said)


def _description(report: Report, panels: Sequence[Panel]) -> str:
    rows = sum(len(panel.parts) for panel in panels)
    drawn = f"{count(rows, 'bar')}; the figures are beside {'it' if rows == 1 else 'them'}."
    return f"{report.shape.question} {_moment(report)}. {drawn}"


def _moment(report: Report) -> str:
    moment = report.as_of
    narrowed = "".join(f", {name} {value}" for name, value in sorted(report.filters.items()))
    return f"As of position {moment.position:,}, counted to {moment.day}{narrowed}"


def _panel(report: Report, panel: Panel) -> tuple[Element, float]:
    """A chart with its keys, and the table at its right; how high that is."""
    chart = report.shape.chart
    newest = chart.kind is ChartKind.COLUMNS and not chart.ahead
    shown = panel.parts[-_MOST_ROWS:] if newest else panel.parts[:_MOST_ROWS]
    colours = {name: f"c{number}" for number, name in enumerate(chart.parts)}
    drawn = _drawn(report, panel.unit, shown, colours)
    _, _, _, high = (float(each) for each in drawn.get("viewBox", "0 0 0 0").split())
    placed = tag("g", transform="translate(0 44)")
    for child in list(drawn):
        add(placed, child)
    block = tag("g", tag("text", panel.unit, x=0, y=0, class_="unit"))
    x = 0
    for name, colour in colours.items():
        add(block, tag("rect", x=x, y=16, width=10, height=10, rx=2, class_=colour))
        add(block, tag("text", words(name), x=x + 16, y=21, class_="soft"))
        x += 36 + 7 * len(words(name))
    add(block, placed)
    table = _table(chart.parts, panel, shown)
    table.set("transform", f"translate({WIDTH + _GAP} 0)")
    add(block, table)
    return block, max(high + 44, (len(shown) + 3) * _LINE)


def _drawn(report: Report, unit: str, shown: Sequence[Part], colours: Mapping[str, str]) -> Element:
    title = f"{report.shape.title}, {unit}"
    scaled = [_scaled(unit, part) for part in shown]
    if report.shape.chart.kind is ChartKind.COLUMNS:
        return columns(
            title,
            [
                Column(label, _coloured(part, colours), short(_rough(part.whole)))
                for label, part in zip(times([it.label for it in scaled]), scaled, strict=True)
            ],
        )
    return bars(
        title,
        [Bar(_cut(part.label), _coloured(part, colours), _figure(part.whole)) for part in scaled],
    )


def times(labels: Sequence[str]) -> list[str]:
    """Days and months so short that they fit below columns, with the year below where it begins."""
    found, before = [], ""
    for label in labels:
        year, month, *day = label.split("-")
        said = " ".join([*(str(int(each)) for each in day), _MONTHS[int(month) - 1]])
        found.append(said if year == before else f"{said}\n{year}")
        before = year
    return found


def _scaled(unit: str, part: Part) -> Part:
    """Seconds are drawn as hours, whole ones, as a difference of minutes is not seen."""
    if unit != "hours":
        return part
    return Part(part.label, {name: round(it / 3600, 1) for name, it in part.figures.items()})


def _coloured(part: Part, colours: Mapping[str, str]) -> Mapping[str, Decimal]:
    return {colours[name]: max(figure, Decimal(0)) for name, figure in part.figures.items()}


def _table(names: Sequence[str], panel: Panel, shown: Sequence[Part]) -> Element:
    """The figures that are drawn, exactly; and how many more there are."""
    group = tag("g", class_="table")
    widest = max(_WIDEST, *(_LETTER * len(words(name)) + _BESIDE for name in names))
    step = min((_TABLE_WIDTH - _LABEL_WIDTH) / len(names), widest)
    for place, name in enumerate(names):
        add(group, _right(words(name), _LABEL_WIDTH + (place + 1) * step, 0, "soft"))
    for number, part in enumerate(shown, 1):
        y = number * _LINE
        add(group, tag("text", _cut(part.label), x=0, y=y, class_="label"))
        for place, name in enumerate(names):
            figure = _scaled(panel.unit, part).figures[name]
            add(group, _right(_figure(figure), _LABEL_WIDTH + (place + 1) * step, y, "figure"))
    more = len(panel.parts) - len(shown)
    if more:
        add(group, tag("text", f"and {more} more", x=0, y=(len(shown) + 1) * _LINE, class_="soft"))
    return group


def _right(said: str, x: float, y: float, tone: str) -> Element:
    return tag("text", said, x=f"{x:g}", y=f"{y:g}", text_anchor="end", class_=tone)


def words(name: str) -> str:
    """``days1To30`` as people read it: days 1 to 30."""
    return _WORD.sub(" ", name).lower()


def _rough(figure: Decimal) -> Decimal:
    """Thousands to one decimal; what is exact is in the table."""
    return round(figure, -2) if figure >= _THOUSAND else round(figure, 0)


def _cut(label: str) -> str:
    """So long that it fits; of several names the first one gives way, as the others tell bars apart."""
    first, between, others = label.partition(_BETWEEN)
    most = max(_LONGEST - len(between + others), _SHORTEST)
    if len(first) > most:
        first = f"{first[: most - 1].rstrip()}…"
    cut = f"{first}{between}{others}"
    return cut if len(cut) <= _LONGEST else f"{cut[: _LONGEST - 1]}…"


def _figure(figure: Decimal) -> str:
    return f"{figure:,f}"
