"""State machines for people and tools: as data and as Mermaid, both drawn from the transition table."""

from typing import Any

from domain.shared.machine import Machine, Row


def as_data(machine: Machine) -> dict[str, Any]:
    """The table as JSON-able data: every state, and every transition with its rules in order."""
    return {
        "name": machine.name,
        "states": [str(state) for state in machine.states],
        "transitions": [_transition(row) for row in machine.rows],
    }


def as_mermaid(machine: Machine) -> str:
    """The table as a Mermaid state diagram; commands that lead the same way share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in machine.rows:
        source = str(row.source) if row.source else "[*]"
        labels = arrows.setdefault((source, str(row.leads_to)), [])
        if row.command.command_name() not in labels:
            labels.append(row.command.command_name())
    lines = ["stateDiagram-v2"]
    lines += [
        f"    {source} --> {target}: {', '.join(labels)}"
        for (source, target), labels in arrows.items()
    ]
    return "\n".join(lines) + "\n"


def _transition(row: Row) -> dict[str, Any]:
    return {
        "from": str(row.source) if row.source else None,
        "command": row.command.command_name(),
        "event": row.event.event_type,
        "to": str(row.leads_to),
        "rules": [
            {"name": rule.name, "sentence": rule.sentence, "refusal": rule.refusal.__name__}
            for rule in row.requires
        ],
    }
