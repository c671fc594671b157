"""How a round's parts take effect: projections together with their checkpoints, reactions before them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from application.ports.event_store import RecordedEvent
from application.ports.projection import Projection
from application.ports.reactor import Reactor
from application.ports.subscriber import Unavailable
from infrastructure.event_store.checkpoints import Outdated, move
from infrastructure.event_store.follower_batch import Part
from infrastructure.postgres.pool import Pool
from infrastructure.postgres.unreachable import UNREACHABLE

TROUBLE: tuple[type[Exception], ...] = (Unavailable, *UNREACHABLE)
"""What says nothing about an event: somebody needed did not answer. Trying again is all there is to do."""

_PASSED_ON: tuple[type[Exception], ...] = (Outdated, *TROUBLE)

CONCURRENT_REACTIONS = 16

WORTH_PLANNING = 1024
"""So many events, counted for each projection that takes them, repay the time in which their statements are
planned anew: half a millisecond each, of a processor that commands need too. Followers that are up to date
never have as many at once."""

LONGEST_REACTION_SECONDS = 300.0
"""After which a reaction is given up and tried again: all others of its loop wait for it meanwhile."""


class Unfinished(Exception):
    """A reaction took so long that it will hardly end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a part: `stored` of it took effect, and `error` came from the event behind that."""

    stored: Part
    error: Exception | None = None
    event: RecordedEvent | None = None


class Carrier(Protocol):
    """Lets parts take effect and moves their checkpoints, exactly as far as the effect goes."""

    async def carry(self, parts: Sequence[Part]) -> list[Outcome]:
        """One outcome per part; raises `Outdated` or `TROUBLE` when nothing more can be said."""


class ProjectionCarrier:
    """All projections of a round in one transaction; when that fails, each alone, then event by event."""

    def __init__(
        self, pool: Pool, projections: Iterable[Projection], worth_planning: int = WORTH_PLANNING
    ) -> None:
        self._pool = pool
        self._projections = {projection.name: projection for projection in projections}
        self._worth_planning = worth_planning

    async def carry(self, parts: Sequence[Part]) -> list[Outcome]:
        """One outcome per part."""
        try:
            await self._store(parts)
        except _PASSED_ON:
            raise
        except Exception:  # noqa: BLE001 - a bad event: the others must not suffer
            return [await self._alone(part) for part in parts]
        return [Outcome(part) for part in parts]

    async def _store(self, parts: Sequence[Part]) -> None:
        by_subscriber = attrgetter("move.subscriber")
        tenants = {part.move.tenant for part in parts}
        many = sum(len(part.events) for part in parts) >= self._worth_planning
        async with self._pool.reaching(*tenants, planned_anew=many) as connection:
            for name, group in groupby(sorted(parts, key=by_subscriber), key=by_subscriber):
                events = [event for part in group for event in part.events]
                if events:
                    await self._projections[name].apply(events, connection)
            await move(connection, [part.move for part in parts])

    async def _alone(self, part: Part) -> Outcome:
        for step in part.steps():
            try:
                await self._store([step])
            except _PASSED_ON:
                raise
            except Exception as error:
                if not step.events:
                    raise
                event = step.events[0]
                if _moves(before := step.before(event.position)):
                    await self._store([before])
                return Outcome(part.before(event.position), error, event)
        return Outcome(part)


class ReactionCarrier:
    """Each stream's events one after the other, streams at the same time; then the checkpoints move."""

    def __init__(self, pool: Pool, reactors: Iterable[Reactor]) -> None:
        self._pool = pool
        self._reactors = {reactor.name: reactor for reactor in reactors}
        self._turns = asyncio.Semaphore(CONCURRENT_REACTIONS)

    async def carry(self, parts: Sequence[Part]) -> list[Outcome]:
        """One outcome per part."""
        outcomes = await asyncio.gather(*map(self._react, parts))
        moves = [each.stored.move for each in outcomes if _moves(each.stored)]
        if moves:
            async with self._pool.reaching(*{each.tenant for each in moves}) as connection:
                await move(connection, moves)
        return list(outcomes)

    async def _react(self, part: Part) -> Outcome:
        streams: dict[str, list[RecordedEvent]] = {}
        for event in part.events:
            streams.setdefault(event.stream_id, []).append(event)
        reactor = self._reactors[part.move.subscriber]
        results = await asyncio.gather(*(self._follow(reactor, it) for it in streams.values()))
        failures = [failure for failure in results if failure is not None]
        if not failures:
            return Outcome(part)
        event, error = min(failures, key=lambda failure: failure[0].position)
        return Outcome(part.before(event.position), error, event)

    async def _follow(
        self, reactor: Reactor, events: Sequence[RecordedEvent]
    ) -> tuple[RecordedEvent, Exception] | None:
        for event in events:
            try:
                async with self._turns:
                    await _handled(reactor, event)
            except Exception as error:  # noqa: BLE001 - reported with its position
                return event, error
        return None


async def _handled(reactor: Reactor, event: RecordedEvent) -> None:
    seconds = LONGEST_REACTION_SECONDS
    try:
        async with asyncio.timeout(seconds):
            await reactor.handle(event)
    except TimeoutError as error:
        raise Unfinished(f"it had not ended after {seconds:g} seconds") from error


def _moves(part: Part) -> bool:
    return part.move.goal > part.move.origin
