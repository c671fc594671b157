"""The table decides what is legal, and nothing else does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

import pytest

from domain.shared.context import SYSTEM, Context
from domain.shared.ids import UserId
from domain.shared.machine import AllowedCommand, Decider, Machine, Row, rows
from domain.shared.message import Command, Event
from domain.shared.refusal import AuthorityRefused, ContentRefused, InvalidStateTransition
from domain.shared.rule import rule

SOMEBODY = UserId("usr_6f1c9a52-0c1f-4a53-9b7e-0f6f1f0a1b2c")
CONTEXT = Context(actor=SYSTEM, at=datetime(2026, 11, 21, tzinfo=UTC))


class Light(StrEnum):
    RED = "Red"
    GREEN = "Green"


class Install(Command):
    pass


class TurnGreen(Command):
    cars: int


class Installed(Event):
    event_type: ClassVar[str] = "test.light.installed"


class TurnedGreen(Event):
    event_type: ClassVar[str] = "test.light.turned-green"
    cars: int


class NobodyWaits(ContentRefused):
    pass


class NotAnOfficer(AuthorityRefused):
    pass


@dataclass(frozen=True, slots=True)
class State:
    status: Light | None = None
    passed: int = 0


@rule(NobodyWaits, facts=lambda state, command, context: {"cars": command.cars})
def somebody_waits(command: TurnGreen) -> bool:
    """A light turns green only for somebody."""
    return command.cars > 0


@rule(NotAnOfficer)
def actor_is_the_system(context: Context) -> bool:
    """Only the system turns lights."""
    return context.actor == SYSTEM


ROWS = (
    Row(None, Install, Installed, Light.RED),
    Row(Light.RED, TurnGreen, TurnedGreen, Light.GREEN, (somebody_waits, actor_is_the_system)),
)


def light(rows: tuple[Row, ...] = ROWS) -> Decider[State]:
    return Decider(
        machine=Machine("light", rows),
        stream_type="test.light",
        id_type=str,
        initial=State(),
        decisions={
            Install: lambda state, command, context: (Installed(),),
            TurnGreen: lambda state, command, context: (TurnedGreen(cars=command.cars),),
        },
        applications={
            Installed: lambda state, event: state,
            TurnedGreen: lambda state, event: replace(state, passed=state.passed + event.cars),
        },
    )


def test_a_command_the_table_has_leads_to_its_event_and_state() -> None:
    decider = light()
    state = decider.fold([Installed()])
    (event,) = decider.decide(state, TurnGreen(cars=3), CONTEXT)
    assert decider.evolve(state, event) == State(Light.GREEN, passed=3)


def test_a_command_the_table_lacks_is_refused_with_what_is_possible_instead() -> None:
    decider = light()
    with pytest.raises(InvalidStateTransition) as refusal:
        decider.decide(decider.fold([Installed()]), Install(), CONTEXT)
    assert refusal.value.facts == {"current_state": "Red", "allowed_commands": ("turn-green",)}


def test_the_first_rule_that_fails_is_the_refusal() -> None:
    decider = light()
    stranger = replace(CONTEXT, actor=SOMEBODY)
    with pytest.raises(NobodyWaits) as refusal:
        decider.decide(decider.fold([Installed()]), TurnGreen(cars=0), stranger)
    assert refusal.value.rule == "somebody_waits"
    assert refusal.value.detail == "A light turns green only for somebody."
    assert refusal.value.facts == {"cars": 0}


def test_replay_asks_no_rule() -> None:
    assert light().fold([Installed(), TurnedGreen(cars=0)]).status == Light.GREEN


def test_a_reader_learns_which_commands_are_open_and_which_rules_already_refuse_them() -> None:
    decider = light()
    red = decider.fold([Installed()])
    assert decider.allowed(red, CONTEXT) == (AllowedCommand("turn-green", ()),)
    stranger = replace(CONTEXT, actor=SOMEBODY)
    assert decider.allowed(red, stranger) == (
        AllowedCommand("turn-green", ("actor_is_the_system",)),
    )


def test_a_table_takes_a_command_in_the_states_it_has_it_for_whatever_its_rules_say() -> None:
    machine = Machine("light", ROWS)
    assert machine.takes(Light.RED, TurnGreen)
    assert not machine.takes(Light.GREEN, TurnGreen)
    assert not machine.takes(None, TurnGreen)


def test_a_row_for_several_states_is_a_row_of_each() -> None:
    found = rows((Light.RED, Light.GREEN), TurnGreen, TurnedGreen, Light.GREEN, (somebody_waits,))
    assert [row.source for row in found] == [Light.RED, Light.GREEN]
    assert {(row.target, row.requires) for row in found} == {(Light.GREEN, (somebody_waits,))}


def test_one_event_with_two_targets_is_no_machine() -> None:
    torn = (*ROWS, Row(Light.GREEN, Install, Installed, Light.GREEN))
    with pytest.raises(AssertionError, match="Installed leads to"):
        Machine("torn", torn)


def test_two_outcomes_of_a_command_that_require_different_things_are_no_machine() -> None:
    torn = (*ROWS, Row(Light.RED, TurnGreen, Installed, Light.RED, (somebody_waits,)))
    with pytest.raises(AssertionError, match="TurnGreen in Red requires"):
        Machine("torn", torn)


def test_a_command_without_a_decision_fails_at_import() -> None:
    with pytest.raises(AssertionError, match="without a decision"):
        Decider(Machine("light", ROWS), "test.light", str, State(), {}, {})


def test_an_event_without_a_target_leaves_the_document_where_it_is() -> None:
    checked = Row(Light.GREEN, Install, Installed, None)
    machine = Machine("light", (Row(None, TurnGreen, TurnedGreen, Light.GREEN), checked))
    assert checked.leads_to == Light.GREEN
    assert machine.targets == {TurnedGreen: Light.GREEN, Installed: None}
