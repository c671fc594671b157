"""The one way to test an aggregate: given what happened, when somebody asks, then this happens.

    given(created(by=ANN), submitted()).when(Approve(), by=ANN).refused(approver_had_no_hand_in_it)

State is never built by hand; allowed and refused cases share their setup.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Self, TypeVar

from domain.shared.context import Context
from domain.shared.ids import UserId
from domain.shared.machine import Decider, HasStatus
from domain.shared.message import Command, Event
from domain.shared.refusal import InvalidStateTransition, Refused
from domain.shared.rule import Rule

S = TypeVar("S", bound=HasStatus)

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
"""When everything happens, unless a test says otherwise."""


@dataclass(frozen=True)
class Outcome(Generic[S]):
    """What a command led to: events, or a refusal; a story may go on from there."""

    story: "Story[S]"
    events: tuple[Event, ...]
    refusal: Refused | None

    @property
    def state(self) -> S:
        """The state after the events."""
        self._must_be_allowed()
        return self.story.state

    def then(self, *expected: Event) -> Self:
        """Exactly these events happened."""
        self._must_be_allowed()
        assert self.events == expected
        return self

    def then_only(self, event: type[Event], **said: Any) -> Self:
        """One event of this type happened, and it says at least this."""
        self._must_be_allowed()
        assert [type(one) for one in self.events] == [event]
        assert {name: getattr(self.events[0], name) for name in said} == said
        return self

    def leads_to(self, status: object) -> Self:
        """This is where the document stands now."""
        assert self.state.status == status
        return self

    def refused(self, because: Rule | type[Refused], **facts: Any) -> Self:
        """Nothing happened, because of this rule; the refusal states at least these facts."""
        assert self.refusal is not None, f"allowed: {self.events}"
        if isinstance(because, Rule):
            assert (self.refusal.rule, type(self.refusal)) == (because.name, because.refusal)
            assert self.refusal.detail == because.sentence
        else:
            assert type(self.refusal) is because
        assert {name: self.refusal.facts.get(name) for name in facts} == facts
        return self

    def impossible(self) -> Self:
        """Nothing happened, because the table has no such transition."""
        return self.refused(InvalidStateTransition)

    def when(self, command: Command, by: UserId, **facts: Any) -> "Outcome[S]":
        """Go on: somebody asks for something next."""
        self._must_be_allowed()
        return self.story.when(command, by, **facts)

    def _must_be_allowed(self) -> None:
        assert self.refusal is None, f"refused: {self.refusal!r} {self.refusal.rule}"


@dataclass(frozen=True)
class Story(Generic[S]):
    """A document's events so far."""

    decider: Decider[S]
    context: Callable[..., Context]
    events: tuple[Event, ...]

    @property
    def state(self) -> S:
        """What the events add up to."""
        return self.decider.fold(self.events)

    def when(self, command: Command, by: UserId, **facts: Any) -> Outcome[S]:
        """Somebody asks for something; `facts` are what the decision may know beside the document."""
        context = self.context(by, **{"at": NOON, **facts})
        try:
            events = self.decider.decide(self.state, command, context)
        except Refused as refusal:
            return Outcome(self, (), refusal)
        for event in events:
            assert type(event).model_validate_json(event.model_dump_json()) == event
        return Outcome(Story(self.decider, self.context, self.events + events), events, None)


@dataclass(frozen=True)
class Stories(Generic[S]):
    """Where the stories of one kind of document begin."""

    decider: Decider[S]
    context: Callable[..., Context] = Context

    def given(self, *events: Event) -> Story[S]:
        """These events happened; none means that the document does not exist yet."""
        return Story(self.decider, self.context, events)
