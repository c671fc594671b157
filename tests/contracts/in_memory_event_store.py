"""The `EventStore` port in memory: the same promises without a database."""

from collections import defaultdict
from itertools import takewhile
from uuid import UUID

from application.ports.event_store import (
    AlreadyAnswered,
    Append,
    Appended,
    LogQuery,
    RecordedEvent,
    StoredAnswer,
    StreamAppend,
    StreamConflict,
    Upto,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.canonical import Leaf, canonical_json, instant, leaf_hash
from infrastructure.event_store.encoding import encode_append
from infrastructure.event_store.registry import EventRegistry
from infrastructure.real_time import real_time

_NO_BOUND = Upto()


class InMemoryEventStore:
    """Forgets everything with the process."""

    def __init__(self, registry: EventRegistry) -> None:
        self._registry = registry
        self._logs: dict[TenantId, list[RecordedEvent]] = defaultdict(list)
        self._answers: dict[tuple[TenantId, str], StoredAnswer] = {}

    async def append(self, append: Append) -> Appended:
        """Store all events or none."""
        now = real_time()
        encode_append(append, now, self._registry)  # refuses what cannot be stored
        known = append.idempotency and self._answers.get((append.tenant, append.idempotency.key))
        if known:
            raise AlreadyAnswered(known)
        log = self._logs[append.tenant]
        outdated = [
            stream.stream_id
            for stream in append.streams
            if self._version(append.tenant, stream.stream_id) != stream.expected_version
        ]
        if outdated:
            raise StreamConflict(outdated)
        for stream in append.streams:
            for version in range(1, len(stream.events) + 1):
                log.append(self._recorded(append, stream, version, Appended(len(log) + 1, now)))
        if append.idempotency:
            once = append.idempotency
            answer = StoredAnswer(once.request_hash, once.answer, len(log))
            self._answers[append.tenant, once.key] = answer
        return Appended(len(log), now)

    async def stream(
        self, tenant: TenantId, stream_id: str, *, after: int = 0, upto: Upto = _NO_BOUND
    ) -> list[RecordedEvent]:
        """One document's events with version > `after`, in order."""
        events = [event for event in self._logs[tenant] if event.stream_id == stream_id]
        known = takewhile(lambda event: _within(event, upto), events)
        return [event for event in known if event.version > after]

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        """A page of the tenant's whole history, in order."""
        return [event for event in self._logs[tenant] if _asked_for(event, query)][: query.limit]

    async def head(self, tenant: TenantId) -> int:
        """The position of the tenant's newest event."""
        return len(self._logs[tenant])

    async def answer(self, tenant: TenantId, key: str) -> StoredAnswer | None:
        """What an idempotency key was answered, if it was used."""
        return self._answers.get((tenant, key))

    def _version(self, tenant: TenantId, stream_id: str) -> int:
        return sum(event.stream_id == stream_id for event in self._logs[tenant])

    def _recorded(
        self, append: Append, stream: StreamAppend, place: int, at: Appended
    ) -> RecordedEvent:
        event = stream.events[place - 1]
        version = stream.expected_version + place
        event_id = UUID(int=(hash(append.tenant) & 2**64 - 1) << 64 | at.position)
        payload, metadata = self._registry.encode(event), canonical_json(dict(append.metadata))
        leaf = Leaf(
            append.tenant,
            stream.stream_id,
            stream.stream_type,
            version,
            str(event_id),
            event.event_type,
            event.schema_version,
            payload,
            metadata,
            instant(append.occurred_at),
            instant(at.recorded_at),
        )
        return RecordedEvent(
            tenant=append.tenant,
            position=at.position,
            stream_id=stream.stream_id,
            stream_type=stream.stream_type,
            version=version,
            event_id=event_id,
            event_type=event.event_type,
            schema_version=event.schema_version,
            event=self._registry.decode(event.event_type, event.schema_version, payload),
            metadata=dict(append.metadata),
            occurred_at=append.occurred_at,
            recorded_at=at.recorded_at,
            leaf_hash=leaf_hash(leaf),
        )


def _within(event: RecordedEvent, upto: Upto) -> bool:
    return (
        (upto.version is None or event.version <= upto.version)
        and (upto.position is None or event.position <= upto.position)
        and (upto.occurred_at is None or event.occurred_at <= upto.occurred_at)
    )


def _asked_for(event: RecordedEvent, query: LogQuery) -> bool:
    return (
        event.position > query.after
        and (query.until is None or event.position <= query.until)
        and (not query.types or event.event_type in query.types)
        and event.event_type not in query.without
        and (query.stream_type is None or event.stream_type == query.stream_type)
        and (query.actor is None or event.metadata.get("actor") == query.actor)
        and (query.since is None or event.occurred_at >= query.since)
        and (query.before is None or event.occurred_at < query.before)
        and (not query.event_ids or event.event_id in query.event_ids)
        and (not query.stories or _story(event) in query.stories)
    )


def _story(event: RecordedEvent) -> str | None:
    named = event.metadata.get("correlationId")
    return None if named == event.metadata.get("requestId") else named
