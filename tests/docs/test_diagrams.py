"""The diagrams of the state machines show the transitions of their tables, all of them and no others."""

import re

import pytest

from docs.generate import TARGET
from domain.shared.machine import Machine
from infrastructure.event_store.catalogue import domain_deciders

PAGE = (TARGET / "state-machines.md").read_text()
MACHINES = [decider.machine for decider in domain_deciders().values()]

Edge = tuple[str, str, str]

_DIAGRAM = re.compile(
    r"^## (.+?)$.*?^```mermaid\nstateDiagram-v2\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_ARROW = re.compile(r"^    (\[\*\]|\w+) --> (\w+): ([\w, -]+)$")


def drawn(machine: Machine) -> set[Edge]:
    """What the page's diagram of a machine shows, read back from its text: from, to, command."""
    title = machine.name.replace("-", " ").capitalize()
    diagrams = dict(_DIAGRAM.findall(PAGE))
    edges = set[Edge]()
    for line in diagrams[title].splitlines():
        arrow = _ARROW.fullmatch(line)
        assert arrow, f"not an arrow: {line}"
        edges |= {(arrow[1], arrow[2], command) for command in arrow[3].split(", ")}
    return edges


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_diagram_shows_the_rows_of_the_table(machine: Machine) -> None:
    rows = {
        (str(row.source or "[*]"), str(row.leads_to), row.command.command_name())
        for row in machine.rows
    }
    assert drawn(machine) == rows
    assert {state for edge in rows for state in edge[:2]} - {"[*]"} == set(machine.states)


def test_every_machine_has_a_diagram() -> None:
    assert len(_DIAGRAM.findall(PAGE)) == len(MACHINES)
