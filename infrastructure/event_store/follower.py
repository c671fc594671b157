"""Everybody who follows the log in this process, behind one set of leases, wakes and checkpoints."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from application.ports.projection import Projection
from application.ports.reactor import Reactor
from application.ports.subscriber import Subscriber
from infrastructure.background import background
from infrastructure.event_store.follower_backlog import Backlog
from infrastructure.event_store.follower_carriers import (
    Carrier,
    ProjectionCarrier,
    ReactionCarrier,
)
from infrastructure.event_store.follower_lane import Bounds, Lane, LaneLoop
from infrastructure.event_store.follower_passed import Passed
from infrastructure.event_store.follower_reader import FollowerReader
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.leases import IDLE_SECONDS, Leadership
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.event_store.registry import EventRegistry
from infrastructure.postgres.pool import Pool, open_pool

CONNECTIONS = 2
REACTION_BOUNDS = Bounds(tenants=16, events=64, least_per_tenant=4)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a follower needs of its process: where the log is, who tells of news, whom to tell."""

    dsn: str = field(repr=False)
    registry: EventRegistry
    heads: Heads
    progress: CheckpointProgress


class Follower:
    """Serves projections in one loop and reactors in another, so that neither waits for the other.

    Reactors that reach `outside`, to a bank say, have a loop each, as somebody there may be slow to answer.
    """

    def __init__(
        self,
        sources: Sources,
        projections: Sequence[Projection],
        reactors: Sequence[Reactor] = (),
        outside: Sequence[Reactor] = (),
    ) -> None:
        self._sources = sources
        self._projections = tuple(projections)
        self._groups = tuple(
            group for group in (tuple(reactors), *((one,) for one in outside)) if group
        )
        self._loops: list[LaneLoop] = []
        reacting = (one for group in self._groups for one in group)
        subscribers: tuple[Subscriber, ...] = (*self._projections, *reacting)
        names = [each.name for each in subscribers]
        assert len(set(names)) == len(names), "two subscribers share a name"
        self.leadership = Leadership(sources.dsn, names, self._leadership_changed)

    @asynccontextmanager
    async def following(self) -> AsyncIterator["Follower"]:
        """Follow in the background until the end of the block; leadership is free right after it."""
        async with AsyncExitStack() as stack:
            pool = await stack.enter_async_context(
                open_pool(_impatient(self._sources.dsn), size=CONNECTIONS)
            )
            self._loops = self._lanes(pool)
            await stack.enter_async_context(background(self.leadership.run()))
            for loop in self._loops:
                stack.callback(loop.close)
                await stack.enter_async_context(background(loop.run()))
            yield self

    def _lanes(self, pool: Pool) -> list[LaneLoop]:
        lanes = []
        if self._projections:
            projecting = ProjectionCarrier(pool, self._projections)
            lanes.append(self._lane(pool, projecting, self._projections, Bounds()))
        for group in self._groups:
            lane = self._lane(pool, ReactionCarrier(pool, group), group, REACTION_BOUNDS)
            lanes.append(replace(lane, passed=Passed(self.leadership.epoch)))
        return [LaneLoop(lane) for lane in lanes]

    def _lane(
        self,
        pool: Pool,
        carrier: Carrier,
        subscribers: Iterable[Subscriber],
        bounds: Bounds,
    ) -> Lane:
        types = {each.name: each.event_types for each in subscribers}
        return Lane(
            pool=pool,
            feed=self._sources.heads.feed(),
            backlog=Backlog(types, self.leadership.epoch),
            reader=FollowerReader(pool, self._sources.registry, types),
            carrier=carrier,
            types=types,
            progress=self._sources.progress,
            doubt=self.leadership.doubt,
            bounds=bounds,
        )

    def _leadership_changed(self) -> None:
        for loop in self._loops:
            loop.leadership_changed()


def _impatient(dsn: str) -> str:
    """Connections whose transactions the server ends when their process falls asleep in them."""
    options = str(conninfo_to_dict(dsn).get("options") or "")
    limit = f"-c idle_in_transaction_session_timeout={int(IDLE_SECONDS * 1000)}"
    return make_conninfo(dsn, options=f"{options} {limit}".strip())
