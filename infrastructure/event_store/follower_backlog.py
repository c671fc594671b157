"""What is left to do for a group of subscribers, and in which order so that no tenant waits for another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import Lagging

Epoch = Callable[[str, TenantId], int | None]


@dataclass(frozen=True, slots=True)
class Portion:
    """Events of one tenant behind `after` that several subscribers, all standing there, have to see."""

    tenant: TenantId
    after: int
    head: int
    epochs: Mapping[str, int]


class Backlog:
    """Where each subscriber stands in each tenant's log; tenants with work take turns.

    Checkpoints are kept in memory: who leads is the only one that moves them, and every move is compared
    with the database. A stopped subscriber has no place here until the database says that it is due.
    """

    def __init__(self, subscribers: Iterable[str], epoch: Epoch) -> None:
        self._subscribers = tuple(subscribers)
        self._epoch = epoch
        self._places: dict[TenantId, dict[str, int]] = {}
        self._stopped: set[tuple[str, TenantId]] = set()
        self._heads: dict[TenantId, int] = {}
        self._turns: dict[TenantId, None] = {}

    @property
    def busy(self) -> bool:
        """True while some tenant has not had its turn."""
        return bool(self._turns)

    def unknown(self, tenants: Iterable[TenantId]) -> list[TenantId]:
        """The tenants in which we lead a subscriber whose place the database has yet to tell."""
        return [
            tenant
            for tenant in tenants
            if any(
                name not in self._places.get(tenant, {})
                and (name, tenant) not in self._stopped
                and self._epoch(name, tenant) is not None
                for name in self._subscribers
            )
        ]

    def hear(self, news: Mapping[TenantId, int]) -> None:
        """Logs have grown."""
        for tenant, head in news.items():
            if head > self._heads.get(tenant, 0):
                self._heads[tenant] = head
                self._turns.setdefault(tenant)

    def learn(self, lagging: Iterable[Lagging]) -> None:
        """What the database says wins over what is remembered."""
        for each in lagging:
            self.hear({each.tenant: each.head})
            if each.due:
                self._stopped.discard((each.subscriber, each.tenant))
                self._places.setdefault(each.tenant, {})[each.subscriber] = each.position
                self._turns.setdefault(each.tenant)
            else:
                self.stopped(each.subscriber, each.tenant)

    def moved(self, subscriber: str, tenant: TenantId, position: int) -> None:
        """A checkpoint was stored."""
        self._places.setdefault(tenant, {})[subscriber] = position

    def stopped(self, subscriber: str, tenant: TenantId) -> None:
        """A subscriber stands before an event that it cannot take."""
        self._stopped.add((subscriber, tenant))
        self._places.get(tenant, {}).pop(subscriber, None)

    def rest(self, subscriber: str, tenant: TenantId) -> None:
        """A subscriber waits in a tenant until the database is asked about all of them again."""
        self.stopped(subscriber, tenant)

    def forget(self) -> None:
        """Terms of leadership have ended or begun: nothing remembered counts."""
        self._places.clear()
        self._stopped.clear()

    def take(self, tenants: int) -> list[Portion]:
        """Work for one round, of the tenants that have waited longest; they go to the end of the queue."""
        portions: list[Portion] = []
        chosen = 0
        for tenant in list(self._turns):
            del self._turns[tenant]
            found = self._portions(tenant)
            if found:
                portions += found
                self._turns[tenant] = None
                chosen += 1
            if chosen == tenants:
                break
        return portions

    def _portions(self, tenant: TenantId) -> list[Portion]:
        head = self._heads.get(tenant, 0)
        groups: dict[int, dict[str, int]] = {}
        for name, place in self._places.get(tenant, {}).items():
            epoch = self._epoch(name, tenant)
            if epoch is not None and place < head:
                groups.setdefault(place, {})[name] = epoch
        return [Portion(tenant, place, head, epochs) for place, epochs in groups.items()]
