"""One loop over the log for a group of subscribers that are served together."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from infrastructure.background import asked_to_end
from infrastructure.event_store.checkpoints import (
    Failure,
    LostLeadership,
    Move,
    Outdated,
    lagging,
    move,
    stop,
)
from infrastructure.event_store.follower_backlog import Backlog, Portion
from infrastructure.event_store.follower_batch import Part, parts_of
from infrastructure.event_store.follower_carriers import TROUBLE, Carrier, Outcome
from infrastructure.event_store.follower_passed import Passed
from infrastructure.event_store.follower_reader import FollowerReader
from infrastructure.event_store.heads import Feed
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import Pool

POLL_SECONDS = 2.0
QUIET_SECONDS = 0.1
LONGEST_BACK_OFF_SECONDS = 5.0
DOUBT_SECONDS = 0.05
ERROR_LENGTH = 2000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one round takes, so that no tenant and no subscriber waits long for another."""

    tenants: int = 32
    events: int = 512
    least_per_tenant: int = 16

    def within(self, events: int) -> "Bounds":
        """The same for rounds of so few events, down to one."""
        least = min(self.least_per_tenant, max(events // self.tenants, 1))
        return Bounds(min(self.tenants, events), events, least)


@dataclass(frozen=True, slots=True)
class Lane:
    """What a loop works with."""

    pool: Pool
    feed: Feed
    backlog: Backlog
    reader: FollowerReader
    carrier: Carrier
    types: Mapping[str, frozenset[str]]
    progress: CheckpointProgress
    doubt: Callable[[Iterable[Move | Failure]], None]
    bounds: Bounds = Bounds()
    passed: Passed | None = None
    """Of subscribers whose checkpoints nobody reads: what they do not want is passed without a write."""


class LaneLoop:
    """Asks who is behind, reads, lets it take effect, and again; ends only when it is cancelled."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._forget = False
        self._asked_at = 0.0
        self._troubles = 0
        self._most = lane.bounds.events

    def leadership_changed(self) -> None:
        """Nothing that is remembered about checkpoints counts any more."""
        self._forget = True
        self._lane.feed.suspect()

    def close(self) -> None:
        """Hear no more news."""
        self._lane.feed.close()

    async def run(self) -> None:
        """Follow until cancelled."""
        while not asked_to_end():
            try:
                await self._turn()
                self._troubles = 0
            except Outdated as error:
                self.leadership_changed()
                if isinstance(error, LostLeadership):
                    self._lane.doubt(error.under)
                    await asyncio.sleep(DOUBT_SECONDS)
            except TROUBLE as error:
                await self._back_off(error)
            except Exception as error:  # noqa: BLE001 - the loop outlives its own mistakes
                _log.exception("follower failed", subscribers=sorted(self._lane.types))
                await self._back_off(error)

    async def _turn(self) -> None:
        if not self._lane.backlog.busy:
            if self._lane.passed and await self._lane.feed.quiet(QUIET_SECONDS):
                await self._store_passed()
            await self._lane.feed.wait(POLL_SECONDS)
        await self._take_in_news()
        bounds = self._lane.bounds.within(self._most)
        portions = self._lane.backlog.take(bounds.tenants)
        if portions:
            limit = max(bounds.events // len(portions), bounds.least_per_tenant)
            await self._round(portions, limit)

    async def _round(self, portions: Sequence[Portion], limit: int) -> None:
        """The next ones are half as big when this one is lost, and grow by an eighth with each that is not.

        How long the connection waits for us in the middle of a round, and how long a term has to last for
        it, goes with the number of events: the same round would be lost again and again where all is slow.
        """
        tried = sum(min(each.head - each.after, limit) for each in portions)
        try:
            batches = await self._lane.reader.read(portions, limit)
            await self._carry(parts_of(batches, self._lane.types))
        except Exception:
            self._most = max(min(self._most, tried) // 2, 1)
            raise
        self._most = min(self._most + self._most // 8 + 1, self._lane.bounds.events)

    async def _take_in_news(self) -> None:
        lane = self._lane
        news, suspicious = lane.feed.take()
        now = asyncio.get_running_loop().time()
        if self._forget:
            self._forget = False
            lane.backlog.forget()
            if lane.passed is not None:
                lane.passed.forget()
            suspicious = True
        lane.backlog.hear(news)
        names = list(lane.types)
        if suspicious or now > self._asked_at + POLL_SECONDS:
            await self._store_passed()
            lane.backlog.learn(await lagging(lane.pool, names))
            self._asked_at = now
        elif unknown := lane.backlog.unknown(news):
            lane.backlog.learn(await lagging(lane.pool, names, unknown))

    async def _carry(self, parts: Sequence[Part]) -> None:
        moving = [part for part in parts if part.move.goal > part.move.origin]
        wanting = moving if self._lane.passed is None else self._pass_by(moving)
        outcomes = await self._lane.carrier.carry(wanting) if wanting else []
        moves = [outcome.stored.move for outcome in outcomes]
        if self._lane.passed is not None:
            self._lane.passed.stored(moves)
        self._moved(moves)
        for failure in (*_failures(outcomes), *_obstacles(parts)):
            await self._stop(failure)
        for outcome in outcomes:
            if isinstance(outcome.error, TROUBLE):
                self._rest(outcome)

    def _pass_by(self, parts: Sequence[Part]) -> list[Part]:
        """The parts in which something is wanted; the others have had all the effect that they will have."""
        passed = self._lane.passed
        assert passed is not None
        self._moved(passed.add([part for part in parts if not part.events]))
        return [passed.joined(part) for part in parts if part.events]

    def _moved(self, moves: Sequence[Move]) -> None:
        for at in moves:
            self._lane.backlog.moved(at.subscriber, at.tenant, at.goal)
        self._lane.progress.announce({(at.subscriber, at.tenant): at.goal for at in moves})

    async def _store_passed(self) -> None:
        moves = self._lane.passed.take() if self._lane.passed else []
        if moves:
            async with self._lane.pool.reaching(*{at.tenant for at in moves}) as connection:
                await move(connection, moves)

    async def _stop(self, failure: Failure) -> None:
        await self._store_passed()
        await stop(self._lane.pool, failure)
        self._lane.backlog.stopped(failure.subscriber, failure.tenant)
        _log.error(
            "subscriber stopped",
            subscriber=failure.subscriber,
            tenant=failure.tenant,
            position=failure.position,
            error=failure.error,
        )

    def _rest(self, outcome: Outcome) -> None:
        """Leave a subscriber alone in a tenant until the database is asked again, and serve the others."""
        at = outcome.stored.move
        self._lane.backlog.rest(at.subscriber, at.tenant)
        _log.warning(
            "subscriber delayed",
            subscriber=at.subscriber,
            tenant=at.tenant,
            error=str(outcome.error),
        )

    async def _back_off(self, error: Exception) -> None:
        seconds = min(0.05 * 2 ** min(self._troubles, 10), LONGEST_BACK_OFF_SECONDS)
        self._troubles += 1
        _log.warning("follower backs off", seconds=seconds, error=str(error))
        self.leadership_changed()
        await asyncio.sleep(seconds)


def _failures(outcomes: Sequence[Outcome]) -> list[Failure]:
    """Events that a subscriber did not take."""
    return [
        _failure(outcome.stored, outcome.event.position, outcome.event.event_id, outcome.error)
        for outcome in outcomes
        if outcome.error is not None and outcome.event is not None
        if not isinstance(outcome.error, TROUBLE)
    ]


def _obstacles(parts: Sequence[Part]) -> list[Failure]:
    """Places in the log that could not be read and that a subscriber has come up to."""
    return [
        _failure(part, part.obstacle.position, part.obstacle.event_id, part.obstacle.error)
        for part in parts
        if part.obstacle is not None and part.move.goal == part.move.origin
    ]


def _failure(part: Part, position: int, event_id: UUID | None, error: Exception) -> Failure:
    at = part.move
    said = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    return Failure(at.subscriber, at.tenant, at.epoch, position, event_id, said)
