"""What the process tells of those who follow the log, and of what waits and is kept in its memory."""

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from prometheus_client import Counter as PrometheusCounter
from prometheus_client import Gauge

from api.bootstrap.process import Daybook
from api.http.metrics import Metrics
from infrastructure.event_store.follower_status import FollowedSubscribers

_LOST = "lost"


class Memory(Protocol):
    """Something that is kept to be quick, and never more of it than a bound."""

    @property
    def kept_bytes(self) -> int:
        """About how much is kept."""

    @property
    def most_bytes(self) -> int:
        """How much may be kept."""


class Figures:
    """Gauges that are brought up to date when somebody asks for them."""

    def __init__(self, daybook: Daybook, metrics: Metrics, memories: Mapping[str, Memory]) -> None:
        storage = daybook.storage
        self._subscribers = FollowedSubscribers(storage.pool, daybook.read_side.subscriber_names)
        self._ready = storage.ready
        self._waiting = storage.waiting
        self._events = _gauge(metrics, "lag_events", "Events that a subscriber has yet to take.")
        self._seconds = _gauge(metrics, "lag_seconds", "How old the oldest of these events is.")
        self._stops = _gauge(metrics, "stops", "Tenants in which a subscriber stands still.")
        self._kept = Gauge(
            "daybook_documents_kept", "Answers kept in memory.", registry=metrics.registry
        )
        self._vigil = daybook.sealing.vigil
        self._unsigned = Gauge(
            "daybook_log_unsigned_events",
            "Events that no checkpoint covers yet, in all logs.",
            registry=metrics.registry,
        )
        self._unsigned_seconds = Gauge(
            "daybook_log_unsigned_seconds",
            "How old the oldest of these events is.",
            registry=metrics.registry,
        )
        self._damaged = Gauge(
            "daybook_logs_damaged",
            "Logs that this process does not sign any further.",
            registry=metrics.registry,
        )
        self._record = daybook.access_record
        self._told: Counter[str] = Counter()
        self._log_ins = PrometheusCounter(
            "daybook_log_ins", "Attempts to log in.", ("outcome",), registry=metrics.registry
        )
        self._lost = PrometheusCounter(
            "daybook_access_records_lost",
            "Records of access that there was no room for.",
            registry=metrics.registry,
        )
        self._memories = memories
        self._kept_bytes = _memory(metrics, "kept", "About how many bytes are kept in memory.")
        self._most_bytes = _memory(metrics, "most", "How many bytes may be kept in memory.")
        self._queue = Gauge(
            "daybook_commands_waiting",
            "Commands that wait for the database.",
            registry=metrics.registry,
        )

    async def refresh(self) -> None:
        """Ask the database, whichever process leads the subscribers."""
        self._kept.set(len(self._ready))
        self._queue.set(self._waiting())
        self._count_access()
        sealed = await self._vigil.look()
        self._unsigned.set(sealed.unsigned_events)
        self._unsigned_seconds.set(sealed.unsigned_seconds)
        self._damaged.set(len(sealed.damaged))
        for name, memory in self._memories.items():
            self._kept_bytes.labels(name).set(memory.kept_bytes)
            self._most_bytes.labels(name).set(memory.most_bytes)
        for status in await self._subscribers.status():
            self._events.labels(status.name).set(status.lag_events)
            self._seconds.labels(status.name).set(status.lag_seconds)
            self._stops.labels(status.name).set(len(status.stops))

    def _count_access(self) -> None:
        """The record counts as things happen; what was told before is not counted again."""
        now = Counter({**self._record.counts, _LOST: self._record.lost})
        for name, times in (now - self._told).items():
            counter = self._lost if name == _LOST else self._log_ins.labels(name)
            counter.inc(times)
        self._told = now


def _memory(metrics: Metrics, name: str, sentence: str) -> Gauge:
    return Gauge(f"daybook_memory_{name}_bytes", sentence, ("of",), registry=metrics.registry)


def _gauge(metrics: Metrics, name: str, sentence: str) -> Gauge:
    return Gauge(f"daybook_subscriber_{name}", sentence, ("subscriber",), registry=metrics.registry)
