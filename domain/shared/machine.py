"""State machines as data. The table is the only place that says what is legal; everything else reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from domain.shared.context import Context
from domain.shared.message import Command, Event
from domain.shared.refusal import InvalidStateTransition
from domain.shared.rule import Rule


class HasStatus(Protocol):
    """A folded state: a frozen dataclass whose `status` is None until the first event."""

    @property
    def status(self) -> StrEnum | None:
        """Where the document stands, or None when it does not exist."""


S = TypeVar("S", bound=HasStatus)
Decision = Callable[[Any, Any, Any], tuple[Event, ...]]
Application = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """In `source`, `command` may lead to `event` and so to `target`, if every rule of `requires` holds.

    A `target` of None says that the document stays where it is, for what may happen in several states
    without moving it. A document begins in a named state. Several rows of one command in one state are
    its several outcomes; they require the same, because rules are asked before the outcome is known.
    """

    source: StrEnum | None
    command: type[Command]
    event: type[Event]
    target: StrEnum | None
    requires: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        assert self.source or self.target, f"{self.event.__name__} leads nowhere"

    @property
    def leads_to(self) -> StrEnum:
        """The state after the event."""
        state = self.target or self.source
        assert state is not None
        return state


def rows(
    sources: tuple[StrEnum, ...],
    command: type[Command],
    event: type[Event],
    target: StrEnum | None,
    requires: tuple[Rule, ...] = (),
) -> tuple[Row, ...]:
    """The same row for several states."""
    return tuple(Row(source, command, event, target, requires) for source in sources)


@dataclass(frozen=True, slots=True)
class AllowedCommand:
    """A command the table has for the present state, and the rules that refuse it to this actor."""

    name: str
    refused_by: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """A transition table: one event type has exactly one target, so replay never asks a rule.

    Staying where it is counts as the one target of an event that never moves the document.
    """

    name: str
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            target = self.targets[row.event]
            assert target == row.target, f"{row.event.__name__} leads to {target} and {row.target}"
        for (state, command), rows in self.index.items():
            required = {row.requires for row in rows}
            assert len(required) == 1, f"{command.__name__} in {state} requires this or that"

    @cached_property
    def targets(self) -> Mapping[type[Event], StrEnum | None]:
        """Event type to the one state it leads to; None when it never moves the document."""
        return {row.event: row.target for row in reversed(self.rows)}

    @cached_property
    def index(self) -> Mapping[tuple[StrEnum | None, type[Command]], tuple[Row, ...]]:
        """(state, command) to the rows for it; more than one when a command has several outcomes."""
        found: dict[tuple[StrEnum | None, type[Command]], tuple[Row, ...]] = {}
        for row in self.rows:
            key = (row.source, row.command)
            found[key] = (*found.get(key, ()), row)
        return found

    @cached_property
    def rules(self) -> Mapping[tuple[StrEnum | None, type[Command]], tuple[Rule, ...]]:
        """(state, command) to its rules in the order they are asked."""
        return {key: rows[0].requires for key, rows in self.index.items()}

    @cached_property
    def outcomes(self) -> Mapping[tuple[StrEnum | None, type[Command]], frozenset[type[Event]]]:
        """(state, command) to the events that it may lead to."""
        return {key: frozenset(row.event for row in rows) for key, rows in self.index.items()}

    @cached_property
    def states(self) -> tuple[StrEnum, ...]:
        """Every state the table names, in order of appearance."""
        named = [s for row in self.rows for s in (row.source, row.target) if s is not None]
        return tuple(dict.fromkeys(named))

    @cached_property
    def commands(self) -> tuple[type[Command], ...]:
        """Every command the table names, in order of appearance."""
        return tuple(dict.fromkeys(row.command for row in self.rows))

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        """Every event the table names, in order of appearance."""
        return tuple(dict.fromkeys(row.event for row in self.rows))

    def commands_in(self, state: StrEnum | None) -> tuple[type[Command], ...]:
        """The commands that the table has for a state."""
        return tuple(dict.fromkeys(row.command for row in self.rows if row.source == state))

    def takes(self, state: StrEnum | None, command: type[Command]) -> bool:
        """True when the table has the command for a state, whatever its rules would say."""
        return (state, command) in self.index


@dataclass(frozen=True)
class Decider(Generic[S]):
    """An aggregate: `decide` is pure and says what would happen, `evolve` is pure and says what it changes.

    `decisions` builds the events of a command once its rules hold; `applications` copies what an event
    says into the state (the status comes from the table). Both are keyed by class and complete: a missing
    entry fails at import, not in production.
    """

    machine: Machine
    stream_type: str
    id_type: type[str]
    initial: S
    decisions: Mapping[type[Command], Decision]
    applications: Mapping[type[Event], Application]

    def __post_init__(self) -> None:
        assert set(self.decisions) == set(self.machine.commands), "a command without a decision"
        assert set(self.applications) == set(self.machine.events), "an event without an application"

    def decide(self, state: S, command: Command, context: Context) -> tuple[Event, ...]:
        """The events that the command leads to; raises the `Refused` of the first rule that fails."""
        key = (state.status, type(command))
        rules = self.machine.rules.get(key)
        if rules is None:
            raise self._no_row(state, command)
        for rule in rules:
            if not rule.holds(state, command, context):
                raise rule.refuse(state, command, context)
        events = self.decisions[type(command)](state, command, context)
        assert events, f"{key} led to nothing"
        assert self.machine.outcomes[key].issuperset(map(type, events)), (key, events)
        return events

    def evolve(self, state: S, event: Event) -> S:
        """The state after the event; never refuses, whatever today's rules say."""
        kind = type(event)
        applied: S = self.applications[kind](state, event)
        target = self.machine.targets[kind]
        if target is None or applied.status is target:
            return applied
        if applied is state:
            return replace(applied, status=target)  # type: ignore[type-var]
        object.__setattr__(applied, "status", target)  # nobody else has this state yet
        return applied

    def fold(self, events: tuple[Event, ...] | list[Event]) -> S:
        """The state after all of the events, from nothing."""
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state

    def allowed(self, state: S, context: Context) -> tuple[AllowedCommand, ...]:
        """What the actor could do next, with the rules that already refuse it without seeing content."""
        return tuple(
            AllowedCommand(
                command.command_name(),
                tuple(
                    rule.name
                    for rule in self.machine.rules[state.status, command]
                    if not rule.needs_command and not rule.holds(state, None, context)
                ),
            )
            for command in self.machine.commands_in(state.status)
        )

    def _no_row(self, state: S, command: Command) -> InvalidStateTransition:
        return InvalidStateTransition(
            self.machine.name,
            state.status or "",
            command.command_name(),
            [allowed.command_name() for allowed in self.machine.commands_in(state.status)],
        )
