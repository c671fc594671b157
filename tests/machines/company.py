"""A whole company in memory: the real desk, use cases and policies over a log that is a list.

Nothing here waits for anything, and ids are counted, so that a test can live through thousands of histories.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from application.desk import Desk, Done, Task
from application.policy_reactor import PolicyReactor
from application.ports.bank import BankRefused, BankUnreachable, Receipt
from application.ports.event_store import Append, Appended, RecordedEvent, StreamAppend, Upto
from application.ports.states import Folded
from application.ports.subscriber import Unavailable
from application.reaction import Policy
from application.request import Request
from domain.shared.ids import TenantId, UserId
from domain.shared.machine import Decider, HasStatus
from infrastructure.event_store.catalogue import domain_deciders, domain_events
from infrastructure.event_store.registry import EventRegistry
from tests.contracts.in_memory_event_store import InMemoryEventStore
from tests.contracts.in_memory_states import InMemoryStates

S = TypeVar("S", bound=HasStatus)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OURS = TenantId.of(UUID(int=7, version=4))


class IndexedEventStore(InMemoryEventStore):
    """The store in memory with its streams at hand; a copy goes on by itself."""

    def __init__(self, registry: EventRegistry) -> None:
        super().__init__(registry)
        self._streams: dict[str, list[RecordedEvent]] = defaultdict(list)

    @property
    def events(self) -> list[RecordedEvent]:
        """The whole log."""
        return self._logs[OURS]

    def copy(self) -> "IndexedEventStore":
        """The same history in another store."""
        other = IndexedEventStore(self._registry)
        for recorded in self.events:
            other._logs[OURS].append(recorded)
            other._streams[recorded.stream_id].append(recorded)
        other._answers.update(self._answers)
        return other

    async def stream(
        self,
        tenant: TenantId,
        stream_id: str,
        *,
        after: int = 0,
        upto: Upto = Upto(),  # noqa: B008
    ) -> list[RecordedEvent]:
        """One document's events, without a look at the others."""
        if upto != Upto():
            return await super().stream(tenant, stream_id, after=after, upto=upto)
        return self._streams.get(stream_id, [])[after:]

    def _version(self, tenant: TenantId, stream_id: str) -> int:
        return len(self._streams.get(stream_id, ()))

    def _recorded(
        self, append: Append, stream: StreamAppend, place: int, at: Appended
    ) -> RecordedEvent:
        recorded = super()._recorded(append, stream, place, at)
        self._streams[stream.stream_id].append(recorded)
        return recorded


class KeptStates(InMemoryStates):
    """Keeps what the desk decided, as production does, instead of folding it anew."""

    def __init__(self, store: IndexedEventStore) -> None:
        super().__init__(store)
        self.kept: dict[str, Folded[Any]] = {}

    async def load(self, tenant: TenantId, decider: Decider[S], stream_id: str) -> Folded[S]:
        """From memory where it is there."""
        known = self.kept.get(stream_id)
        return known if known is not None else await super().load(tenant, decider, stream_id)

    def keep(self, tenant: TenantId, folded: Folded[Any]) -> None:
        """Kept until it is forgotten."""
        self.kept[folded.stream_id] = folded

    def forget(self, tenant: TenantId, stream_id: str) -> None:
        """Read again at the next load."""
        self.kept.pop(stream_id, None)


class CountedIds:
    """Version 4 UUIDs, one after the other."""

    def __init__(self, last: int = 1000) -> None:
        self.last = last

    def new(self) -> UUID:
        """The next one."""
        self.last += 1
        return UUID(int=self.last, version=4)


@dataclass
class SetClock:
    """It is always noon, unless the test says otherwise."""

    at: datetime = NOON

    def now(self, tenant: TenantId) -> datetime:
        """The present."""
        return self.at


@dataclass
class FickleBank:
    """Takes files as it pleases: `mood` is up, down, dies (takes it and does not say so) or refuses."""

    files: dict[str, bytes]
    mood: str = "up"

    async def submit(self, message_id: str, file: bytes) -> Receipt:
        """Whatever the mood says; the same bytes count once."""
        if self.mood == "down":
            raise BankUnreachable("no connection")
        if self.mood == "refuses":
            raise BankRefused("we do not like it")
        known = self.files.setdefault(message_id, file)
        assert known == file, "the bank got two files of one name"
        if self.mood == "dies":
            raise BankUnreachable("connection lost")
        return Receipt(message_id, NOON)


class PlainFiles:
    """Files in which only what matters to us is written; the official form has tests of its own."""

    def write(self, instruction: Any) -> bytes:
        """Equal instructions give equal bytes."""
        return bytes(instruction.model_dump_json(), "utf-8")


class Company:
    """Everybody who works on one log: people at the desk, and the policies that follow."""

    def __init__(
        self, store: IndexedEventStore, policies: Callable[[Any], Sequence[Policy]]
    ) -> None:
        self.store, self.states = store, KeptStates(store)
        self.clock, self.bank = SetClock(), FickleBank({})
        self.ids = CountedIds(1000 + len(store.events))
        self.desk = Desk(store, self.states, self.clock, self.ids)
        self.policies = {policy.name: policy for policy in policies(self)}
        self._runner = asyncio.Runner()

    def close(self) -> None:
        """Nothing is left open."""
        self._runner.close()

    def do(self, actor: UserId, task: Task) -> Done:
        """Carry out what somebody asks; raises what it is refused with."""
        return self.carry_out(Request(OURS, actor), task)

    def carry_out(self, request: Request, task: Task) -> Done:
        """Carry out a request that says more than who asks."""
        return self._runner.run(self.desk.carry_out(request, task))

    def tell(self, policy: str, recorded: RecordedEvent) -> bool:
        """Deliver an event; False when it has to be delivered again."""
        try:
            self._runner.run(PolicyReactor(self.policies[policy], self.desk).handle(recorded))
        except Unavailable:
            return False
        return True

    def news_for(self, policy: str, after: int) -> list[RecordedEvent]:
        """What a policy wants to see of what happened after a position."""
        wanted = self.policies[policy].event_types
        return [one for one in self.store.events[after:] if one.event_type in wanted]

    def state(self, decider: Decider[S], stream_id: str) -> S:
        """A document as the desk left it."""
        known = self.states.kept.get(stream_id)
        return decider.initial if known is None else known.state

    def replayed(self) -> dict[str, Any]:
        """Every document folded anew from what was stored as JSON, by its stream."""
        deciders, events = domain_deciders(), defaultdict(list)
        for one in self.store.events:
            if one.stream_type in deciders:
                events[one.stream_type, one.stream_id].append(one.event)
        return {
            stream_id: deciders[stream_type].fold(found)
            for (stream_type, stream_id), found in events.items()
        }


def new_store() -> IndexedEventStore:
    """A log in which nothing happened yet."""
    return IndexedEventStore(domain_events())
