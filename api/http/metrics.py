"""What Prometheus can ask this process."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Observe = Callable[[float], None]


class Metrics:
    """Requests by route and outcome, and whatever else a part of the process wants to tell."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "daybook_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "daybook_http_request_seconds",
            "From the head of a request to the end of its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.streams = Gauge(
            "daybook_http_live_streams", "Readers of the live stream.", registry=self.registry
        )
        self._known: dict[tuple[str, str, int], tuple[Callable[[], None], Observe]] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; the route is the template, so that ids make no new series."""
        key = (method if method in _METHODS else "OTHER", route, status)
        known = self._known.get(key)
        if known is None:
            counter = self._requests.labels(key[0], route, str(status))
            known = self._known[key] = (counter.inc, self._seconds.labels(key[0], route).observe)
        count, observe = known
        count()
        observe(seconds)

    def add(self, collector: Collector) -> None:
        """Let another part of the process tell its figures here too."""
        self.registry.register(collector)

    def exposition(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)
