"""What a round hands to each subscriber: its events in order, up to the first that nobody could read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import Move
from infrastructure.event_store.follower_backlog import Portion


class LogGap(Exception):
    """A position is missing in a log that has none missing: an alarm, whatever the reason turns out to be."""

    def __init__(self, tenant: TenantId, position: int) -> None:
        super().__init__(f"the log of {tenant} has no event at position {position}")
        self.tenant = tenant
        self.position = position


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A place in the log that cannot be handed out: missing, or not decodable by today's code."""

    position: int
    event_type: str | None
    event_id: UUID | None
    error: Exception


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read for a portion: decoded events, and everything up to `goal` was looked at."""

    portion: Portion
    goal: int
    events: tuple[RecordedEvent, ...]
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One subscriber's share of a batch; `obstacle` stands right behind it."""

    move: Move
    events: tuple[RecordedEvent, ...]
    obstacle: Obstacle | None = None

    def steps(self) -> Iterator["Part"]:
        """The same, one event at a time, then the events at the end that the subscriber does not want."""
        origin = self.move.origin
        for event in self.events:
            move = replace(self.move, origin=origin, goal=event.position)
            yield Part(move, (event,))
            origin = event.position
        if origin < self.move.goal:
            yield Part(replace(self.move, origin=origin), ())

    def before(self, position: int) -> "Part":
        """The same, up to the event in front of a position."""
        events = tuple(event for event in self.events if event.position < position)
        return Part(replace(self.move, goal=position - 1), events)


def parts_of(batches: Sequence[Batch], types: Mapping[str, frozenset[str]]) -> list[Part]:
    """Each subscriber's part of each batch; `types` are the event types that each one wants."""
    return [
        _part(batch, name, epoch, types[name])
        for batch in batches
        for name, epoch in batch.portion.epochs.items()
    ]


def _part(batch: Batch, name: str, epoch: int, wanted: frozenset[str]) -> Part:
    portion = batch.portion
    events = tuple(event for event in batch.events if event.event_type in wanted)
    part = Part(Move(name, portion.tenant, epoch, portion.after, batch.goal), events)
    for obstacle in batch.obstacles:
        if obstacle.event_type is None or obstacle.event_type in wanted:
            return replace(part.before(obstacle.position), obstacle=obstacle)
    return part
