"""Walks a decider through everything that its samples ask, from nothing to wherever that leads."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from domain.shared.context import Context
from domain.shared.machine import Decider, HasStatus, Row
from domain.shared.message import Command, Event
from domain.shared.refusal import InvalidStateTransition, Refused

Ask = tuple[Command, Context]


def _status(state: HasStatus) -> Hashable:
    return state.status


@dataclass(frozen=True, eq=False)
class Samples:
    """What is asked of one kind of document: every command at least once in a way that is allowed.

    `kind` tells states apart that the walk has to visit separately; by default that is their status.
    """

    decider: Decider[Any]
    asks: tuple[Ask, ...]
    kind: Callable[[Any], Hashable] = _status

    @property
    def name(self) -> str:
        """The name of the machine."""
        return self.decider.machine.name


@dataclass(frozen=True)
class Step:
    """One command that was allowed, and what it led to."""

    before: Any
    command: Command
    context: Context
    events: tuple[Event, ...]
    after: Any

    def rows(self, decider: Decider[Any]) -> Iterator[Row]:
        """The rows of the table that the step went through; an event is judged where the command was."""
        happened = {type(event) for event in self.events}
        key = (self.before.status, type(self.command))
        return (row for row in decider.machine.index[key] if row.event in happened)


@dataclass(frozen=True)
class Walked:
    """Everything that was possible, and everything that the table did not have."""

    samples: Samples
    steps: tuple[Step, ...]
    impossible: tuple[tuple[Any, Ask, InvalidStateTransition], ...]

    @property
    def states(self) -> tuple[Any, ...]:
        """Every state that was reached, the initial one included."""
        return (self.samples.decider.initial, *(step.after for step in self.steps))


@cache
def walk(samples: Samples) -> Walked:
    """Asks everything in every kind of state that can be reached."""
    decider = samples.decider
    steps: list[Step] = []
    impossible = []
    seen = {samples.kind(decider.initial)}
    waiting = deque([decider.initial])
    while waiting:
        state = waiting.popleft()
        for command, context in samples.asks:
            try:
                events = decider.decide(state, command, context)
            except InvalidStateTransition as refusal:
                impossible.append((state, (command, context), refusal))
                continue
            except Refused:
                continue
            after = state
            for event in events:
                after = decider.evolve(after, event)
            steps.append(Step(state, command, context, events, after))
            if samples.kind(after) not in seen:
                seen.add(samples.kind(after))
                waiting.append(after)
    return Walked(samples, tuple(steps), tuple(impossible))
