"""What `GET /metrics` tells."""

from api.http.metrics import Metrics
from docs.generators.markdown import code, page, table

_INTRODUCTION = (
    "Figures of one process in the text format of Prometheus, at `GET /metrics`. Counters end in "
    "`_total`, histograms in `_bucket`, `_sum` and `_count`."
)


def metrics() -> str:
    """The page."""
    rows = [
        (code(family.name), family.type, family.documentation)
        for family in Metrics().registry.collect()
    ]
    return page("Metrics", _INTRODUCTION, table(("metric", "kind", "what it counts"), rows))
