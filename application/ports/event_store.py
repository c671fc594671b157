"""The log: what handlers append and everybody reads. One position per tenant, dense, in commit order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.shared.ids import TenantId
from domain.shared.message import Event


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A key that makes the whole append happen once; `answer` is what the first caller was told.

    `key` is scoped to the actor by the caller of the store; `request_hash` is SHA-256 over the request.
    """

    key: str
    request_hash: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class StreamAppend:
    """Events for one stream, which must stand at `expected_version`; without events it is only a check."""

    stream_id: str
    stream_type: str
    expected_version: int
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Append:
    """One command's effect: several streams, all or nothing. `metadata` is JSON with camelCase names."""

    tenant: TenantId
    streams: tuple[StreamAppend, ...]
    metadata: Mapping[str, str]
    occurred_at: datetime
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """What the store made of an append: `position` is that of its last event in the tenant's log."""

    position: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What an idempotency key was answered first, with the position that answer reflects."""

    request_hash: bytes
    answer: bytes
    position: int


ERASED_ANSWER = b"erased"
"""Stands in the place of an answer that said something of a person who was erased since."""


class RecordedEvent(NamedTuple):
    """An event as the log holds it. `version` and `position` count from 1; times are aware, UTC.

    A tuple, because whole logs are read into these and a frozen dataclass takes five times as long to make.
    """

    tenant: TenantId
    position: int
    stream_id: str
    stream_type: str
    version: int
    event_id: UUID
    event_type: str
    schema_version: int
    event: Event
    metadata: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Upto:
    """How far history is read: the earliest bound wins; no bound is the newest state."""

    version: int | None = None
    position: int | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogQuery:
    """A part of a tenant's log in position order; times are `occurred_at`.

    `types` and `without` are event type names: only these, and all but these. `stories` are correlation
    ids, `event_ids` those of the events themselves. What belongs to no story but that of its own request
    is not found by it.
    """

    after: int = 0
    limit: int = 100
    until: int | None = None
    types: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    stream_type: str | None = None
    actor: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    stories: tuple[str, ...] = ()
    event_ids: tuple[UUID, ...] = ()


class StreamConflict(Exception):
    """A stream was not at the expected version; nothing of the append was stored."""

    def __init__(self, stream_ids: Sequence[str]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(stream_ids)}")
        self.stream_ids = tuple(stream_ids)


class AlreadyAnswered(Exception):
    """The idempotency key is known: nothing was stored now, `stored` is the first answer."""

    def __init__(self, stored: StoredAnswer) -> None:
        super().__init__("the idempotency key was used before")
        self.stored = stored


class StoreOverloaded(Exception):
    """The queue of waiting appends is full; try again after `retry_after` seconds. Nothing was stored."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("too many appends are waiting")
        self.retry_after = retry_after


class StoreUnavailable(Exception):
    """The database did not answer in time; the idempotency key settles whether it was stored."""


class EventStore(Protocol):
    """Append and read, asynchronously; safe to call from many tasks at once."""

    async def append(self, append: Append) -> Appended:
        """Store all events or none.

        Raises `StreamConflict`, `AlreadyAnswered`, `StoreOverloaded`, `StoreUnavailable`.
        """

    async def stream(
        self, tenant: TenantId, stream_id: str, *, after: int = 0, upto: Upto = Upto()
    ) -> list[RecordedEvent]:
        """One document's events with version > `after`, in order; empty when there is no such stream."""

    async def log(self, tenant: TenantId, query: LogQuery) -> list[RecordedEvent]:
        """A page of the tenant's whole history, in order."""

    async def head(self, tenant: TenantId) -> int:
        """The position of the tenant's newest event; 0 when there is none."""

    async def answer(self, tenant: TenantId, key: str) -> StoredAnswer | None:
        """What an idempotency key was answered, if it was used."""
