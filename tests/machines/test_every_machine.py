"""What holds for every transition table: nothing here knows what any of them is about."""

from collections import defaultdict
from itertools import pairwise

import pytest

from domain.shared.machine import Row
from infrastructure.event_store.catalogue import domain_deciders
from infrastructure.event_store.snapshots import freeze
from tests.machines.samples import ALL
from tests.machines.walk import Samples, walk

ROWS = [
    pytest.param(
        samples, row, id=f"{samples.name}: {row.source} {row.command.command_name()} {row.leads_to}"
    )
    for samples in ALL
    for row in samples.decider.machine.rows
]
every_machine = pytest.mark.parametrize("samples", ALL, ids=lambda samples: samples.name)


def test_no_machine_is_left_out() -> None:
    walked = {samples.decider.stream_type: samples.decider for samples in ALL}
    assert walked == domain_deciders()


@pytest.mark.parametrize(("samples", "row"), ROWS)
def test_every_row_of_the_table_can_happen_and_leads_where_it_says(
    samples: Samples, row: Row
) -> None:
    decider = samples.decider
    steps = [step for step in walk(samples).steps if row in step.rows(decider)]
    assert steps
    for step in steps:
        state = step.before
        for event in step.events:
            state = decider.evolve(state, event)
            if type(event) is row.event:
                assert state.status == row.leads_to


@every_machine
def test_no_event_changes_the_state_that_it_is_applied_to(samples: Samples) -> None:
    decider = samples.decider
    for step in walk(samples).steps:
        state = step.before
        for event in step.events:
            before = repr(state)
            after = decider.evolve(state, event)
            assert repr(state) == before
            assert repr(decider.evolve(state, event)) == repr(after)
            state = after


@every_machine
def test_whatever_the_table_does_not_have_is_impossible_and_says_what_is_not(
    samples: Samples,
) -> None:
    machine = samples.decider.machine
    missing = {
        (state, command)
        for state in (None, *machine.states)
        for command in machine.commands
        if (state, command) not in machine.index
    }
    refused = {(state.status, type(ask[0])) for state, ask, _ in walk(samples).impossible}
    assert refused == missing
    for state, ask, refusal in walk(samples).impossible:
        allowed = [command.command_name() for command in machine.commands_in(state.status)]
        assert refusal.facts["current_state"] == (state.status or "")
        assert list(refusal.facts["allowed_commands"]) == allowed
        assert ask[0].command_name() not in allowed


@every_machine
def test_every_state_is_reached(samples: Samples) -> None:
    assert {state.status for state in walk(samples).states} == {
        None,
        *samples.decider.machine.states,
    }


@every_machine
def test_an_event_has_one_target(samples: Samples) -> None:
    targets = defaultdict(set)
    for row in samples.decider.machine.rows:
        targets[row.event].add(row.target)
    assert [event for event, named in targets.items() if len(named) != 1] == []


@every_machine
def test_guards_are_asked_cheapest_first(samples: Samples) -> None:
    for rules in samples.decider.machine.rules.values():
        kinds = [rule.refusal.kind for rule in rules]
        assert all(before <= after for before, after in pairwise(kinds)), rules


@every_machine
def test_every_rule_has_a_sentence_and_a_name_of_its_own(samples: Samples) -> None:
    rules = {rule for rules in samples.decider.machine.rules.values() for rule in rules}
    assert all(rule.sentence.endswith(".") and rule.sentence[0].isupper() for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)


@every_machine
def test_every_event_is_named_after_its_stream(samples: Samples) -> None:
    for event in samples.decider.machine.events:
        assert event.event_type.startswith(f"{samples.decider.stream_type}.")


@every_machine
def test_every_event_comes_back_from_its_json(samples: Samples) -> None:
    for step in walk(samples).steps:
        for event in step.events:
            assert type(event).model_validate_json(event.model_dump_json()) == event


@every_machine
def test_every_state_can_be_kept_as_a_snapshot(samples: Samples) -> None:
    assert all(freeze(state) is not None for state in walk(samples).states)


@every_machine
def test_what_is_allowed_is_what_the_table_has(samples: Samples) -> None:
    decider = samples.decider
    for step in walk(samples).steps:
        allowed = {one.name: one.refused_by for one in decider.allowed(step.before, step.context)}
        assert allowed[step.command.command_name()] == ()
