"""The walk over a tenant's history that decides again what rests on policies, and stores nothing."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from application.audit.backtest.outcome import Changed, Tally
from application.audit.backtest.redeciding import Redecide, Redecider, redecisions
from application.audit.backtest.tried import TriedPolicies, must_be_settable
from application.ports.event_store import EventStore, LogQuery, RecordedEvent, Upto
from domain.governance.policy.machine import POLICY, policy_id
from domain.shared.ids import TenantId

_PAGE = 10
"""Events at once: one about a long invoice is some megabytes, and all else waits while they are decoded."""


@dataclass(frozen=True, slots=True)
class Period:
    """Which decisions: those up to a position, not before one instant and before another."""

    until: int | None = None
    since: datetime | None = None
    before: datetime | None = None


class Step(NamedTuple):
    """How far the walk is, of how far it goes, and what it found since it last said so."""

    position: int
    of: int
    changed: Sequence[Changed]


@dataclass(slots=True)
class Backtest:
    """Another policy over the real history. Each decision is made again on the facts that it had then.

    What would have followed from another outcome is not played on: that nobody can know.
    """

    store: EventStore
    tenant: TenantId
    tried: TriedPolicies
    period: Period = Period()
    tally: Tally = field(default_factory=Tally)
    types: tuple[str, ...] = field(init=False)
    """The event types that it reads."""
    _redecide: Mapping[str, Redecide] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._redecide = redecisions(self.tried)
        self.types = tuple(sorted(self._redecide))

    async def begin(self) -> AsyncIterator[Step]:
        """Look whether the tenant could set such policies, and give the walk up to where the log ends now.

        Raises the `Refused` with which it would be told that it cannot.
        """
        head = await self.store.head(self.tenant)
        until = head if self.period.until is None else min(head, self.period.until)
        history = await self.store.stream(
            self.tenant, policy_id(self.tenant), upto=Upto(position=until)
        )
        policy = POLICY.fold([recorded.event for recorded in history])
        if policy.base_currency is None:  # not even the first policies were adopted by then
            return self._nothing(until)
        must_be_settable(self.tried, policy)
        return self._walk(
            Redecider(self.store, self.tenant, policy.base_currency, self.tried), until
        )

    async def _nothing(self, until: int) -> AsyncIterator[Step]:
        yield Step(until, until, ())

    async def _walk(self, redecider: Redecider, until: int) -> AsyncIterator[Step]:
        after, period = 0, self.period
        while True:
            page = await self.store.log(
                self.tenant,
                LogQuery(
                    after,
                    _PAGE,
                    until=until,
                    types=self.types,
                    since=period.since,
                    before=period.before,
                ),
            )
            changed = [
                found
                for recorded in page
                if (found := await self._again(redecider, recorded)) is not None
            ]
            is_last = len(page) < _PAGE
            after = until if is_last else page[-1].position
            yield Step(after, until, changed)
            if is_last:
                return

    async def _again(self, redecider: Redecider, recorded: RecordedEvent) -> Changed | None:
        outcome = await self._redecide[recorded.event_type](redecider, recorded)
        if outcome is None:
            return None
        self.tally.add(outcome)
        if outcome.before == outcome.after:
            return None
        return Changed(
            recorded.position,
            recorded.occurred_at,
            recorded.stream_id,
            recorded.event_type,
            outcome,
        )
