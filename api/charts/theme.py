"""The colours of pictures that stand alone: light, or dark where the reader's screen is."""

from collections.abc import Mapping

_LIGHT: Mapping[str, str] = {
    "page": "#ffffff",
    "ink": "#17202b",
    "soft": "#5a6675",
    "grid": "#e9ecf0",
    "c0": "#2d6cdf",
    "c1": "#0e9488",
    "c2": "#b86a00",
    "c3": "#8250c4",
    "c4": "#b3261e",
}
_DARK: Mapping[str, str] = {
    "page": "#161d26",
    "ink": "#e6eaef",
    "soft": "#98a4b3",
    "grid": "#28323e",
    "c0": "#6ba1ff",
    "c1": "#3fc7b8",
    "c2": "#eda84a",
    "c3": "#b592ee",
    "c4": "#ff8177",
}
_SHAPES = """
.picture text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif;
  dominant-baseline: central; font-variant-numeric: tabular-nums; }
.picture .heading { font-size: 22px; font-weight: bold; }
.picture .unit { font-size: 15px; font-weight: bold; }
.picture .value { font-weight: bold; }
.picture .soft, .picture .scale, .picture .top { font-size: 12px; }
.picture .week { font-size: 11px; }
.picture .scale { text-anchor: end; }
.picture .week, .picture .top, .picture .inside, .picture .on-arc { text-anchor: middle; }
.picture .inside { font-weight: bold; }
.picture .on-arc { font-size: 12px; paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
.picture .grid { stroke-width: 1; }
.picture .arc { fill: none; stroke-opacity: 0.55; }
.picture .arc:hover { stroke-opacity: 1; }
"""


def _coloured(colours: Mapping[str, str]) -> str:
    series = "\n".join(
        f".picture .{name} {{ fill: {colours[name]}; }}" for name in colours if name[0] == "c"
    )
    return (
        f".picture .page {{ fill: {colours['page']}; }}\n"
        f".picture text {{ fill: {colours['ink']}; }}\n"
        f".picture .soft, .picture .scale, .picture .week {{ fill: {colours['soft']}; }}\n"
        f".picture .grid {{ stroke: {colours['grid']}; }}\n"
        f".picture .node {{ fill: {colours['page']}; stroke: {colours['soft']}; }}\n"
        f".picture .on-arc {{ stroke: {colours['page']}; }}\n"
        f".picture .arc {{ stroke: {colours['c0']}; }}\n"
        f".picture .tip {{ fill: {colours['c0']}; }}\n{series}\n"
    )


STYLE = (
    f"{_SHAPES}{_coloured(_LIGHT)}@media (prefers-color-scheme: dark) {{\n{_coloured(_DARK)}}}\n"
)
"""The one style sheet; browsers are told its digest, so that no other can slip in."""
