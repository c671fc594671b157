"""Deliveries as they come when processes die: late, again, out of order, and cut off at any moment."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from application.desk import Desk
from application.ports.event_store import Append, Appended, RecordedEvent
from tests.machines.company import Company, IndexedEventStore, KeptStates


class Killed(BaseException):
    """The process is gone; nobody catches that."""


class KillableStore(IndexedEventStore):
    """A store whose process dies at an append: `fuse` says whether before or after it was stored."""

    fuse: str | None = None

    async def append(self, append: Append) -> Appended:
        """Stored, or not, and then nobody is there to hear of it."""
        fuse, self.fuse = self.fuse, None
        if fuse == "before":
            raise Killed
        appended = await super().append(append)
        if fuse == "after":
            raise Killed
        return appended


@dataclass(frozen=True)
class Disturbance:
    """What goes wrong. Without `in_order` even the events of one stream overtake each other."""

    seed: int
    in_order: bool
    thrice: bool
    kills: int
    fickle_bank: bool


@dataclass
class DisturbedDelivery:
    """Tells every policy everything at last, in the ways of a disturbance."""

    company: Company
    disturbance: Disturbance
    seen: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    kills: int = 0

    def __post_init__(self) -> None:
        self._random = Random(self.disturbance.seed)

    def some(self) -> None:
        """A few deliveries, or none."""
        for _ in range(self._random.randrange(6)):
            self._one()

    def everything(self) -> None:
        """Until nobody has anything left to be told."""
        while self._one():
            pass

    def _one(self) -> bool:
        waiting = [name for name in self.company.policies if self._unseen(name)]
        if not waiting:
            return False
        policy = self._random.choice(waiting)
        recorded = self._next(policy)
        if self.disturbance.fickle_bank:
            self.company.bank.mood = self._random.choice(("up", "up", "down", "dies"))
        for _ in range(3 if self.disturbance.thrice else 1):
            self._deliver(policy, recorded)
        if self.disturbance.thrice and self._random.random() < 0.2:
            self._deliver_again(policy)
        return True

    def _unseen(self, policy: str) -> list[RecordedEvent]:
        news = self.company.news_for(policy, 0)
        return [one for one in news if one.position not in self.seen[policy]]

    def _next(self, policy: str) -> RecordedEvent:
        unseen = self._unseen(policy)
        if self.disturbance.in_order:
            first: dict[str, RecordedEvent] = {}
            for one in unseen:
                first.setdefault(one.stream_id, one)
            unseen = list(first.values())
        return self._random.choice(unseen)

    def _deliver(self, policy: str, recorded: RecordedEvent) -> None:
        store = self.company.store
        assert isinstance(store, KillableStore)
        if self.kills < self.disturbance.kills and self._random.random() < 0.2:
            store.fuse = self._random.choice(("before", "after"))
        try:
            if self.company.tell(policy, recorded):
                self.seen[policy].add(recorded.position)
        except Killed:
            self._start_again(policy)
        finally:
            store.fuse = None

    def _deliver_again(self, policy: str) -> None:
        """Something that was delivered long ago, as after a checkpoint that was lost."""
        old = [one for one in self.company.news_for(policy, 0) if one.position in self.seen[policy]]
        if old:
            assert self.company.tell(policy, self._random.choice(old))

    def _start_again(self, policy: str) -> None:
        """Another process, which remembers nothing and begins where the last checkpoint was."""
        self.kills += 1
        company = self.company
        company.states = KeptStates(company.store)
        company.desk = Desk(company.store, company.states, company.clock, company.ids)
        checkpoint = self._random.randrange(len(company.store.events) + 1)
        self.seen[policy] = {position for position in self.seen[policy] if position < checkpoint}
