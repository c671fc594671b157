"""The colours of pictures that stand alone: light, or dark where the reader's screen is."""

STYLE = """
.picture { --page: #ffffff; --ink: #17202b; --soft: #5a6675; --grid: #e9ecf0;
  --c0: #2d6cdf; --c1: #0e9488; --c2: #b86a00; --c3: #8250c4; --c4: #b3261e; }
@media (prefers-color-scheme: dark) { .picture { --page: #161d26; --ink: #e6eaef; --soft: #98a4b3;
  --grid: #28323e; --c0: #6ba1ff; --c1: #3fc7b8; --c2: #eda84a; --c3: #b592ee; --c4: #ff8177; } }
.picture .page { fill: var(--page); }
.picture text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink);
  dominant-baseline: central; font-variant-numeric: tabular-nums; }
.picture .heading { font-size: 22px; font-weight: 650; }
.picture .unit { font-size: 15px; font-weight: 620; }
.picture .soft { fill: var(--soft); font-size: 12px; }
.picture .value { font-weight: 600; }
.picture .scale { fill: var(--soft); text-anchor: end; font-size: 12px; }
.picture .week { fill: var(--soft); text-anchor: middle; font-size: 12px; }
.picture .top { text-anchor: middle; font-size: 12px; }
.picture .grid { stroke: var(--grid); stroke-width: 1; }
.picture .c0 { fill: var(--c0); } .picture .c1 { fill: var(--c1); } .picture .c2 { fill: var(--c2); }
.picture .c3 { fill: var(--c3); } .picture .c4 { fill: var(--c4); }
"""
"""The one style sheet; browsers are told its digest, so that no other can slip in."""
