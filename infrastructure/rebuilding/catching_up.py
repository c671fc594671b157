"""Fills next tables from the log, in big batches, up to where the live followers stand and never beyond."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from application.ports.table_projection import TableProjection
from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import LostLeadership, Move, Outdated, move
from infrastructure.event_store.follower_backlog import Portion
from infrastructure.event_store.follower_batch import Batch, Part, parts_of
from infrastructure.event_store.follower_carriers import Outcome, ProjectionCarrier
from infrastructure.event_store.follower_reader import FollowerReader
from infrastructure.event_store.leases import Share
from infrastructure.event_store.partitions import partition_of
from infrastructure.event_store.registry import EventRegistry
from infrastructure.postgres.pool import Pool
from infrastructure.rebuilding.appetite import Appetite
from infrastructure.rebuilding.faults import EventNotTaken, RebuildOvertaken
from infrastructure.rebuilding.next_projection import NextProjection, next_name
from infrastructure.rebuilding.places import Place, places_of

PORTIONS_AT_ONCE = 64

_SKIPPED = """
    SELECT FROM daybook.skipped_events WHERE subscriber = %b AND tenant_id = %b AND position = %b
"""


@dataclass(frozen=True, slots=True)
class _Stumble:
    """What a projection did not take: an event, or a place in the log that nobody can read."""

    part: Part
    position: int
    event_id: UUID | None
    error: Exception


class CatchingUp:
    """Knows how far the next tables are; all projections that stand at the same place share a reading."""

    def __init__(
        self,
        pool: Pool,
        registry: EventRegistry,
        projections: Sequence[TableProjection],
        epochs: Mapping[Share, int],
        advanced: Callable[[int], None],
    ) -> None:
        following = [NextProjection(each) for each in projections]
        self._types = {each.name: each.event_types for each in following}
        self._live_names = {next_name(each.name): each.name for each in projections}
        self._pool = pool
        self._reader = FollowerReader(pool, registry, self._types)
        self._carrier = ProjectionCarrier(pool, following, worth_planning=1)
        self._epochs = epochs
        self._advanced = advanced
        self._stored: dict[Place, int] = {}
        self._read: dict[Place, int] = {}
        self._appetite = Appetite()

    async def recall(self) -> None:
        """Ask the database how far an earlier process came."""
        self._stored = await places_of(self._pool, list(self._types))

    def distance(self, goals: Mapping[Place, int]) -> int:
        """How many positions are to be walked to reach the goals, which live followers have reached."""
        far: dict[TenantId, int] = defaultdict(int)
        for (name, tenant), goal in goals.items():
            left = goal - self._stored.get((next_name(name), tenant), 0)
            far[tenant] = max(far[tenant], left)
        return sum(far.values())

    async def reach(self, goals: Mapping[Place, int]) -> None:
        """Bring the next tables to exactly these places; raises EventNotTaken and RebuildOvertaken."""
        self._read = dict(self._stored)
        coming = await self._read_on(goals)
        while coming:
            following = asyncio.create_task(self._read_on(goals))
            try:
                stumbled = await self._carry(coming, goals)
            except Outdated as outdated:
                why = "another process has begun it" if _lost(outdated) else str(outdated)
                raise RebuildOvertaken(why) from outdated
            finally:
                coming = await following
            if stumbled:  # what was read ahead began behind the stumbling block
                self._read = dict(self._stored)
                coming = await self._read_on(goals)

    async def _read_on(self, goals: Mapping[Place, int]) -> list[Batch]:
        portions = self._portions(goals)
        if not portions:
            return []
        each = max(self._appetite.events // len(portions), 1)
        batches = await self._reader.read(portions, each)
        self._appetite.after(self._reader.read_characters)
        for batch in batches:
            for name in batch.portion.epochs:
                self._read[name, batch.portion.tenant] = batch.goal
        return batches

    def _portions(self, goals: Mapping[Place, int]) -> list[Portion]:
        groups: dict[tuple[TenantId, int, int], dict[str, int]] = {}
        for (live_name, tenant), goal in goals.items():
            name = next_name(live_name)
            place = self._read.get((name, tenant), 0)
            if place >= goal:
                continue
            group = (tenant, place, goal)
            if group not in groups and len(groups) == PORTIONS_AT_ONCE:
                break
            groups.setdefault(group, {})[name] = self._epochs[name, partition_of(tenant)]
        return [Portion(*group, epochs) for group, epochs in groups.items()]

    async def _carry(self, batches: Sequence[Batch], goals: Mapping[Place, int]) -> bool:
        """Whether something was not taken but has been skipped before, so that it was skipped again."""
        before = self.distance(goals)
        parts = parts_of(batches, self._types)
        moving = [part for part in parts if part.move.goal > part.move.origin]
        outcomes = await self._carrier.carry(moving) if moving else []
        for outcome in outcomes:
            at = outcome.stored.move
            self._stored[at.subscriber, at.tenant] = at.goal
        stumbles = [*_bad_events(outcomes), *self._obstacles(parts)]
        for stumble in stumbles:
            await self._step_over(stumble)
        self._advanced(before - self.distance(goals))
        return bool(stumbles)

    def _obstacles(self, parts: Sequence[Part]) -> list[_Stumble]:
        return [
            _Stumble(part, at.position, at.event_id, at.error)
            for part in parts
            if (at := part.obstacle) is not None
            and self._stored.get((part.move.subscriber, part.move.tenant), 0) == at.position - 1
        ]

    async def _step_over(self, stumble: _Stumble) -> None:
        """Skip what the live one has been led past on purpose; raises EventNotTaken for anything else."""
        at, position = stumble.part.move, stumble.position
        live_name = self._live_names[at.subscriber]
        told = (live_name, str(at.tenant), position)
        if not await self._pool.ask(_SKIPPED, told, at.tenant):
            why = f"{type(stumble.error).__name__}: {stumble.error}"
            raise EventNotTaken(live_name, at.tenant, position, why) from stumble.error
        async with self._pool.reaching(at.tenant) as connection:
            step = Move(at.subscriber, at.tenant, at.epoch, position - 1, position)
            await move(connection, [step])
        self._stored[at.subscriber, at.tenant] = position


def _bad_events(outcomes: Sequence[Outcome]) -> list[_Stumble]:
    return [
        _Stumble(outcome.stored, outcome.event.position, outcome.event.event_id, outcome.error)
        for outcome in outcomes
        if outcome.error is not None and outcome.event is not None
    ]


def _lost(outdated: Outdated) -> bool:
    return isinstance(outdated, LostLeadership)
