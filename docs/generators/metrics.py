"""What `GET /metrics` tells."""

from types import SimpleNamespace
from typing import Any

from api.bootstrap.figures import Figures
from api.http.metrics import Metrics
from docs.generators.markdown import code, page, table

_INTRODUCTION = (
    "Figures of one process in the text format of Prometheus, at `GET /metrics`. Counters end in "
    "`_total`, histograms in `_bucket`, `_sum` and `_count`. A *subscriber* is a projection or a process "
    "manager; its figures are the same whichever process is asked."
)


def metrics() -> str:
    """The page."""
    rows = [
        (code(family.name), family.type, ", ".join(map(code, labels)), family.documentation)
        for family, labels in _families()
    ]
    return page("Metrics", _INTRODUCTION, table(("metric", "kind", "labels", "meaning"), rows))


def _families() -> list[tuple[Any, tuple[str, ...]]]:
    """Every metric with its labels. Figures ask their process for nothing before they are refreshed."""
    declared = Metrics()
    no_process: Any = SimpleNamespace(
        storage=SimpleNamespace(pool=None, ready=None, waiting=None),
        read_side=SimpleNamespace(subscriber_names=()),
        sealing=SimpleNamespace(vigil=None),
        access_record=None,
    )
    Figures(no_process, declared, {})
    collectors = dict.fromkeys(declared.registry._collector_to_names)
    return [
        (family, getattr(collector, "_labelnames", ()))
        for collector in collectors
        for family in collector.collect()
    ]
