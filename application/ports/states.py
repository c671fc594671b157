"""Folded states, loaded once and kept: a hot document is decided without reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from application.ports.event_store import RecordedEvent, Upto
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, HasStatus

S = TypeVar("S", bound=HasStatus)


@dataclass(frozen=True, slots=True)
class Folded(Generic[S]):
    """A state with where it stands in its stream; version 0 is a document that does not exist.

    `created_at` and `updated_at` are the `occurred_at` of the first and the newest folded event.
    """

    stream_id: str
    state: S
    version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def after(self, decider: Decider[S], events: Iterable[RecordedEvent]) -> "Folded[S]":
        """Where the stream stands after these events without a gap; those it knows change nothing."""
        state, version = self.state, self.version
        created, updated = self.created_at, self.updated_at
        for event in events:
            if event.version > version:
                assert event.version == version + 1, "a version is missing"
                state, version = decider.evolve(state, event.event), event.version
                created, updated = created or event.occurred_at, event.occurred_at
        if version == self.version:
            return self
        return Folded(self.stream_id, state, version, created, updated)


class States(Protocol):
    """Loads folded states; what it keeps may be stale, which the version check at append finds out."""

    async def load(self, tenant: TenantId, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The newest known state, from memory when it is there, else from snapshot and events."""

    async def load_at(
        self, tenant: TenantId, decider: Decider[S], stream_id: str, upto: Upto
    ) -> Folded[S]:
        """The state as history tells it up to a version, position or instant; never kept."""

    def keep(self, tenant: TenantId, folded: Folded[S]) -> None:
        """Remember a state that was just appended."""

    def forget(self, tenant: TenantId, stream_id: str) -> None:
        """Drop what is kept of a stream, so that the next load reads."""
