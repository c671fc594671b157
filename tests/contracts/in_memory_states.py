"""The `States` port without a memory of its own: every load folds anew."""

from typing import Any, TypeVar

from application.ports.event_store import EventStore, Upto
from application.ports.states import Folded
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, HasStatus

S = TypeVar("S", bound=HasStatus)


class InMemoryStates:
    """Folds what the store holds."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def load(self, tenant: TenantId, decider: Decider[S], stream_id: str) -> Folded[S]:
        """The newest state."""
        return await self.load_at(tenant, decider, stream_id, Upto())

    async def load_at(
        self, tenant: TenantId, decider: Decider[S], stream_id: str, upto: Upto
    ) -> Folded[S]:
        """The state as history tells it up to a bound."""
        folded = Folded(stream_id, decider.initial)
        for event in await self._store.stream(tenant, stream_id, upto=upto):
            folded = Folded(
                stream_id,
                decider.evolve(folded.state, event.event),
                event.version,
                folded.created_at or event.occurred_at,
                event.occurred_at,
            )
        return folded

    def keep(self, tenant: TenantId, folded: Folded[Any]) -> None:
        """Nothing is kept."""

    def forget(self, tenant: TenantId, stream_id: str) -> None:
        """There is nothing to forget."""
